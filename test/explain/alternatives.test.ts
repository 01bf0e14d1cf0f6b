import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costOf } from "../../src/actions/discrete.ts";
import { actionSet, contains } from "../../src/actions/set.ts";
import type { Network } from "../../src/engines/engine.ts";
import { choicesOf, type Searched } from "../../src/explain/alternatives.ts";
import { scores } from "../../src/methods/scores.ts";
import { bent, logistic, tanhLayer } from "../methods/problem.ts";

/** What a search is given, with the network that scores x + δ. */
type Known = Omit<Searched, "score"> & { readonly network: Network };

const choices = ({ network, ...known }: Known, x: Float32Array, proposed: readonly Float32Array[]) =>
  choicesOf({ ...known, score: (delta) => scores(network, x, delta) }, x, proposed);

const moved = (delta: Float32Array) => Array.from(delta, (_, j) => j).filter((j) => delta[j] !== 0);

/** Steps of ½ s.d. up to ±2 in both features. */
const steps = actionSet(2, { lower: [-2, -2], upper: [2, 2], steps: [0.5, 0.5] });
const std = [2, 2];

describe("the alternatives of a person", () => {
  it("are the cheapest accepted action of every set of features that suffices, cheapest first", () => {
    // g ≥ ½ where 2δ₀ + δ₁ ≥ 2: 1 s.d. of the first, 2 of the second, or ½ and 1 together, which is dearer than the first alone.
    const searched: Known = { network: logistic([2, 1], -2), actions: steps, std, theta0: 0.5 };
    const { alternatives, tried, complete } = choices(searched, Float32Array.of(0, 0), []);
    expect(alternatives.map(({ delta, cost }) => [[...delta], cost])).toEqual([
      [[1, 0], 1],
      [[0, 2], 2],
    ]);
    // 9 values each, without the one of doing nothing.
    expect([tried, complete]).toEqual([80, true]);
  });

  it("two features together, each by a step, where neither suffices however far it goes", () => {
    // g ≥ ½ where tanh(3δ₀) + tanh(3δ₁) ≥ 1.5: one alone comes to 1 at the most, a step of both to 1.81.
    const network = tanhLayer(
      [
        [3, 0],
        [0, 3],
      ],
      [0, 0],
      [1, 1],
      -1.5,
    );
    const { alternatives } = choices({ network, actions: steps, std, theta0: 0.5 }, Float32Array.of(0, 0), []);
    expect(alternatives.map(({ delta, cost }) => [[...delta], cost])).toEqual([[[0.5, 0.5], 1]]);
  });

  it("a further change has to save 5 % of the cost: 0.0001 s.d. of the second feature does not", () => {
    // g ≥ ½ where 100δ₀ + 101δ₁ ≥ 100: 1 s.d. of the first alone, 0.9901 of the second, and every mixture between.
    const fine = actionSet(2, { lower: [0, 0], upper: [10, 10], steps: [0.0001, 0.0001] });
    const searched: Known = { network: logistic([100, 101], -100), actions: fine, std, theta0: 0.5 };
    const { alternatives } = choices(searched, Float32Array.of(0, 0), [Float32Array.of(0.9999, 0.0001)]);
    expect(alternatives.map(({ delta }) => moved(delta))).toEqual([[1], [0]]);
  });

  it("no accepted action among all of them: complete and empty, a proof; without steps: not complete, no proof", () => {
    const network = logistic([1, 1], -10);
    const x = Float32Array.of(0, 0);
    expect(choices({ network, actions: steps, std, theta0: 0.5 }, x, [])).toMatchObject({
      alternatives: [],
      complete: true,
      tried: 80,
    });
    const free = actionSet(2, { lower: [-2, -2], upper: [2, 2] });
    expect(choices({ network, actions: free, std, theta0: 0.5 }, x, [])).toMatchObject({
      alternatives: [],
      complete: false,
    });
  });

  it("where there are too many to try, the coarse find is shortened to the least step that is accepted", () => {
    // 100,001 steps of 0.0001 s.d. each: the border of g is at 1.23451 s.d. of the first feature.
    const fine = actionSet(2, { lower: [0, 0], upper: [10, 10], steps: [0.0001, 0.0001] });
    const searched: Known = { network: logistic([1, 0], -1.23451), actions: fine, std, theta0: 0.5 };
    const { alternatives, complete } = choices(searched, Float32Array.of(0, 0), []);
    expect(complete).toBe(false);
    expect(alternatives).toHaveLength(1);
    expect(alternatives[0].delta[0]).toBeCloseTo(1.2346, 6);
    expect(alternatives[0].delta[1]).toBe(0);
  });

  it("leave out of a proposal of five changes the one that the other four do without, not a step of it", () => {
    const ones = Array<number>(5).fill(1);
    const actions = actionSet(5, { lower: ones.map(() => 0), upper: ones, steps: ones.map(() => 0.01) });
    const searched: Known = { network: logistic(ones, -3.9), actions, std: ones, theta0: 0.5 };
    const { alternatives } = choices(searched, new Float32Array(5), [Float32Array.from(ones)]);
    expect(alternatives.map(({ delta }) => moved(delta))).toEqual([[1, 2, 3, 4]]);
  });

  it("take a proposal in when the search itself looks at three features at a time and four are needed", () => {
    const d = 4;
    const ones = Array<number>(d).fill(1);
    const actions = actionSet(d, { lower: ones.map(() => 0), upper: ones });
    const searched: Known = { network: logistic(ones, -3.9), actions, std: ones, theta0: 0.5 };
    const x = new Float32Array(d);
    expect(choices(searched, x, []).alternatives).toEqual([]);
    const { alternatives } = choices(searched, x, [Float32Array.of(1, 1, 1, 1), Float32Array.of(2, 2, 2, 2)]);
    expect(alternatives).toHaveLength(1);
    expect(alternatives[0].cost).toBeLessThan(4);
    expect(alternatives[0].cost).toBeGreaterThanOrEqual(3.9 - 1e-6);
  });

  it("property: distinct, in Δ, accepted when scored again, priced by Δ's weights", () => {
    const rows = { A: [[1, 1, 1]], b: [1] };
    const actions = actionSet(3, {
      lower: [-1, 0, -2],
      upper: [2, 1, 0],
      steps: [0.25, 0.5, 0.5],
      weights: [1, 3, 0.5],
      constraints: rows,
    });
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 }),
        fc.nat(20),
        (person, seed) => {
          const x = Float32Array.from(person);
          const network = bent(3, seed);
          const { alternatives } = choices({ network, actions, std: [1, 1, 1], theta0: 0.6 }, x, []);
          const sets = alternatives.map(({ delta }) => moved(delta).join());
          expect(new Set(sets).size).toBe(sets.length);
          for (const { delta, score, cost } of alternatives) {
            expect(contains(actions, x, delta)).toBe(true);
            const [again] = network.score({ rows: 1, cols: 3, data: x.map((value, j) => value + delta[j]) });
            expect(again).toBe(score);
            expect(score).toBeGreaterThanOrEqual(0.6);
            expect(cost).toBe(costOf(actions)(delta));
          }
          network.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});
