/** What a person can choose between: the cheapest accepted action for every set of features that suffices. */
import { costOf } from "../actions/discrete.ts";
import { candidateAt, isNamed, type NamedActions, openCandidates } from "../actions/enumeration.ts";
import { type ActionSet, contains } from "../actions/set.ts";
import { fromRows, type Matrix, matrix, row, rowsBetween } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import { type FeatureMoves, featureMovesOf } from "./moves.ts";

/** An accepted action: δ ∈ Δ with g(x + δ) ≥ θ₀. */
export interface Alternative {
  /** [d] standard deviations. */
  readonly delta: Float32Array;
  /** g(x + δ). */
  readonly score: number;
  readonly cost: number;
}

/** The result of a search of Δ. */
export interface Choices {
  /** Cheapest first; none changes more features than another unless that saves a twentieth of its cost. */
  readonly alternatives: readonly Alternative[];
  /** The cost of the cheapest accepted action that was scored; ∞ where none is accepted. */
  readonly leastCost: number;
  /** How many actions were scored. */
  readonly tried: number;
  /** Whether those were all actions there are, so that having found none proves that there is none. */
  readonly complete: boolean;
  /** Whether they have names. */
  readonly named: boolean;
}

/** Δ as it is shown, and how one person's actions are scored. */
export interface Searched {
  /** g of the person after each row of δ. */
  score(delta: Matrix): Float32Array;
  readonly actions: ActionSet;
  /** [d] Units of a standard deviation: what round numbers are round in. */
  readonly std: readonly number[];
  readonly theta0: number;
}

/** Actions that are all tried when there are no more than these, and no feature has more moves. */
const EVERY = 50_000;
const EVERY_MOVE = 5000;
/** Otherwise up to three features move together, each by about so many moves: alone, of two, of three. */
const MOVES = [401, 61, 17];
const ROWS = 2048;
/** A further change has to save this share of the cost to be worth naming. */
const WORTH = 0.05;
/** Halvings of a step count, more than any feature has. */
const HALVINGS = 24;

/**
 * Searches the actions of the person x: all of them where Δ has no more than 50,000 and no feature without steps; else one
 * to three features at a time, coarsely, and whatever `proposed` holds, each then shortened as far as it stays accepted.
 * The cheapest of every set of features is kept; of actions with names, which are all scored, every one.
 */
export function choicesOf(searched: Searched, x: Float32Array, proposed: readonly Float32Array[]): Choices {
  const { actions, std } = searched;
  if (isNamed(actions)) return namedChoices(searched, actions, x);
  const search = new Search(searched, x);
  const all = featureMovesOf(actions, std, x, EVERY_MOVE);
  const complete = all.every((feature) => feature.complete) && combinations(all) <= EVERY;
  if (complete) {
    search.product(all, true);
  } else {
    MOVES.forEach((most, k) => {
      const featureMoves = featureMovesOf(actions, std, x, most);
      for (const chosen of subsets(featureMoves, k + 1)) search.product(chosen, false);
    });
    for (const delta of proposed) search.add(delta);
  }
  search.flush();
  const found = complete ? search.found() : search.found().map((one) => shortened(searched, x, one));
  const leastCost = found.reduce((least, { cost }) => Math.min(least, cost), Infinity);
  return { alternatives: undominated(found), leastCost, tried: search.tried, complete, named: false };
}

/** All that is open to x, each accepted one an alternative, but of two that do the same the cheaper. */
function namedChoices({ score, theta0 }: Searched, actions: NamedActions, x: Float32Array): Choices {
  const open = openCandidates(actions, x);
  const scores = open.which.length === 0 ? new Float32Array(0) : score(open.delta);
  const all = open.which.map((which, i) => ({
    which,
    delta: row(open.delta, i),
    score: scores[i],
    cost: open.cost[i],
  }));
  const alternatives = all
    .filter((one) => accepts(one.score, theta0) && candidateAt(open, one.delta) === one.which)
    .map(({ which: _, ...one }) => one)
    .sort((a, b) => a.cost - b.cost);
  const leastCost = alternatives[0]?.cost ?? Infinity;
  return { alternatives, leastCost, tried: all.length, complete: true, named: true };
}

/**
 * What is shown of two searches, of which one kept to actions that last: those first, but for one place at least for the cheapest
 * of all, and none twice. `most` at most.
 */
export function withLasting(choices: Choices, lasting: Choices, most: number): Alternative[] {
  const first = lasting.alternatives.slice(0, Math.max(1, most - 1));
  const others = choices.alternatives.filter(({ delta }) => !first.some((one) => isEqual(one.delta, delta)));
  return [...first, ...others].slice(0, most);
}

