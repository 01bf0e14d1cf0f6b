/** The state of one search: the regions of Δ still open, the best action so far, and what is proven of the rest. */
import { costOf } from "../actions/discrete.ts";
import { contains } from "../actions/set.ts";
import { matrix } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import type { Allowances, LogitBounds } from "./bounds.ts";
import type { Certifiable, Certificate, Found, Question } from "./certificate.ts";
import { logitFor, scoreAtMost } from "./float32.ts";
import { type Constraint, linearPrograms, type Minimise } from "./linear.ts";
import { actionNear, featureShares } from "./proposals.ts";
import { type Queue, queue } from "./queue.ts";
import { among, halves, type PersonMoves, type Region } from "./region.ts";
import { byRule, jointConstraints, tightened, withinCost } from "./tighten.ts";

/** The share of a region below which what is left of it is bounded again, and not split. */
const WORTH_BOUNDING_AGAIN = 0.6;
/** How close the cheapest comes to the bound on the cost at least, in standard deviations. */
const LEAST_COST_GAP = 1e-4;
/** How often an eighth of what lies between two actions is looked at. */
const ROUNDS = 3;
/** How close the highest comes to the bound on the score, proven. */
const SCORE_GAP = 1e-4;
/** How close it is sought, so that people whose scores lie close together are told apart: in the score, and in the logit. */
const SOUGHT_GAP = 1e-5;
const SOUGHT_LOGIT_GAP = 1e-4;
/** How far a free δ_j may be off for `contains`: what a bound on the cost is lowered by. */
const TOLERANCE = 1e-6;

/** A region still open, the allowances that hold for it, and whether they were computed for it alone. */
interface Open {
  readonly region: Region;
  readonly allowances: Allowances;
  readonly own: boolean;
}

export class RegionSearch {
  readonly #question: Question;
  readonly #network: Certifiable;
  readonly #person: PersonMoves;
  readonly #joint: readonly Constraint[];
  readonly #minimise: Minimise;
  readonly #price: (delta: Float32Array) => number;
  readonly #costGap: number;
  readonly #regions: Queue<Open> = queue();
  #best: Found | null = null;
  #boxes = 0;
  /** Parts that are done with: no score above, no accepted cost below; and whether one was left undecided. */
  #done: number;
  #undecided = false;

  /** A search of `whole`, the person's Δ but for joint constraints and rules. */
  constructor(question: Question, network: Certifiable, person: PersonMoves, whole: Region, costGap: number) {
    const { actions, x } = person;
    this.#question = question;
    this.#costGap = costGap;
    this.#network = network;
    this.#person = person;
    this.#joint = jointConstraints(actions, whole);
    this.#minimise = linearPrograms(person);
    this.#price = costOf(actions);
    this.#done = this.#priced ? Infinity : 0;
    this.#try([new Float32Array(x.length)]);
    const region = tightened(person, whole, this.#joint);
    if (region === null) throw new Error("Δ holds 0 and is found empty");
    const allowances = network.bounds.allowancesFor(person, region);
    this.#regions.push(this.#priced ? 0 : -Infinity, { region, allowances, own: true });
  }

  get #priced(): boolean {
    return this.#question.ask === "cheapest";
  }

