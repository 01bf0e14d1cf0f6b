import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costOf } from "../../../src/actions/discrete.ts";
import { combinations, movesOf } from "../../../src/actions/moves.ts";
import { actionSet, contains } from "../../../src/actions/set.ts";
import { fromRows, matrix } from "../../../src/core/matrix.ts";
import { ascent } from "../../../src/methods/search/ascent.ts";
import { exhaustive } from "../../../src/methods/search/exhaustive.ts";
import { discreteSets } from "../../actions/discrete-arbitrary.ts";
import { accepted, bent, logistic, problemOf } from "../problem.ts";

const search = { resolution: 41, budget: 2000, starts: 4 };

test("of a small Δ it finds the highest score and the least cost among all actions", async () => {
  const network = bent(6, 5);
  await fc.assert(
    fc.asyncProperty(discreteSets({ free: false }), async ({ actions, x }) => {
      const moves = movesOf(actions, x);
      const all = Array.from({ length: combinations(moves) }, (_, i) => {
        const point = new Float32Array(6);
        let rest = i;
        for (const part of moves.discrete) {
          part.set(rest % part.count, point);
          rest = Math.floor(rest / part.count);
        }
        return point;
      }).filter((point) => contains(actions, x, point));
      const scores = network.score(fromRows(all.map((point) => point.map((value, j) => x[j] + value)))).slice();
      const X = matrix(1, 6, x);

      const top = (await (await ascent.prepare(problemOf(network, actions, null), search))(X)).data;
      const reached = network.score(
        matrix(
          1,
          6,
          x.map((value, j) => value + top[j]),
        ),
      )[0];
      expect(reached).toBe(Math.max(...scores));

      const problem = problemOf(network, actions, 0.5);
      const cheap = await (await exhaustive.prepare(problem, search))(X);
      const prices = all.flatMap((point, i) => (scores[i] >= 0.5 ? [costOf(actions)(point)] : []));
      expect(accepted(network, X, cheap, 0.5)).toEqual([prices.length > 0]);
      if (prices.length > 0) expect(costOf(actions)(cheap.data)).toBeCloseTo(Math.min(...prices), 6);
    }),
    { numRuns: 60 },
  );
});

describe("a Δ of 3·10⁹ actions: three features in a thousand steps each, and three categories", () => {
  const actions = actionSet(6, {
    lower: [-0.75, -0.75, -0.75, -1, -1, -1],
    upper: [0.75, 0.75, 0.75, 1, 1, 1],
    steps: [0.0015, 0.0015, 0.0015, 0, 0, 0],
    groups: [[3, 4, 5]],
  });
  const X = fromRows([[0, 0, 0, 1, 0, 0]]);

  test("it reaches the corner that alone suffices", async () => {
    const network = logistic([1, -1, 1, 0, 1, 0.5], -3.249);
    const delta = await (await exhaustive.prepare(problemOf(network, actions, 0.5), search))(X);
    expect([...delta.data].map((value) => Math.round(1000 * value) + 0)).toEqual([750, -750, 750, -1000, 1000, 0]);
  });

  test("it pays the least: the new category and as little of the steepest feature as will do", async () => {
    const network = logistic([2, -1, 1, 0, 1.5, 0.5], -2.5);
    const delta = await (await exhaustive.prepare(problemOf(network, actions, 0.5), search))(X);
    // 1 for the category and 0.5 of the first feature, 334 steps of 0.0015.
    expect(costOf(actions)(delta.data)).toBeCloseTo(1.501, 3);
  });
});
