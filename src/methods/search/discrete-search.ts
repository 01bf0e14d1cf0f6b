/** Discrete search: all of Δ where it is small, else a sample, and the neighbours of what is best. */

import { isNamed, type NamedActions, openCandidates } from "../../actions/enumeration.ts";
import { linearProgram } from "../../actions/lp.ts";
import { combinations, type Moves, movesOf, type PersonalMoves } from "../../actions/moves.ts";
import { feasibleRounding } from "../../actions/rounded.ts";
import { type ActionSet, boxOf, contains } from "../../actions/set.ts";
import { type Matrix, matrix, row } from "../../core/matrix.ts";
import type { Random } from "../../core/random.ts";
import type { Network } from "../../engines/engine.ts";
import type { RecourseProblem } from "../method.ts";
import { personStream } from "../person-stream.ts";
import { scores } from "../scores.ts";
import type { CandidateSearch, Criterion } from "./candidate-search.ts";
import { axis, type CandidateCoverage } from "./candidates.ts";

/** Closest neighbour along a free column, as a share of its range, as powers of ½. */
const HALVINGS = 17;
const MOST_ROUNDS = 200;

/** Whether all actions of a person are tried: whether they can be counted, and are no more than the search tries at most. */
function isSmall(moves: PersonalMoves, coverage: CandidateCoverage): boolean {
  return moves.free.length === 0 && combinations(moves) <= mostPoints(coverage);
}

function mostPoints({ resolution, budget }: CandidateCoverage): number {
  return Math.max(budget, resolution ** 2);
}

/**
 * The candidate search of a discrete Δ. Row 1 of the candidates is the LP's δ, rounded to a feasible action. Every action is tried where there are at
 * most max(budget, resolution²) of them, and then nothing in Δ is better; otherwise `resolution` values of each part where
 * at most two parts move, a sample where more do, and `refine` walks from neighbour to neighbour while that helps. Named actions
 * are all tried, row 1 being the one with the highest score, and nothing is left to refine.
 */
export async function discreteSearch(
  { network, actions, seed }: Pick<RecourseProblem, "network" | "actions" | "seed">,
  coverage: CandidateCoverage,
): Promise<CandidateSearch> {
  if (isNamed(actions)) return namedSearch(network, actions);
  const d = actions.dimension;
  const program = await linearProgram(actions, { sense: "minimise", solver: "auto" });
  const round = await feasibleRounding(actions);
  return {
    candidatesOf(x, G) {
      const moves = movesOf(actions, x);
      const vertex = program.solve(matrix(1, d, Float32Array.from(G)), matrix(1, d, Float32Array.from(x)));
      const target = round(
        x,
        vertex.data,
        G.map((value) => -value),
      );
      const tried = within(
        actions,
        x,
        points(moves, coverage, d, () => personStream(seed, "survey", x)),
      );
      const delta = matrix(2 + tried.length, d);
      [target, ...tried].forEach((point, i) => {
        delta.data.set(point, (1 + i) * d);
      });
      return { box: { lower: moves.lower, upper: moves.upper }, delta, score: scores(network, x, delta) };
    },
    refine(x, _, delta, criterion) {
      const moves = movesOf(actions, x);
      if (isSmall(moves, coverage)) return delta;
      const criteria = (points: Matrix, m: Criterion) =>
        Array.from(scores(network, x, points), (score, k) => m(row(points, k), score));
      let best = delta;
      let [most] = criteria(matrix(1, d, Float32Array.from(delta)), criterion);
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const near = within(actions, x, neighbours(moves, best));
        const around = matrix(near.length, d);
        near.forEach((point, k) => {
          around.data.set(point, k * d);
        });
        const values = criteria(around, criterion);
        const k = values.reduce((top, value, i) => (value > values[top] ? i : top), 0);
        if (!(values[k] > most)) break;
        [best, most] = [near[k], values[k]];
      }
      return best;
    },
  };
}