  /** Below this logit nothing is of interest: no action is accepted, or none is higher by more than the gap. */
  get #needed(): number {
    const { theta0 } = this.#question;
    if (theta0 !== null) return logitFor(theta0);
    const score = this.#best?.score ?? 0;
    return Math.min(logitFor(score + SOUGHT_GAP), logitFor(score) + SOUGHT_LOGIT_GAP);
  }

  /** From this cost on nothing is of interest, and regions are cut off. */
  get #dearest(): number {
    const cost = this.#best?.cost ?? Infinity;
    return Math.min(cost / (1 + this.#costGap), cost - LEAST_COST_GAP);
  }

  /** Bounds and splits one region; false when the question is answered or nothing is left. */
  step(): boolean {
    if (this.#best !== null && this.#question.ask === "exists") return false;
    const key = this.#regions.least;
    const next = this.#regions.pop();
    if (next === undefined) return false;
    if (this.#priced ? key >= this.#dearest : -key < this.#needed) {
      // The best of what is left is of no interest, and the rest is worse.
      this.#close(key);
      this.#regions.clear();
      return false;
    }
    const region = this.#priced ? withinCost(this.#person, next.region, this.#dearest) : next.region;
    if (region === null) return true;
    this.#boxes++;
    this.#bound({ ...next, region }, key);
    return true;
  }

  certificate(): Certificate {
    const boxes = this.#boxes;
    const found = this.#best;
    const rest = this.#regions.least;
    const bound = this.#priced
      ? Math.min(this.#done, rest, Math.max(0, this.#dearest))
      : Math.max(this.#done, found?.score ?? 0, scoreAtMost(-rest));
    const closed = !this.#undecided && (this.#regions.size === 0 || (this.#priced && rest >= this.#dearest));
    if (this.#question.ask === "highest" && found !== null) {
      return { kind: bound - found.score <= SCORE_GAP ? "action" : "open", found, bound, boxes };
    }
    if (found === null) return closed ? { kind: "none", bound, boxes } : { kind: "open", found, bound, boxes };
    return { kind: closed || this.#question.ask === "exists" ? "action" : "open", found, bound, boxes };
  }

  /** A region is done with whose bound is `key`. */
  #close(key: number): void {
    this.#done = this.#priced ? Math.min(this.#done, key) : Math.max(this.#done, scoreAtMost(-key));
  }

  #bound(open: Open, parent: number): void {
    const person = this.#person;
    const { region, allowances } = open;
    const linear = this.#network.bounds.over(person, region, allowances);
    const high = linear.constant + linear.radius;
    const falling = linear.slope.map((value) => -value);
    const rising = this.#minimise(region, falling, false, this.#joint);
    const highest = high - rising.bound;
    if (highest < this.#needed) {
      if (!this.#priced) this.#close(Math.max(parent, -highest));
      return;
    }
    if (!this.#priced || this.#best === null) {
      const action = actionNear(person, rising.delta, linear.slope);
      if (action !== null) this.#try([action]);
    }
    const accepted = { slope: linear.slope, floor: this.#needed - high };
    const left = tightened(person, region, [...this.#joint, accepted]);
    if (left !== region && !this.#priced) this.#close(-this.#needed);
    if (left === null) return;
    let key = Math.max(parent, -highest);
    if (this.#priced) {
      key = Math.max(parent, this.#costBound(left, accepted));
      if (!(key >= this.#dearest)) this.#seekCheaper(left, linear);
    }
    if (this.#priced && key >= this.#dearest) this.#close(key);
    else if (isSmaller(person, left, region)) this.#regions.push(key, { region: left, allowances, own: false });
    else this.#split(left, linear, open, key);
  }

  #costBound(region: Region, accepted: Constraint): number {
    const { actions, features } = this.#person;
    let give = 0;
    for (const j of features) if (actions.steps[j] === 0) give += TOLERANCE * actions.weights[j];
    return this.#minimise(region, null, true, [...this.#joint, accepted]).bound - 2 * give;
  }

  /** Tries the cheapest actions that the linear bounds call accepted: if they are exact, by half their radius, and surely. */
  #seekCheaper(region: Region, linear: LogitBounds): void {
    const floor = this.#needed - linear.constant;
    const before = this.#best;
    const actions = [0, 0.5, 1].map((share) => {
      const accepted = { slope: linear.slope, floor: floor + share * linear.radius };
      return actionNear(
        this.#person,
        this.#minimise(region, null, true, [...this.#joint, accepted]).delta,
        linear.slope,
      );
    });
    this.#try(actions.filter((action) => action !== null));
    const found = this.#best;
    if (found === null || found === before) return;
    // From 0 to the action g rises past θ₀ somewhere.
    let [less, more] = [0, 1];
    for (let round = 0; round < 2; round++) {
      const between = featureShares(this.#person, found.delta, less, more);
      const scores = this.#try(between.map(({ delta }) => delta));
      const first = between.findIndex((_, k) => this.#accepts(scores[k]));
      if (first >= 0) more = between[first].share;
      if (first !== 0) less = between[first < 0 ? between.length - 1 : first - 1]?.share ?? less;
    }
  }

  /** Splits the region where that tells most, unless float32 is all that keeps it open. */
  #split(region: Region, linear: LogitBounds, { allowances, own }: Open, key: number): void {
    const person = this.#person;
    const children = byRule(person, region) ?? this.#widest(region, linear, isSharp(person, region, linear));
    if (children === null) this.#leave(region, own, key);
    for (const child of children ?? []) {
      const left = tightened(person, child, this.#joint);
      if (left !== null) this.#regions.push(key, { region: left, allowances, own: false });
    }
  }

  /**
   * Children by the feature or group with most influence: how far it moves the sums of the first layer, by how much of it
   * arrives at the logit (the geometric mean). By a discrete one if `sharp`.
   */
  #widest(region: Region, { slope }: LogitBounds, sharp: boolean): Region[] | null {
    const person = this.#person;
    const { features, groups, actions } = person;
    const { reach } = this.#network.bounds;
    const steepest = slope.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    const influence = (j: number) => Math.sqrt(reach[j] * Math.max(Math.abs(slope[j]), steepest / 16));
    let most = 0;
    let children: (() => Region[]) | null = null;
    for (const j of features) {
      const moved = (region.upper[j] - region.lower[j]) * influence(j);
      if (!(moved > most) || (sharp && actions.steps[j] === 0)) continue;
      most = moved;
      children = () => halves(person, region, j);
    }
    for (let g = 0; g < groups.length; g++) {
      const open = region.categories[g];
      if (open.length === 1) continue;
      const moved = influence(open[0]) + open.slice(1).reduce((top, j) => Math.max(top, influence(j)), 0);
      if (!(moved > most)) continue;
      most = moved;
      children = () => open.map((j) => among(person, region, g, [j]));
    }
    return children?.() ?? null;
  }

  /** What no split can decide: a single action is scored, anything else tried once more with allowances of its own. */
  #leave(region: Region, own: boolean, key: number): void {
    const { actions, features, x } = this.#person;
    if (features.every((j) => actions.steps[j] > 0)) {
      const action = Float32Array.from(region.lower);
      if (!contains(actions, x, action)) return;
      const [score] = this.#try([action]);
      if (!this.#priced) this.#done = Math.max(this.#done, score);
    } else if (own) {
      if (this.#priced) this.#comeNearer(region);
      if (!this.#priced || key < this.#dearest) this.#undecided = true;
      this.#close(key);
    } else {
      const allowances = this.#network.bounds.allowancesFor(this.#person, region);
      this.#regions.push(key, { region, allowances, own: true });
    }
  }

  /**
   * Tries what lies between a region and the best action so far: regions end where an action would be cheaper by the gap, so
   * that one a little dearer, which may be all that is left to find, is in none.
   */
  #comeNearer(region: Region): void {
    const { x, features, actions } = this.#person;
    let dear: Float32Array | undefined = this.#best?.delta;
    let cheap: Float32Array = Float32Array.from(region.lower, (low, j) => (low + region.upper[j]) / 2);
    for (let round = 0; round < ROUNDS && dear !== undefined; round++) {
      const between = segment(cheap, dear, features).filter((delta) => contains(actions, x, delta));
      const scores = this.#try(between);
      const first = between.findIndex((_, k) => this.#accepts(scores[k]));
      if (first !== 0) cheap = between.at(first < 0 ? -1 : first - 1) ?? cheap;
      if (first >= 0) dear = between[first];
    }
  }

  #accepts(score: number): boolean {
    return this.#question.theta0 === null || accepts(score, this.#question.theta0);
  }

  /** Scores actions, and keeps the best that counts. */
  #try(deltas: readonly Float32Array[]): Float32Array {
    const { x, reading } = this.#person;
    const all = matrix(deltas.length, x.length);
    deltas.forEach((delta, k) => {
      all.data.set(delta, k * x.length);
    });
    if (reading === undefined) for (let at = 0; at < all.data.length; at++) all.data[at] += x[at % x.length];
    const scores = reading === undefined ? this.#network.score(all) : reading.score(all);
    deltas.forEach((delta, k) => {
      if (!this.#accepts(scores[k])) return;
      const found = { delta, score: scores[k], cost: this.#price(delta) };
      const best = this.#best;
      if (best === null || (this.#priced ? found.cost < best.cost : found.score > best.score)) this.#best = found;
    });
    return scores;
  }
}

/** Eight actions from `from` to `to`, which is the last, by their features; other columns are those of `to`. */
function segment(from: Float32Array, to: Float32Array, features: readonly number[]): Float32Array[] {
  return Array.from({ length: 8 }, (_, k) => {
    const delta = to.slice();
    for (const j of features) delta[j] = from[j] + ((k + 1) / 8) * (to[j] - from[j]);
    return delta;
  });
}

/** Whether a region is so small that only the allowances for float32 are left of its bounds. */
function isSharp(
  { features }: PersonMoves,
  { lower, upper }: Region,
  { slope, radius, allowance }: LogitBounds,
): boolean {
  let range = 0;
  for (const j of features) range += Math.abs(slope[j]) * (upper[j] - lower[j]);
  return range < allowance && radius - allowance < allowance / 4;
}

/** Whether so little is left of a region that it is bounded once more before it is split. */
function isSmaller({ features }: PersonMoves, left: Region, region: Region): boolean {
  let share = 1;
  for (const j of features) {
    const length = region.upper[j] - region.lower[j];
    if (length > 0) share *= (left.upper[j] - left.lower[j]) / length;
  }
  return share < WORTH_BOUNDING_AGAIN;
}
