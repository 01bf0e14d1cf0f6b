import { describe, expect, test } from "vitest";
import { type ActionSet, actionSet } from "../../src/actions/set.ts";
import { type LogitBounds, networkBounds } from "../../src/certificates/bounds.ts";
import { scoreAtLeast, scoreAtMost } from "../../src/certificates/float32.ts";
import { halves, type PersonMoves, type Region, wholeOf } from "../../src/certificates/region.ts";
import { matrix } from "../../src/core/matrix.ts";
import { type Random, stream } from "../../src/core/random.ts";
import type { NetworkSpec } from "../../src/engines/engine.ts";
import { forward } from "../../src/engines/reference/scalar.ts";
import { openEngine } from "../../src/engines/registry.ts";
import { drawn, uniforms } from "./problem.ts";

const engine = await openEngine("wasm");

/** Columns 0, 2 and 4 free, 1 in steps, 5–7 a group, 3 fixed; ±`reach`. */
function actionsOf(reach: number): ActionSet {
  return actionSet(8, {
    lower: [-reach, -1, 0, 0, -reach, -1, -1, -1],
    upper: [reach, 1, reach, 0, 0, 1, 1, 1],
    steps: [0, 0.25, 0, 0, 0, 0, 0, 0],
    groups: [[5, 6, 7]],
  });
}

const personOf = (seed: number) => Float32Array.from([...uniforms(5, seed).map((v) => 2 * v), 0, 1, 0]);

/** An action of the region, at its ends as often as inside. */
function actionIn({ actions, features, groups }: PersonMoves, region: Region, random: Random): Float32Array {
  const delta = Float32Array.from(region.lower, (lower, j) => (lower === region.upper[j] ? lower : 0));
  for (const j of features) {
    const share = [0, 1, random.uniform(), random.uniform()][random.below(4)];
    const value = region.lower[j] + share * (region.upper[j] - region.lower[j]);
    const step = actions.steps[j];
    const whole = step > 0 ? Math.round(value / step) * step : value;
    delta[j] = Math.min(Math.max(Math.fround(whole), region.lower[j]), region.upper[j]);
  }
  groups.forEach(({ columns, categories: [own] }, g) => {
    const open = region.categories[g];
    const taken = open[random.below(open.length)];
    for (const j of columns) delta[j] = Number(j === taken) - Number(j === own);
  });
  return delta;
}

const valueAt = ({ constant, slope }: LogitBounds, delta: Float32Array) =>
  delta.reduce((sum, value, j) => sum + slope[j] * value, constant);

const shapes: readonly (readonly number[])[] = [
  [],
  [1],
  [7],
  [512],
  [100, 100, 100],
  [3, 1],
  [40, 2, 40],
  [16, 16, 16, 16],
  [1, 1, 1, 1],
  [120, 60, 30, 9],
];

describe.each(["tanh", "relu"] as const)("100,000 sampled δ with %s, depths 0 to 4, widths 1 to 512", (activation) => {
  test.each(shapes.map((hidden) => [hidden.join("-") || "none", hidden] as const))(
    "hidden layers %s: never outside, over regions of every size",
    (_, hidden) => {
      const spec: NetworkSpec = { inputs: 8, hidden, activation, dropout: 0 };
      for (let seed = 0; seed < 5; seed++) {
        const random = stream(seed, "samples");
        const parameters = drawn(spec, seed, 1 + seed);
        const network = engine.open(spec, parameters);
        const bounds = networkBounds(spec, parameters);
        const { person, region: whole } = wholeOf(actionsOf(10 ** (1 - seed)), personOf(seed));
        const allowances = bounds.allowancesFor(person, whole);
        let region = whole;
        for (let size = 0; size < 20; size++) {
          const linear = bounds.over(person, region, allowances);
          const X = matrix(100, 8);
          const values = Array.from({ length: 100 }, (_, i) => {
            const delta = actionIn(person, region, random);
            delta.forEach((value, j) => {
              X.data[i * 8 + j] = person.x[j] + value;
            });
            return valueAt(linear, delta);
          });
          network.score(X).forEach((score, i) => {
            expect(score).toBeLessThanOrEqual(scoreAtMost(values[i] + linear.radius));
            expect(score).toBeGreaterThanOrEqual(scoreAtLeast(values[i] - linear.radius));
          });
          // The logit itself, where the scalar engine is quick enough.
          if (hidden.every((width) => width <= 40)) {
            forward(spec, parameters, X, null).logit.forEach((logit, i) => {
              expect(Math.abs(logit - values[i])).toBeLessThanOrEqual(linear.radius);
            });
          }
          const open = person.features.filter((j) => region.lower[j] < region.upper[j]);
          if (open.length > 0) {
            const children = halves(person, region, open[random.below(open.length)]);
            region = children[random.below(children.length)];
          }
        }
        network.close();
      }
    },
  );
});

test.each(["tanh", "relu"] as const)(
  "%s: the radius falls to the allowance as the region shrinks to a point",
  (activation) => {
    const spec: NetworkSpec = { inputs: 8, hidden: [30, 30, 30], activation, dropout: 0 };
    const parameters = drawn(spec, 3, 2);
    const bounds = networkBounds(spec, parameters);
    const { person, region: whole } = wholeOf(actionsOf(1), personOf(3));
    let region: Region = { ...whole, categories: whole.categories.map(([own]) => [own]) };
    for (const j of [5, 6, 7]) region.lower[j] = region.upper[j] = 0;
    const allowances = bounds.allowancesFor(person, region);
    const radii: number[] = [];
    for (let k = 0; k < 24; k++) {
      const { radius, allowance } = bounds.over(person, region, allowances);
      radii.push(radius - allowance);
      for (const j of person.features) if (region.lower[j] < region.upper[j]) region = halves(person, region, j)[k % 2];
    }
    expect(radii[0]).toBeGreaterThan(0.01);
    expect(radii[10]).toBeLessThan(1e-4 * radii[0]);
    const { radius, allowance } = bounds.over(person, region, allowances);
    expect(radius - allowance).toBeLessThan(1e-6);
    expect(allowance).toBeLessThan(1e-3);
    // Allowances of the small region are no greater than those of all of Δ.
    expect(bounds.over(person, region, bounds.allowancesFor(person, region)).allowance).toBeLessThanOrEqual(allowance);
  },
);

test("a relu network that bends nowhere in the region is bounded by itself: only the allowance is left", () => {
  const spec: NetworkSpec = { inputs: 8, hidden: [20], activation: "relu", dropout: 0 };
  const [hidden, output] = drawn(spec, 1, 1);
  const parameters = [{ ...hidden, bias: hidden.bias.fill(100) }, output];
  const { person, region } = wholeOf(actionsOf(1), personOf(1));
  const bounds = networkBounds(spec, parameters);
  const { radius, allowance } = bounds.over(person, region, bounds.allowancesFor(person, region));
  expect(radius).toBeLessThanOrEqual(allowance * (1 + 2 ** -30));
});

test("parameters that are not finite bound nothing", () => {
  const spec: NetworkSpec = { inputs: 8, hidden: [5], activation: "tanh", dropout: 0 };
  const parameters = drawn(spec, 1, 1);
  parameters[1].weights[0] = Number.NaN;
  const { person, region } = wholeOf(actionsOf(1), personOf(1));
  const bounds = networkBounds(spec, parameters);
  const { constant, radius } = bounds.over(person, region, bounds.allowancesFor(person, region));
  expect(scoreAtMost(constant + radius)).toBe(1);
});