function isEqual(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, j) => value === b[j]);
}

/** Scores actions in blocks and keeps the cheapest accepted one of each set of columns. */
class Search {
  readonly #searched: Searched;
  readonly #x: Float32Array;
  readonly #cost: (delta: Float32Array) => number;
  readonly #block: Matrix;
  readonly #best = new Map<string, Alternative>();
  #rows = 0;
  tried = 0;

  constructor(searched: Searched, x: Float32Array) {
    this.#searched = searched;
    this.#x = x;
    this.#cost = costOf(searched.actions);
    this.#block = matrix(ROWS, x.length);
  }

  /** Every combination of the features' moves, and of leaving each as it is if it may stay. */
  product(featureMoves: readonly FeatureMoves[], mayStay: boolean): void {
    const delta = new Float32Array(this.#x.length);
    const combine = (k: number): void => {
      if (k === featureMoves.length) {
        this.add(delta);
        return;
      }
      const { columns, moves, set } = featureMoves[k];
      if (mayStay) combine(k + 1);
      for (const move of moves) {
        set(move, delta);
        combine(k + 1);
      }
      for (const j of columns) delta[j] = 0;
    };
    combine(0);
  }

  add(delta: Float32Array): void {
    if (delta.every((value) => value === 0) || !contains(this.#searched.actions, this.#x, delta)) return;
    this.#block.data.set(delta, this.#rows * delta.length);
    if (++this.#rows === ROWS) this.flush();
  }

  flush(): void {
    const block = rowsBetween(this.#block, 0, this.#rows);
    this.#searched.score(block).forEach((score, i) => {
      if (!accepts(score, this.#searched.theta0)) return;
      const delta = row(block, i);
      const cost = this.#cost(delta);
      const key = changed(delta).join(" ");
      const best = this.#best.get(key);
      if (best === undefined || cost < best.cost) this.#best.set(key, { delta: delta.slice(), score, cost });
    });
    this.tried += this.#rows;
    this.#rows = 0;
  }

  found(): Alternative[] {
    return [...this.#best.values()];
  }
}

/**
 * The action with each of its changes in turn, the largest first, halved towards the smallest that is still accepted, which may
 * be none, in whole steps where the feature has them. Categories stay.
 */
function shortened({ score: scoreOf, actions, theta0 }: Searched, x: Float32Array, found: Alternative): Alternative {
  const grouped = new Set(actions.groups.flat());
  const cost = costOf(actions);
  let best = found;
  const order = changed(found.delta).filter((j) => !grouped.has(j));
  order.sort((a, b) => Math.abs(found.delta[b]) - Math.abs(found.delta[a]));
  for (const j of order) {
    const unit = actions.steps[j] || Math.abs(best.delta[j]) / 2 ** 10;
    // Steps that are known to be too few, and enough: no step at all may do where the other changes suffice.
    let [few, enough] = [-1, Math.round(Math.abs(best.delta[j]) / unit)];
    for (let k = 0; k < HALVINGS && enough - few > 1; k++) {
      const middle = (few + enough) >> 1;
      const delta = best.delta.slice();
      delta[j] = Math.sign(best.delta[j]) * middle * unit;
      const [score] = scoreOf(fromRows([delta]));
      if (accepts(score, theta0) && contains(actions, x, delta)) {
        best = { delta, score, cost: cost(delta) };
        enough = middle;
      } else {
        few = middle;
      }
    }
  }
  return best;
}

/** Cheapest first, without those whose further changes save next to nothing over an action without them. */
function undominated(found: readonly Alternative[]): Alternative[] {
  const simplest = found.toSorted((a, b) => changed(a.delta).length - changed(b.delta).length || a.cost - b.cost);
  const kept: Alternative[] = [];
  for (const one of simplest) {
    const spares = ({ delta, cost }: Alternative) =>
      changed(delta).every((j) => one.delta[j] !== 0) && cost * (1 - WORTH) <= one.cost;
    if (!kept.some(spares)) kept.push(one);
  }
  return kept.sort((a, b) => a.cost - b.cost);
}

function changed(delta: Float32Array): number[] {
  return Array.from(delta, (_, j) => j).filter((j) => delta[j] !== 0);
}

/** How many actions the features' moves make, nothing being one of them. */
function combinations(featureMoves: readonly FeatureMoves[]): number {
  return featureMoves.reduce((product, { moves }) => product * (moves.length + 1), 1);
}

/** All sets of `size` of the items, in order. */
function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}
