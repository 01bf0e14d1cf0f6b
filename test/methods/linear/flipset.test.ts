import fc from "fast-check";
import { expect, test } from "vitest";
import { actionSet, contains } from "../../../src/actions/set.ts";
import { type Matrix, matrix, row, rowsBetween } from "../../../src/core/matrix.ts";
import { type Random, stream } from "../../../src/core/random.ts";
import { type FlipsetSettings, flipsets } from "../../../src/methods/linear/flipset.ts";
import { type ActionGrid, gridOf, shareBelow } from "../../../src/methods/linear/grid.ts";

const within: FlipsetSettings = { step: 0.01, solver: "auto", box: true, atLeastOneChange: false };
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function normalRows(rows: number, cols: number, random: Random): Matrix {
  return matrix(
    rows,
    cols,
    Float32Array.from({ length: rows * cols }, () => random.normal()),
  );
}

const train = normalRows(300, 4, stream(0, "train"));
const gridsOf = (step: number) =>
  [0, 1, 2, 3].map((j) =>
    gridOf(
      Array.from({ length: train.rows }, (_, i) => row(train, i)[j]),
      step,
    ),
  );
const grids = gridsOf(0.01);
const coarse = gridsOf(0.1);

/** Local cost of moving from x to the grid value nearest to x + a (δ is rounded to float32), from the definition. */
function costOf(grid: ActionGrid, x: number, a: number): number {
  if (a === 0) return 0;
  const nearest = grid.values.reduce((best, v) => (Math.abs(v - x - a) < Math.abs(best - x - a) ? v : best));
  return Math.sign(a) * Math.log((1 - shareBelow(grid, x)) / (1 - shareBelow(grid, nearest)));
}

const totalCost = (on: readonly ActionGrid[], x: ArrayLike<number>, delta: ArrayLike<number>) =>
  Array.from(delta).reduce((sum, a, j) => sum + costOf(on[j], x[j], a), 0);

const gainOf = (w: ArrayLike<number>, delta: ArrayLike<number>) =>
  Array.from(delta).reduce((sum, a, j) => sum + w[j] * a, 0);

/** An action set over features 0 … k − 1 of four, with directions, bounds on x + δ and, if asked, one row. */
function anyActions(random: Random, k: number, withRow: boolean) {
  const lower = new Float64Array(4);
  const upper = new Float64Array(4);
  const greatest = new Float64Array(4).fill(Number.POSITIVE_INFINITY);
  for (let j = 0; j < k; j++) {
    const direction = random.below(3);
    if (direction !== 0) upper[j] = 1.5 * random.uniform();
    if (direction !== 1) lower[j] = -1.5 * random.uniform();
    if (random.below(2) === 0) greatest[j] = random.normal() + 1;
  }
  const rows = withRow ? { A: [Float64Array.from(lower, () => random.normal())], b: [random.uniform()] } : undefined;
  return actionSet(4, { lower, upper, max: greatest, constraints: rows });
}

test("for 1 and 2 features the proposed action costs what trying every pair of grid values costs", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, fc.integer({ min: 1, max: 2 }), async (seed, k) => {
      const random = stream(seed, "flipset");
      const actions = anyActions(random, k, false);
      const x = Float32Array.from({ length: 4 }, () => random.normal());
      const w = Float64Array.from({ length: 4 }, () => random.normal());
      const s0 = -1.5 * random.uniform();
      const found = await flipsets({ actions, train }, within)(matrix(1, 4, x), () => ({ w, s0 }));

      const movesOf = (j: number) => {
        const moves = Array.from(grids[j].values, (value) => value - x[j]);
        return [0, ...moves.filter((a) => j < k && a * w[j] > 0 && costOf(grids[j], x[j], a) > 0)];
      };
      let least = Number.POSITIVE_INFINITY;
      for (const a of movesOf(0)) {
        for (const b of movesOf(1)) {
          if (s0 + w[0] * a + w[1] * b < 0 || !contains(actions, x, [a, b, 0, 0], 0)) continue;
          least = Math.min(least, totalCost(grids, x, [a, b]));
        }
      }
      const proposed = found.data.some((value) => value !== 0);
      expect(proposed).toBe(least < Number.POSITIVE_INFINITY);
      if (proposed) expect(totalCost(grids, x, found.data)).toBeCloseTo(least, 9);
    }),
    { numRuns: 60 },
  );
});

test("for 1 to 3 features, with and without a row, GLPK and enumeration propose equally cheap actions", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, fc.integer({ min: 1, max: 3 }), fc.boolean(), async (seed, k, withRow) => {
      const random = stream(seed, "flipset");
      const actions = anyActions(random, k, withRow);
      const X = normalRows(2, 4, random);
      const w = Float64Array.from({ length: 4 }, () => random.normal());
      const localScore = () => ({ w, s0: -0.8 });
      // Grids of 11 values keep three features, both directions each, below what is enumerated.
      const settings = { ...within, step: 0.1 };
      const enumerated = await flipsets({ actions, train }, settings)(X, localScore);
      const branched = await flipsets({ actions, train }, { ...settings, solver: "glpk" })(X, localScore);
      for (let i = 0; i < X.rows; i++) {
        const [one, other] = [row(enumerated, i), row(branched, i)];
        expect(one.some((value) => value !== 0)).toBe(other.some((value) => value !== 0));
        expect(totalCost(coarse, row(X, i), one)).toBeCloseTo(totalCost(coarse, row(X, i), other), 6);
      }
    }),
    { numRuns: 40 },
  );
});

