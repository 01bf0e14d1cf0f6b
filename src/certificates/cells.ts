/** Proofs about a step function, as tree ensembles are: Δ falls into cells on which the score is constant, and each is asked. */
import { costOf } from "../actions/discrete.ts";
import { isNamed } from "../actions/enumeration.ts";
import { movesOf } from "../actions/moves.ts";
import { type ActionSet, contains } from "../actions/set.ts";
import { smallestFloat } from "../core/float-search.ts";
import { type Matrix, matrix, row } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import { pause } from "../core/yield.ts";
import type { Certificate, Found, Question } from "./certificate.ts";
import { enumerated } from "./enumerated.ts";

/** A score that changes only where some x_j passes one of its breaks. */
export interface StepFunction {
  /** [k] Ascending float32 values of x_j; from one (included) to the next (excluded) no score changes along column j. */
  readonly breaks: (j: number) => Float32Array;
  /** Points x + δ, [n, d], in; g, [n], out. */
  readonly score: (points: Matrix) => Float32Array;
}

export interface CellOptions {
  /** How many cells of Δ are asked before the answer is `open`. */
  readonly budget: number;
  readonly signal?: AbortSignal | undefined;
}

/** A part of Δ that moves by itself: so many choices, each written into δ. */
interface Choice {
  readonly count: number;
  set(k: number, delta: Float32Array): void;
}

/** A size of δ that passes every break. */
const LARGEST = 1e38;

/** Cells that are asked at a time. */
const BLOCK = 4096;

/**
 * Answers a question about the person x. Of each cell the cheapest action is asked: along a free column the δ_j nearest to 0
 * that reaches the cell, so that every action of Δ shares a cell with one that is asked and costs no less. The
 * answer is exact, without joint constraints: with them the cheapest action of a cell may be forbidden and another one not,
 * and what is not found stays open. Where there are more cells than the budget, it is open and nothing is asked.
 * Where Δ names its actions all are scored, whatever the budget.
 */
export async function cellAnswer(
  question: Question,
  { breaks, score }: StepFunction,
  actions: ActionSet,
  x: Float32Array,
  { budget, signal }: CellOptions,
): Promise<Certificate> {
  if (isNamed(actions)) return enumerated(question, score, actions, x);
  const parts = choicesOf(actions, x, breaks);
  const cells = parts.reduce((product, { count }) => product * count, 1);
  const unknown = question.ask === "cheapest" ? 0 : 1;
  if (cells > budget) return { kind: "open", found: null, bound: unknown, boxes: 0 };
  const coupled = actions.constraints.b.length > 0;
  const cost = costOf(actions);
  const asked = await cheapestFirst(parts, cells, actions, x, cost, signal);
  let best: Found | null = null;
  for (let from = 0; from < asked.length; from += BLOCK) {
    await pause(signal);
    const block = asked.slice(from, from + BLOCK);
    const points = matrix(block.length, x.length);
    for (const [i, { delta }] of block.entries()) {
      const point = row(points, i);
      for (let j = 0; j < x.length; j++) point[j] = x[j] + delta[j];
    }
    for (const [i, height] of score(points).entries()) {
      if (question.ask !== "highest" && !accepts(height, question.theta0)) continue;
      if (best === null || (question.ask === "highest" && height > best.score)) best = { ...block[i], score: height };
    }
    if (question.ask !== "highest" && best !== null) break;
  }
  if (best === null) {
    const bound = question.ask === "cheapest" ? Number.POSITIVE_INFINITY : 1;
    return coupled
      ? { kind: "open", found: null, bound: unknown, boxes: cells }
      : { kind: "none", bound, boxes: cells };
  }
  const bound = question.ask === "cheapest" ? best.cost : question.ask === "highest" ? best.score : 1;
  if (coupled && question.ask !== "exists") return { kind: "open", found: best, bound: unknown, boxes: cells };
  return { kind: "action", found: best, bound, boxes: cells };
}

/** The actions to be asked, in Δ, from the cheapest on; the first of equals comes first. */
async function cheapestFirst(
  parts: readonly Choice[],
  cells: number,
  actions: ActionSet,
  x: Float32Array,
  cost: (delta: Float32Array) => number,
  signal: AbortSignal | undefined,
): Promise<{ readonly delta: Float32Array; readonly cost: number }[]> {
  const found: { readonly delta: Float32Array; readonly cost: number }[] = [];
  for (let i = 0; i < cells; i++) {
    if (i % BLOCK === 0) await pause(signal);
    const delta = new Float32Array(x.length);
    let rest = i;
    for (const part of parts) {
      part.set(rest % part.count, delta);
      rest = Math.floor(rest / part.count);
    }
    if (contains(actions, x, delta)) found.push({ delta, cost: cost(delta) });
  }
  return found.sort((a, b) => a.cost - b.cost);
}

function choicesOf(actions: ActionSet, x: Float32Array, breaks: StepFunction["breaks"]): Choice[] {
  const { discrete, free, lower, upper } = movesOf(actions, x);
  return [
    ...discrete,
    ...free.map((j): Choice => {
      const values = nearestInCells(x[j], breaks(j), lower[j], upper[j]);
      return {
        count: values.length,
        set: (k, delta) => {
          delta[j] = values[k];
        },
      };
    }),
  ];
}

/**
 * For each cell between x + lower and x + upper the δ of smallest size that reaches it: 0 for the one that x is in; upwards the
 * smallest δ with x + δ at the cell's lower break, downwards the largest below its upper break; float32 sums as they
 * are scored. What no δ of the range reaches is left out.
 */
export function nearestInCells(x: number, breaks: Float32Array, lower: number, upper: number): number[] {
  const values = new Set([0]);
  for (const value of breaks) {
    if (value > x) {
      const delta = smallestFloat((each) => Math.fround(x + each) >= value, 0, LARGEST);
      if (delta <= upper) values.add(delta);
    } else {
      const delta = -smallestFloat((each) => Math.fround(x - each) < value, 0, LARGEST);
      if (delta >= lower) values.add(delta);
    }
  }
  return [...values];
}
