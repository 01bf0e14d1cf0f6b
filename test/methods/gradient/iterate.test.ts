import { expect, test } from "vitest";
import { projectionOf } from "../../../src/actions/project.ts";
import { iterateFrom, norm, stepSizes } from "../../../src/methods/gradient/iterate.ts";
import type { GradientSettings } from "../../../src/methods/gradient/settings.ts";
import { boxOn } from "../problem.ts";

const settings = { learningRate: 0.1, decay: true, maxIterations: 1000 } as GradientSettings;

test("step sizes are 0.1·√(1 − 0.999ᵏ⁺¹)/(1 − 0.9ᵏ⁺¹), falling linearly: by half at step 500, to a thousandth at 999", () => {
  const sizes = stepSizes(settings);
  const level = stepSizes({ ...settings, decay: false });
  const closed = (k: number) => (0.1 * Math.sqrt(1 - 0.999 ** (k + 1))) / (1 - 0.9 ** (k + 1));
  expect([sizes.length, level.length]).toEqual([1000, 1000]);
  for (const k of [0, 1, 9, 500, 999]) expect(level[k]).toBeCloseTo(closed(k), 12);
  for (const k of [0, 500, 999]) expect(sizes[k] / level[k]).toBeCloseTo(1 - k / 1000, 12);
});

async function iterate(distance: "l1" | "l2", reach = 5) {
  const actions = boxOn(3, [0, 2], reach);
  const project = await projectionOf(actions);
  const x = Float32Array.of(1, -2, 0.5);
  return {
    x,
    ...iterateFrom(x, { actionable: actions.actionable, project, distance, sizes: stepSizes(settings) }),
  };
}

test("the first step is 0.1 down every actionable slope, steep or flat; feature 1 cannot move", async () => {
  const { step, delta, point } = await iterate("l1");
  step(-1, Float32Array.of(40, 40, -0.002), 0);
  expect(Array.from(delta)).toEqual([expect.closeTo(0.1, 6), 0, expect.closeTo(-0.1, 3)]);
  expect(point).toEqual(Float32Array.of(Math.fround(1 + delta[0]), -2, Math.fround(0.5 + delta[2])));
});

test("on a flat score λ′ alone brings ‖δ‖ from over 0.4 to under 0.06 within 30 steps, by either norm", async () => {
  for (const distance of ["l1", "l2"] as const) {
    const { step, delta, restart } = await iterate(distance);
    for (let k = 0; k < 3; k++) step(-1, Float32Array.of(1, 0, -1), 0);
    expect(norm(delta, distance)).toBeGreaterThan(0.4);
    restart();
    const lengths = Array.from({ length: 30 }, () => {
      step(0, Float32Array.of(1, 0, 1), 0.5);
      return norm(delta, distance);
    });
    expect(Math.min(...lengths)).toBeLessThan(0.06);
  }
});

test("no step leaves the box: 20 steps uphill end at 0.75 exactly", async () => {
  const { step, delta, home, point, x } = await iterate("l1", 0.75);
  for (let k = 0; k < 20; k++) step(-1, Float32Array.of(1, 1, 1), 0.001);
  expect(delta).toEqual(Float32Array.of(0.75, 0, 0.75));
  home();
  expect(delta).toEqual(new Float32Array(3));
  expect(point).toEqual(x);
});

test("a restart forgets the moments: the step after it is 0.1 again", async () => {
  const { step, delta, restart } = await iterate("l1");
  for (let k = 0; k < 20; k++) step(-1, Float32Array.of(1, 0, 0), 0);
  const before = delta[0];
  restart();
  step(1, Float32Array.of(1, 0, 0), 0);
  expect(delta[0] - before).toBeCloseTo(-0.1, 6);
});

test("‖(3, −4)‖ is 7 by l1 and 5 by l2", () => {
  const delta = Float32Array.of(3, 0, -4);
  expect([norm(delta, "l1"), norm(delta, "l2")]).toEqual([7, 5]);
});
