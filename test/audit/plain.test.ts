import { describe, expect, it } from "vitest";
import { actionSet } from "../../src/actions/set.ts";
import { withoutTrifles } from "../../src/audit/plain.ts";
import { openEngine } from "../../src/engines/registry.ts";

/** g(x) = σ(x₀ + w·x₁) and a box of ±`most` for x₀, ±1 for x₁. */
async function subject(w: number, theta0: number, most = 1) {
  const engine = await openEngine("reference");
  const spec = { inputs: 2, hidden: [], activation: "tanh", dropout: 0 } as const;
  const network = engine.open(spec, [{ weights: Float32Array.of(1, w), bias: Float32Array.of(0) }]);
  return { network, actions: actionSet(2, { lower: [-most, -1], upper: [most, 1] }), theta0 };
}

const x = new Float32Array(2);
const sigma = (z: number) => 1 / (1 + Math.exp(-z));

describe("an action without trifles", () => {
  it("a change of 0.4 % of the cost that nothing needs is left out", async () => {
    expect([...withoutTrifles(await subject(1, sigma(0.4)), x, Float32Array.of(0.5, 0.002))]).toEqual([0.5, 0]);
  });

  it("one that is needed goes into the largest change, which costs the same", async () => {
    const [first, second] = withoutTrifles(await subject(1, sigma(0.501)), x, Float32Array.of(0.5, 0.002));
    expect(second).toBe(0);
    expect(first).toBeCloseTo(0.502, 6);
  });

  it("one that the largest change has no room for stays, and so does one of 2 % of the cost", async () => {
    const full = Float32Array.of(0.5, 0.002);
    expect(withoutTrifles(await subject(1, sigma(0.501), 0.5), x, full)).toEqual(full);
    const more = Float32Array.of(0.5, 0.01);
    expect(withoutTrifles(await subject(1, sigma(0.4)), x, more)).toEqual(more);
  });

  it("nothing of no action", async () => {
    expect([...withoutTrifles(await subject(1, 0.9), x, new Float32Array(2))]).toEqual([0, 0]);
  });
});