test("every δ lies in Δ and lifts its local score to 0, or is 0", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, fc.boolean(), async (seed, withRow) => {
      const random = stream(seed, "flipset");
      const actions = anyActions(random, 3, withRow);
      const X = normalRows(10, 4, random);
      const W = normalRows(10, 4, random);
      const delta = await flipsets({ actions, train }, within)(X, (_, i) => ({ w: row(W, i), s0: -0.5 }));
      for (let i = 0; i < 10; i++) {
        expect(contains(actions, row(X, i), row(delta, i))).toBe(true);
        if (row(delta, i).some((value) => value !== 0)) {
          expect(gainOf(row(W, i), row(delta, i))).toBeGreaterThanOrEqual(0.5 - 1e-5);
        }
      }
    }),
    { numRuns: 40 },
  );
});

const onlyUp = actionSet(4, { lower: [0, 0, 0, 0], upper: [0.75, 0.75, 0, 0] });
const middle = matrix(1, 4);

test("within Δ a score that needs 0.8 of a feature bounded by 0.75 has no flipset; without the box it has", async () => {
  const localScore = () => ({ w: [1, 0, 0, 0], s0: -0.8 });
  expect(Array.from((await flipsets({ actions: onlyUp, train }, within)(middle, localScore)).data)).toEqual([
    0, 0, 0, 0,
  ]);
  const free = await flipsets({ actions: onlyUp, train }, { ...within, box: false })(middle, localScore);
  expect(free.data[0]).toBeGreaterThanOrEqual(0.8);
  expect(free.data[0]).toBeLessThan(0.8 + grids[0].values[1] - grids[0].values[0]);
});

test("without the box a feature that may only rise is lowered when the score asks for it; the others still stay", async () => {
  const localScore = () => ({ w: [-1, 0, 5, 5], s0: -0.3 });
  const free = await flipsets({ actions: onlyUp, train }, { ...within, box: false })(middle, localScore);
  expect(free.data[0]).toBeLessThanOrEqual(-0.3);
  expect(Array.from(free.data.subarray(1))).toEqual([0, 0, 0]);
  expect(Array.from((await flipsets({ actions: onlyUp, train }, within)(middle, localScore)).data)).toEqual([
    0, 0, 0, 0,
  ]);
});

test("a score that is at 0 already: nothing to do, or, when a change is demanded, the single cheapest grid step", async () => {
  const localScore = () => ({ w: [0.1, 0.1, 0, 0], s0: 0.2 });
  const content = await flipsets({ actions: onlyUp, train }, within)(middle, localScore);
  expect(Array.from(content.data)).toEqual([0, 0, 0, 0]);
  const pushed = await flipsets({ actions: onlyUp, train }, { ...within, atLeastOneChange: true })(middle, localScore);
  const nextUp = grids.map(({ values }) => values.find((value) => value > 0) ?? Number.NaN);
  const cheaper = costOf(grids[0], 0, nextUp[0]) < costOf(grids[1], 0, nextUp[1]) ? 0 : 1;
  const expected = [0, 0, 0, 0];
  expected[cheaper] = Math.fround(nextUp[cheaper]);
  expect(Array.from(pushed.data)).toEqual(expected);
});

test("a row that lets feature 0 rise by at most as much as feature 1 rises makes both rise, though 1 lowers the score", async () => {
  const actions = actionSet(4, {
    lower: [0, 0, 0, 0],
    upper: [1, 1, 0, 0],
    constraints: { A: [[-1, 1, 0, 0]], b: [0] },
  });
  const localScore = () => ({ w: [1, -0.2, 0, 0], s0: -0.4 });
  for (const solver of ["auto", "glpk"] as const) {
    const [rise, price] = (await flipsets({ actions, train }, { ...within, solver })(middle, localScore)).data;
    expect(price).toBeGreaterThanOrEqual(rise);
    expect(rise - 0.2 * price).toBeGreaterThanOrEqual(0.4 - 1e-6);
  }
});

test("weights of 0, as a saturated network has them, give δ = 0", async () => {
  const delta = await flipsets({ actions: onlyUp, train }, within)(middle, () => ({ w: [0, 0, 0, 0], s0: -0.1 }));
  expect(Array.from(delta.data)).toEqual([0, 0, 0, 0]);
});

test("rows done are reported up to the last, and an aborted signal ends the search", async () => {
  const X = normalRows(40, 4, stream(1, "rows"));
  const reported: number[] = [];
  const search = flipsets({ actions: onlyUp, train }, within);
  await search(X, () => ({ w: [1, 1, 0, 0], s0: -0.1 }), { onProgress: (done) => reported.push(done) });
  expect(reported).toEqual([0, 16, 32, 40]);
  const signal = AbortSignal.abort(new Error("stopped"));
  await expect(search(rowsBetween(X, 0, 1), () => ({ w: [1], s0: 0 }), { signal })).rejects.toThrow("stopped");
});
