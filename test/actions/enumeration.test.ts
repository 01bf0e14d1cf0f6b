import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Candidate } from "../../src/actions/action-set.ts";
import { bestResponse } from "../../src/actions/best-response.ts";
import { isDiscrete, relaxation } from "../../src/actions/discrete.ts";
import { candidatesOf, costAt, isNamed, namedAction, openCandidates } from "../../src/actions/enumeration.ts";
import { linearProgram } from "../../src/actions/lp.ts";
import { combinations, movesOf } from "../../src/actions/moves.ts";
import { projectionOf } from "../../src/actions/project.ts";
import { roundToFeasible } from "../../src/actions/rounded.ts";
import { type ActionSet, actionSet, boxOf, contains, lowerOf, upperOf } from "../../src/actions/set.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { fromRows, type Matrix, matrix, row } from "../../src/core/matrix.ts";
import { namedSets, openTo } from "./named-arbitrary.ts";

const named = (actions: ActionSet) => {
  if (!isNamed(actions)) throw new Error("its actions have no names");
  return actions;
};
const dot = (w: ArrayLike<number>, delta: Float32Array) => delta.reduce((sum, value, j) => sum + w[j] * value, 0);
const set = (candidates: readonly Partial<Candidate>[], d = 3) =>
  actionSet(d, {
    lower: new Float64Array(d),
    upper: new Float64Array(d),
    candidates: candidates.map((one, k) => ({ name: `${k}`, when: [], by: [], to: [], cost: null, ...one })),
  });

