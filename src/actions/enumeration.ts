/** The actions of a Δ that names them one by one: which are open to a person, and what is best among them. All are looked at. */
import { type Matrix, matrix, row } from "../core/matrix.ts";
import type { ActionSet, Candidate } from "./action-set.ts";
import { type CandidateSet, candidateSet } from "./candidates.ts";
import { categoriesOf, costOf } from "./discrete.ts";

/** A Δ whose actions are named. */
export type NamedActions = ActionSet & { readonly candidates: readonly Candidate[] };

export function isNamed(actions: ActionSet): actions is NamedActions {
  return actions.candidates !== undefined;
}

/** What is open to one person, in the order of Δ's candidates; that nothing is done, δ = 0, is no row. */
export interface OpenCandidates {
  /** [n, d], none of them 0. */
  readonly delta: Matrix;
  /** [n] their numbers among Δ's candidates. */
  readonly which: readonly number[];
  /** [n] what each costs. */
  readonly cost: readonly number[];
}

/** The candidates open to x: whose conditions hold of x, and that change something. NaN meets no condition. */
export function openCandidates(actions: NamedActions, x: ArrayLike<number>): OpenCandidates {
  const { dimension: d, candidates } = actions;
  const which: number[] = [];
  const all = matrix(candidates.length, d);
  candidates.forEach((candidate, k) => {
    const delta = all.data.subarray(which.length * d, (which.length + 1) * d);
    if (changeInto(actions, candidate, x, 0, delta)) which.push(k);
  });
  const delta = matrix(which.length, d, all.data.slice(0, which.length * d));
  const price = costOf(actions);
  const cost = which.map((k, i) => candidates[k].cost ?? price(row(delta, i)));
  return { delta, which, cost };
}

/** Everybody's candidates: as δ, [Σnᵢ, d], and as points x + δ, rounded as `add` rounds; the names describe them. */
export function candidatesOf(actions: NamedActions, X: Matrix): CandidateSet & { readonly delta: Matrix } {
  const { dimension: d, candidates } = actions;
  const first = new Int32Array(X.rows + 1);
  const which: number[] = [];
  let all = new Float32Array(X.rows * d);
  for (let i = 0; i < X.rows; i++) {
    for (let k = 0; k < candidates.length; k++) {
      const from = which.length * d;
      if (from === all.length) all = grown(all, d);
      if (changeInto(actions, candidates[k], X.data, i * d, all.subarray(from, from + d))) which.push(k);
    }
    first[i + 1] = which.length;
  }
  const delta = matrix(which.length, d, all.slice(0, which.length * d));
  const points = matrix(which.length, d, delta.data.slice());
  for (let i = 0; i < X.rows; i++) {
    for (let at = first[i] * d; at < first[i + 1] * d; at++) points.data[at] += X.data[i * d + (at % d)];
  }
  return { ...candidateSet(points, first, (k) => candidates[which[k]].name), delta };
}

function grown(points: Float32Array<ArrayBuffer>, d: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(2 * points.length + 16 * d);
  larger.set(points);
  return larger;
}

/** Whether the conditions of a candidate hold of the x that begins at `from`, and it can be taken there: who is in no category takes none. */
export function isOpenTo(
  actions: ActionSet,
  { when, to }: Pick<Candidate, "when" | "to">,
  x: ArrayLike<number>,
  from = 0,
): boolean {
  for (const { column, min, max } of when) {
    if (!(x[from + column] >= min && x[from + column] <= max)) return false;
  }
  for (const group of actions.groups) {
    if (!to.some(({ column }) => column === group[0])) continue;
    if (categoriesOf(actions, group, x, from).length === 0) return false;
  }
  return true;
}

/** Writes the candidate's δ for the x that begins at `from` into `delta`, [d]; false, and δ = 0, where it is not open or changes nothing. */
function changeInto(
  actions: ActionSet,
  candidate: Candidate,
  x: ArrayLike<number>,
  from: number,
  delta: Float32Array,
): boolean {
  delta.fill(0);
  if (!isOpenTo(actions, candidate, x, from)) return false;
  const { by, to } = candidate;
  let changes = false;
  for (const { column, value } of by) {
    delta[column] = value;
    changes = true;
  }
  for (const { column, value } of to) {
    delta[column] = Math.fround(value) - x[from + column];
    changes ||= delta[column] !== 0;
  }
  return changes;
}