function namedSearch(network: Network, actions: NamedActions): CandidateSearch {
  const d = actions.dimension;
  return {
    candidatesOf(x) {
      const open = openCandidates(actions, x).delta;
      const tried = matrix(2 + open.rows, d);
      tried.data.set(open.data, 2 * d);
      const score = scores(network, x, tried);
      const highest = score.reduce((best, value, k) => (value > score[best] ? k : best), 0);
      row(tried, 1).set(row(tried, highest));
      score[1] = score[highest];
      const box = { lower: new Float64Array(d), upper: new Float64Array(d) };
      boxOf(actions, x, box.lower, box.upper);
      return { box, delta: tried, score };
    },
    refine: (_, __, delta) => delta,
  };
}

function within(actions: ActionSet, x: Float32Array, points: readonly Float32Array[]): Float32Array[] {
  return points.filter((point) => contains(actions, x, point));
}

/** Something that moves by itself: writes its k-th value into δ. */
interface Part {
  readonly count: number;
  readonly set: (k: number, delta: Float32Array) => void;
}

/** Actions all over the box, [n] of [d]; constraints are not looked at. */
function points(moves: PersonalMoves, coverage: CandidateCoverage, d: number, random: () => Random): Float32Array[] {
  const { resolution, budget } = coverage;
  const all = isSmall(moves, coverage);
  const parts: Part[] = [
    ...moves.discrete.map((part) => (all ? part : thinned(part, resolution))),
    ...moves.free.map((j) => {
      const values = axis(moves.lower[j], moves.upper[j], resolution);
      const set = (k: number, delta: Float32Array) => {
        delta[j] = values[k];
      };
      return { count: values.length, set };
    }),
  ];
  const count = parts.reduce((product, part) => product * part.count, 1);
  const every = count <= mostPoints(coverage) || parts.length <= 2;
  const draw = every ? null : random();
  return Array.from({ length: every ? count : budget }, (_, i) => {
    const point = new Float32Array(d);
    let rest = i;
    for (const part of parts) {
      // A quarter each: nothing, either end, anywhere.
      const way = draw === null ? 3 : draw.below(4);
      const k = draw === null ? rest % part.count : [0, part.count - 1, draw.below(part.count)][way - 1];
      if (way > 0) part.set(k, point);
      rest = Math.floor(rest / part.count);
    }
    return point;
  });
}

/** At most `resolution` moves of a part in steps, both ends among them, and nothing; all categories of a group. */
function thinned(part: Moves, resolution: number): Part {
  if (part.min === null || part.count <= resolution) return part;
  const { min } = part;
  const values = axis(min, min + part.count - 1, resolution);
  const moves = [...new Set(values.map((value) => Math.round(value) - min))];
  return { count: moves.length, set: (k, delta) => part.set(moves[k], delta) };
}

/** Actions that differ from δ in one part; or in two, each by a category or one step. */
function neighbours({ discrete, free, lower, upper }: PersonalMoves, delta: Float32Array): Float32Array[] {
  const found: Float32Array[] = [];
  const near: ((point: Float32Array) => void)[][] = discrete.map((part) => {
    const k = part.nearest(delta);
    const others = part.min === null ? Array.from({ length: part.count }, (_, i) => i) : [k - 1, k + 1];
    return others
      .filter((other) => other !== k && other >= 0 && other < part.count)
      .map((other) => (point) => part.set(other, point));
  });
  const add = (...changes: ((point: Float32Array) => void)[]) => {
    const point = delta.slice();
    for (const change of changes) change(point);
    found.push(point);
  };
  near.forEach((changes, p) => {
    for (const change of changes) {
      add(change);
      for (const other of near.slice(p + 1).flat()) add(change, other);
    }
  });
  for (const part of discrete) {
    if (part.min === null) continue;
    const k = part.nearest(delta);
    for (let length = 2; length < part.count; length *= 2) {
      for (const other of [k - length, k + length]) {
        if (other >= 0 && other < part.count) add((point) => part.set(other, point));
      }
    }
    add((point) => part.set(-(part.min ?? 0), point));
  }
  for (const j of free) {
    const move = (value: number) => (point: Float32Array) => {
      point[j] = Math.min(Math.max(value, lower[j]), upper[j]);
    };
    add(move(0));
    for (let half = 0; half < HALVINGS; half++) {
      const length = (upper[j] - lower[j]) / 2 ** half;
      for (const change of [move(delta[j] - length), move(delta[j] + length)]) {
        add(change);
        for (const other of near.flat()) add(change, other);
      }
    }
  }
  return found;
}