describe("property, 500 Δ of named actions: against what is open to a person written out", () => {
  it("the actions are those, at those costs, one by one and for many people", () => {
    fc.assert(
      fc.property(namedSets(), ({ actions, x }) => {
        const [, ...expected] = openTo(actions, x);
        const { delta, cost, which } = openCandidates(named(actions), x);
        expect([...delta.data]).toEqual(expected.flatMap((one) => [...one.delta]));
        expect(cost.length).toBe(expected.length);
        for (const [i, value] of cost.entries()) expect(value).toBeCloseTo(expected[i].cost, 6);
        const many = candidatesOf(named(actions), fromRows([x, x]));
        expect([...many.first]).toEqual([0, expected.length, 2 * expected.length]);
        expected.forEach((one, i) => {
          expect(row(many.points, expected.length + i)).toEqual(x.map((value, j) => value + one.delta[j]));
          expect(many.describe(i)).toBe(`action ${which[i]}`);
        });
      }),
      { numRuns: 500 },
    );
  });

  it("δ is in Δ exactly where it is one of them, and then costs the least of what costs anything so", () => {
    fc.assert(
      fc.property(namedSets(), ({ actions, x, delta }) => {
        const open = openTo(actions, x);
        const is = (one: { delta: Float32Array }, other: Float32Array) =>
          one.delta.every((value, j) => value === other[j]);
        expect(contains(actions, x, delta)).toBe(open.some((one) => is(one, delta)));
        for (const one of open) {
          expect(contains(actions, x, one.delta)).toBe(true);
          const least = Math.min(...open.filter((other) => is(other, one.delta)).map(({ cost }) => cost));
          expect(costAt(actions, x)(one.delta)).toBeCloseTo(least, 6);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("the linear program is their minimum, 0 among them, whatever the solver; the other sense their maximum", async () => {
    await fc.assert(
      fc.asyncProperty(namedSets(), fc.constantFrom("auto", "glpk"), async ({ actions, x, w }, solver) => {
        const values = openTo(actions, x).map(({ delta }) => dot(w, delta));
        for (const sense of ["minimise", "maximise"] as const) {
          const { solve } = await linearProgram(actions, { sense, solver });
          const found = solve(fromRows([w]), fromRows([x])).data;
          expect(contains(actions, x, found)).toBe(true);
          expect(dot(w, found)).toBe(sense === "minimise" ? Math.min(...values) : Math.max(...values));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("rounding gives the nearest of those that rise enough along w, else the nearest of all", async () => {
    await fc.assert(
      fc.asyncProperty(namedSets(), async ({ actions, x, delta, w }) => {
        const rounded = await roundToFeasible(actions, x, delta, w);
        expect(contains(actions, x, rounded)).toBe(true);
        const distance = (action: Float32Array) => {
          const away = action.map((value, j) => value - delta[j]);
          return away.reduce((sum, value, j) => sum + (j < 3 ? Math.abs(value) : Math.max(0, value)), 0);
        };
        const all = openTo(actions, x).map((one) => one.delta);
        const rising = all.filter((action) => dot(w, action) >= dot(w, delta) - 1e-6);
        const among = contains(actions, x, delta) || rising.length === 0 ? all : rising;
        expect(distance(rounded)).toBe(Math.min(...among.map(distance)));
      }),
      { numRuns: 500 },
    );
  });

  it("the box is the smallest around them; bounds that know x_j alone, and the relaxation, hold them all", () => {
    fc.assert(
      fc.property(namedSets(), ({ actions, x }) => {
        const all = openTo(actions, x).map(({ delta }) => delta);
        const [lower, upper] = [new Float64Array(6), new Float64Array(6)];
        boxOf(actions, x, lower, upper);
        const relaxed = relaxation(actions);
        expect(isDiscrete(actions)).toBe(true);
        expect(isDiscrete(relaxed)).toBe(false);
        for (let j = 0; j < 6; j++) {
          expect(lower[j]).toBe(Math.min(...all.map((delta) => delta[j])));
          expect(upper[j]).toBe(Math.max(...all.map((delta) => delta[j])));
          expect(lowerOf(actions, j, x[j])).toBeLessThanOrEqual(lower[j]);
          expect(upperOf(actions, j, x[j])).toBeGreaterThanOrEqual(upper[j]);
        }
        for (const delta of all) expect(contains(relaxed, x, delta)).toBe(true);
        expect(combinations(movesOf(actions, x))).toBe(all.length);
      }),
      { numRuns: 500 },
    );
  });

  it("a projection lies in that box, categories aside", async () => {
    await fc.assert(
      fc.asyncProperty(namedSets(), async ({ actions, x, delta }) => {
        const project = await projectionOf(actions);
        const projected = project(x, delta, new Float32Array(6));
        const [lower, upper] = [new Float64Array(6), new Float64Array(6)];
        boxOf(actions, x, lower, upper);
        projected.slice(0, 3).forEach((value, j) => {
          expect(value).toBeGreaterThanOrEqual(lower[j] - 1e-6);
          expect(value).toBeLessThanOrEqual(upper[j] + 1e-6);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("δ* has the highest score of all of them, 0 among them, the first of equals", async () => {
    await fc.assert(
      fc.asyncProperty(namedSets(), fc.array(namedSets(), { maxLength: 3 }), async ({ actions, x, w }, others) => {
        const scoreOf = (point: Float32Array) => Math.round(4 * dot(w, point)) / 4;
        const score = (Z: Matrix) => Float32Array.from({ length: Z.rows }, (_, i) => scoreOf(row(Z, i)));
        const X = fromRows([x, ...others.map((other) => other.x)]);
        const { solve } = await bestResponse(actions, { sense: "maximise", solver: "glpk" }, score);
        const found = solve(matrix(X.rows, 6), X);
        for (let i = 0; i < X.rows; i++) {
          const own = row(X, i);
          const scored = openTo(actions, own).map(({ delta }) => ({
            delta,
            height: scoreOf(own.map((value, j) => value + delta[j])),
          }));
          const highest = Math.max(...scored.map(({ height }) => height));
          expect(row(found, i)).toEqual(scored.find(({ height }) => height === highest)?.delta);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("conditions", () => {
  it("property, 2,000: whoever's raw value meets it is met after standardising to float32, and whoever float32 can tell misses it", () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, value, fc.double({ min: 1e-3, max: 1e5, noNaN: true }), (end, other, mean, std) => {
        const standardised = (raw: number) => (raw - mean) / std;
        const actions = set([
          { when: [{ column: 0, min: -Infinity, max: standardised(end) }], by: [{ column: 1, value: 1 }] },
          { when: [{ column: 0, min: standardised(end), max: Infinity }], by: [{ column: 1, value: -1 }] },
        ]);
        for (const raw of [end, other, end + Math.abs(end) * 2 ** -50, end - Math.abs(end) * 2 ** -50]) {
          const x = Float32Array.of(standardised(raw), 0, 0);
          const { which } = openCandidates(named(actions), x);
          if (raw <= end) expect(which).toContain(0);
          if (raw >= end) expect(which).toContain(1);
          const apart = x[0] !== Math.fround(standardised(end));
          if (apart) expect(which).toEqual([raw < end ? 0 : 1]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("17 years and education-num <= 8, on the scale of adult: 8 meets it, 9 does not", () => {
    const [mean, std] = [10.0806793, 2.5726808];
    const at = (raw: number) => (raw - mean) / std;
    const actions = set([{ when: [{ column: 0, min: -Infinity, max: at(8) }], to: [{ column: 0, value: at(9) }] }]);
    const open = [7, 8, 9].map((raw) => openCandidates(named(actions), Float32Array.of(at(raw), 0, 0)).which.length);
    expect(open).toEqual([1, 1, 0]);
  });

  it("NaN meets none, and a value that is there already is no change", () => {
    const actions = set([{ when: [{ column: 0, min: -9, max: 9 }], to: [{ column: 1, value: 0.1 }] }]);
    expect(openCandidates(named(actions), Float32Array.of(Number.NaN, 0, 0)).which).toEqual([]);
    expect(openCandidates(named(actions), Float32Array.of(0, 0.1, 0)).which).toEqual([]);
    expect(namedAction(actions, Float32Array.of(0, 0, 0), Float32Array.of(0, 0.1, 0))?.name).toBe("0");
    expect(namedAction(actions, Float32Array.of(0, 0, 0), new Float32Array(3))).toBeNull();
  });
});

it.each([
  [[{ by: [] }], 'candidate "0": it changes nothing'],
  [[{ by: [{ column: 0, value: 0 }] }], 'candidate "0": feature 0 changes by 0'],
  [[{ by: [{ column: 0, value: Number.NaN }] }], "NaN is not a finite number"],
  [[{ by: [{ column: 0, value: 1 }], to: [{ column: 0, value: 1 }] }], "feature 0 is changed twice"],
  [[{ by: [{ column: 0, value: 1 }], cost: 0 }], "cost is 0; make it above 0"],
  [[{ by: [{ column: 0, value: 1 }], when: [{ column: 1, min: 2, max: 1 }] }], "no feature 1 lies between 2 and 1"],
  [[{ by: [{ column: 0, value: 1 }], name: "" }], "give every candidate a name of its own"],
] satisfies [Partial<Candidate>[], string][])(
  "refused with the candidate and the remedy: %j",
  (candidates, message) => {
    expect(() => set(candidates)).toThrow(ConfigError);
    expect(() => set(candidates)).toThrow(message);
  },
);
