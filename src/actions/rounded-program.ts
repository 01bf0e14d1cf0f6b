/** The integer program behind rounding to feasible actions, for GLPK: steps are integers, groups and rules binaries. */
import type { Glpk } from "./glpk.ts";
import type { Moves, PersonalMoves } from "./moves.ts";
import type { ActionSet } from "./set.ts";

/** The problem of one person. */
export interface NearestProblem {
  readonly actions: ActionSet;
  readonly x: ArrayLike<number>;
  readonly delta: ArrayLike<number>;
  readonly moves: PersonalMoves;
}

/** constant + Σ coefficient · variable. */
interface Expression {
  constant: number;
  readonly terms: { readonly variable: number; readonly coefficient: number }[];
}

/**
 * min Σ weight · |δ′ − δ| over Δ of x with w·δ′ ≥ minimum (null: without that): δ′ [d] to GLPK's tolerances, or null when
 * there is none. A column in steps is integer · step, a group one binary per category of which one is 1; |·| is a variable
 * above both signs of it; and a rule requires |δ′_allowed| ≤ most · (number of changes among `needs`), a change of steps
 * being a binary each way.
 */
export function nearestByGlpk(
  glpk: Glpk,
  { actions, delta, moves }: NearestProblem,
  w: ArrayLike<number>,
  minimum: number | null,
): Float64Array | null {
  const { dimension, rules, steps, weights } = actions;
  const c: number[] = [];
  const lower: number[] = [];
  const upper: number[] = [];
  const integers: number[] = [];
  const variable = (cost: number, from: number, to: number, integral = false) => {
    if (integral) integers.push(c.length);
    lower.push(from);
    upper.push(to);
    return c.push(cost) - 1;
  };
  const constraints: { readonly expression: Expression; readonly floor: number }[] = [];
  const atLeast = (expression: Expression, floor: number) => constraints.push({ expression, floor });

  const action: Expression[] = Array.from({ length: dimension }, () => ({ constant: 0, terms: [] }));
  const put = (j: number, constant: number, v: number, coefficient: number) => {
    action[j].constant = constant;
    action[j].terms.push({ variable: v, coefficient });
  };
  const distance = (j: number, bothWays: boolean) => {
    const t: Expression = { constant: 0, terms: [{ variable: variable(weights[j], 0, Infinity), coefficient: 1 }] };
    atLeast(
      sum([
        [1, t],
        [-1, action[j]],
      ]),
      -delta[j],
    );
    if (bothWays)
      atLeast(
        sum([
          [1, t],
          [1, action[j]],
        ]),
        delta[j],
      );
  };

  /** Per column of a discrete part, how often it changes: 0 or 1. */
  const changes = new Map<number, Expression>();
  const needed = new Set(rules.flatMap(({ needs }) => needs));
  for (const j of moves.free) {
    put(j, 0, variable(0, moves.lower[j], moves.upper[j]), 1);
    distance(j, true);
  }
  for (const part of moves.discrete) {
    const [j] = part.columns;
    if (part.min !== null) {
      const { min: few, count } = part;
      const k = { variable: variable(0, few, few + count - 1, true), coefficient: 1 };
      put(j, 0, k.variable, steps[j]);
      distance(j, true);
      if (!needed.has(j)) continue;
      const up = variable(0, 0, few + count - 1 > 0 ? 1 : 0, true);
      const down = variable(0, 0, few < 0 ? 1 : 0, true);
      // up = 1 asks for k ≥ 1, down = 1 for k ≤ −1.
      atLeast({ constant: 0, terms: [k, { variable: up, coefficient: few - 1 }] }, few);
      atLeast(
        {
          constant: 0,
          terms: [
            { ...k, coefficient: -1 },
            { variable: down, coefficient: -few - count },
          ],
        },
        1 - few - count,
      );
      changes.set(j, {
        constant: 0,
        terms: [
          { variable: up, coefficient: 1 },
          { variable: down, coefficient: 1 },
        ],
      });
    } else {
      groupVariables(part);
    }
  }

  function groupVariables(part: Moves): void {
    const taken = Array.from({ length: part.count }, () => ({ variable: variable(0, 0, 1, true), coefficient: 1 }));
    const move = new Float64Array(dimension);
    taken.forEach(({ variable: v }, k) => {
      part.set(k, move);
      for (const j of part.columns) if (move[j] !== 0) put(j, 0, v, move[j]);
    });
    atLeast({ constant: 0, terms: taken }, 1);
    atLeast({ constant: 0, terms: taken.map((t) => ({ ...t, coefficient: -1 })) }, -1);
    for (const j of part.columns) {
      distance(j, false);
      changes.set(j, { constant: 1, terms: [{ ...taken[0], coefficient: -1 }] });
    }
  }

  const { A: joint, b: constants } = actions.constraints;
  constants.forEach((b, r) => {
    atLeast(sum(action.map((own, j) => [joint[r * dimension + j], own])), -b);
  });
  for (const { needs, allows } of rules) {
    const count = sum(needs.map((j) => [1, changes.get(j) ?? { constant: 0, terms: [] }]));
    for (const j of allows) {
      // What may move without a bound is left to the joint constraints; the exact check follows.
      for (const [most, sign] of [[moves.upper[j], -1] as const, [-moves.lower[j], 1] as const]) {
        if (Number.isFinite(most))
          atLeast(
            sum([
              [most, count],
              [sign, action[j]],
            ]),
            0,
          );
      }
    }
  }
  const steepest = Array.from(w).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (minimum !== null && steepest > 0)
    atLeast(sum(action.map((own, j) => [w[j] / steepest, own])), minimum / steepest);

  const n = c.length;
  if (n === 0) return null;
  const dearest = Math.max(...c) || 1;
  const A = new Float64Array(constraints.length * n);
  const floor = constraints.map(({ expression, floor }, r) => {
    for (const { variable: v, coefficient } of expression.terms) A[r * n + v] += coefficient;
    return floor - expression.constant;
  });
  const { x } = glpk.mixed({ c: c.map((cost) => cost / dearest), lower, upper, A, floor, integers });
  if (x === null) return null;
  return Float64Array.from(action, ({ constant, terms }) =>
    terms.reduce((total, { variable: v, coefficient }) => total + coefficient * x[v], constant),
  );
}

/** Σ factor · expression. */
function sum(parts: readonly (readonly [number, Expression])[]): Expression {
  const all: Expression = { constant: 0, terms: [] };
  for (const [factor, { constant, terms }] of parts) {
    all.constant += factor * constant;
    for (const { variable, coefficient } of terms) {
      all.terms.push({ variable, coefficient: factor * coefficient });
    }
  }
  return all;
}