/** argmin of c·δ over 0 and what is open to the person, the first of equals, 0 first: a view, or null for 0. */
export function lowestOf({ delta }: Pick<OpenCandidates, "delta">, c: ArrayLike<number>): Float32Array | null {
  let best: Float32Array | null = null;
  let least = 0;
  for (let i = 0; i < delta.rows; i++) {
    const one = row(delta, i);
    const value = one.reduce((sum, change, j) => sum + c[j] * change, 0);
    if (value < least) [best, least] = [one, value];
  }
  return best;
}

/** The action of smallest Σ weight · |δ′ − δ| that is admitted, among 0 and what is open to x; null where none is. */
export function nearestOf(
  actions: NamedActions,
  x: ArrayLike<number>,
  delta: ArrayLike<number>,
  admits: (action: Float32Array) => boolean,
): Float32Array | null {
  const distance = costOf(actions);
  let best: Float32Array | null = null;
  let least = Infinity;
  const { delta: open } = openCandidates(actions, x);
  for (const action of [new Float32Array(actions.dimension), ...rowViews(open)]) {
    if (!admits(action)) continue;
    const away = distance(action.map((value, j) => value - delta[j]));
    if (away < least) [best, least] = [action, away];
  }
  return best;
}

/** The number that `candidateAt` gives δ = 0. */
export const NOTHING = -1;

/**
 * Which action δ is for x, to the tolerance of `contains`: the number of a candidate, of several the cheapest, `NOTHING` for
 * δ = 0, and null for what is not in Δ.
 */
export function candidateAt(open: OpenCandidates, delta: ArrayLike<number>, tolerance = 1e-6): number | null {
  const is = (action: ArrayLike<number> | null) => {
    for (let j = 0; j < delta.length; j++) {
      const give = tolerance * Math.max(1, Math.abs(delta[j]));
      if (!(Math.abs(delta[j] - (action === null ? 0 : action[j])) <= give)) return false;
    }
    return true;
  };
  let found: number | null = null;
  for (let i = 0; i < open.which.length; i++) {
    if ((found === null || open.cost[i] < open.cost[found]) && is(row(open.delta, i))) found = i;
  }
  return found === null ? (is(null) ? NOTHING : null) : open.which[found];
}

/** The candidate that δ is for x; null where Δ names none, and for δ = 0. */
export function namedAction(actions: ActionSet, x: ArrayLike<number>, delta: ArrayLike<number>): Candidate | null {
  if (!isNamed(actions)) return null;
  const which = candidateAt(openCandidates(actions, x), delta);
  return which === null || which === NOTHING ? null : actions.candidates[which];
}

/** What actions cost x: as `costOf` has it, but for a candidate that says itself what it costs. */
export function costAt(actions: ActionSet, x: ArrayLike<number>): (delta: Float32Array) => number {
  const byChanges = costOf(actions);
  if (!isNamed(actions) || actions.candidates.every(({ cost }) => cost === null)) return byChanges;
  const open = openCandidates(actions, x);
  return (delta) => {
    const which = candidateAt(open, delta) ?? NOTHING;
    return (which === NOTHING ? null : actions.candidates[which].cost) ?? byChanges(delta);
  };
}

/** Smallest and largest δ_j of anybody whose feature j is `value`, 0 among them; who meets which condition is not looked at. */
export function reachAt(
  { candidates }: NamedActions,
  j: number,
  value: number,
): readonly [lower: number, upper: number] {
  let [lower, upper] = [0, 0];
  const at = (delta: number) => {
    lower = Math.min(lower, delta);
    upper = Math.max(upper, delta);
  };
  for (const { by, to } of candidates) {
    for (const change of by) if (change.column === j) at(Math.fround(change.value));
    for (const change of to) if (change.column === j) at(Math.fround(Math.fround(change.value) - value));
  }
  return [lower, upper];
}

/** The smallest box around 0 and what is open to x, into the given arrays. */
export function hullOf(actions: NamedActions, x: ArrayLike<number>, lower: Float64Array, upper: Float64Array): void {
  lower.fill(0);
  upper.fill(0);
  for (const delta of rowViews(openCandidates(actions, x).delta)) {
    for (let j = 0; j < delta.length; j++) {
      lower[j] = Math.min(lower[j], delta[j]);
      upper[j] = Math.max(upper[j], delta[j]);
    }
  }
}

/** The rows of a matrix, as views. */
export function rowViews(X: Matrix): Float32Array[] {
  return Array.from({ length: X.rows }, (_, i) => row(X, i));
}
