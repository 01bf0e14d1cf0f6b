/** The state of one search: the regions of Δ still open, the best action so far, and what is proven of the rest. */
import { contains } from "../actions/set.ts";
import { matrix } from "../core/matrix.ts";
import type { Allowances, LogitBounds } from "./bounds.ts";
import type { Certifiable, Certificate, Question } from "./certificate.ts";
import { scoreAtMost } from "./float32.ts";
import { Incumbent } from "./incumbent.ts";
import { type Constraint, linearPrograms, type Minimise } from "./linear.ts";
import { actionNear, featureShares, segment } from "./proposals.ts";
import { type Queue, queue } from "./queue.ts";
import type { PersonMoves, Region } from "./region.ts";
import { isSmaller, partsOf } from "./splitting.ts";
import { jointConstraints, tightened, withinCost } from "./tighten.ts";

/** How often an eighth of what lies between two actions is looked at. */
const ROUNDS = 3;
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
  readonly #incumbent: Incumbent;
  readonly #regions: Queue<Open> = queue();
  #boxes = 0;
  /** Parts that are done with: no score above, no accepted cost below; and whether one was left undecided. */
  #done: number;
  #undecided = false;

  /** A search of `whole`, the person's Δ but for joint constraints and rules. */
  constructor(question: Question, network: Certifiable, person: PersonMoves, whole: Region, costGap: number) {
    const { actions, x } = person;
    this.#question = question;
    this.#network = network;
    this.#person = person;
    this.#joint = jointConstraints(actions, whole);
    this.#minimise = linearPrograms(person);
    this.#incumbent = new Incumbent(question, actions, costGap);
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

  /** Bounds and splits one region; false when the question is answered or nothing is left. */
  step(): boolean {
    if (this.#incumbent.found !== null && this.#question.ask === "exists") return false;
    const key = this.#regions.least;
    const next = this.#regions.pop();
    if (next === undefined) return false;
    if (this.#priced ? key >= this.#incumbent.dearest : -key < this.#incumbent.needed(this.#boxes)) {
      // The best of what is left is of no interest, and the rest is worse.
      this.#close(key);
      this.#regions.clear();
      return false;
    }
    const region = this.#priced ? withinCost(this.#person, next.region, this.#incumbent.dearest) : next.region;
    if (region === null) return true;
    this.#boxes++;
    this.#bound({ ...next, region }, key);
    return true;
  }

  certificate(): Certificate {
    const boxes = this.#boxes;
    const { found } = this.#incumbent;
    const rest = this.#regions.least;
    const bound = this.#priced
      ? Math.min(this.#done, rest, Math.max(0, this.#incumbent.dearest))
      : Math.max(this.#done, found?.score ?? 0, scoreAtMost(-rest));
    const closed = !this.#undecided && (this.#regions.size === 0 || (this.#priced && rest >= this.#incumbent.dearest));
    if (found === null) return closed ? { kind: "none", bound, boxes } : { kind: "open", found, bound, boxes };
    const { ask } = this.#question;
    const answered = ask === "highest" ? this.#incumbent.isHighest(bound) : closed || ask === "exists";
    return { kind: answered ? "action" : "open", found, bound, boxes };
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
    if (highest < this.#incumbent.needed(this.#boxes)) {
      if (!this.#priced) this.#close(Math.max(parent, -highest));
      return;
    }
    if (!this.#priced || this.#incumbent.found === null) {
      const action = actionNear(person, rising.delta, linear.slope);
      if (action !== null) this.#try([action]);
    }
    const accepted = { slope: linear.slope, floor: this.#incumbent.needed(this.#boxes) - high };
    const left = tightened(person, region, [...this.#joint, accepted]);
    if (left !== region && !this.#priced) this.#close(-this.#incumbent.needed(this.#boxes));
    if (left === null) return;
    let key = Math.max(parent, -highest);
    if (this.#priced) {
      key = Math.max(parent, this.#costBound(left, accepted));
      if (!(key >= this.#incumbent.dearest)) this.#seekCheaper(left, linear);
    }
    if (this.#priced && key >= this.#incumbent.dearest) this.#close(key);
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
    const floor = this.#incumbent.needed(this.#boxes) - linear.constant;
    const before = this.#incumbent.found;
    const actions = [0, 0.5, 1].map((share) => {
      const accepted = { slope: linear.slope, floor: floor + share * linear.radius };
      const { delta } = this.#minimise(region, null, true, [...this.#joint, accepted]);
      return actionNear(this.#person, delta, linear.slope);
    });
    this.#try(actions.filter((action) => action !== null));
    const { found } = this.#incumbent;
    if (found === null || found === before) return;
    // From 0 to the action g rises past θ₀ somewhere.
    let [less, more] = [0, 1];
    for (let round = 0; round < 2; round++) {
      const between = featureShares(this.#person, found.delta, less, more);
      const scores = this.#try(between.map(({ delta }) => delta));
      const first = between.findIndex((_, k) => this.#incumbent.accepts(scores[k]));
      if (first >= 0) more = between[first].share;
      if (first !== 0) less = between[first < 0 ? between.length - 1 : first - 1]?.share ?? less;
    }
  }

  /** Splits the region where that tells most, unless float32 is all that keeps it open. */
  #split(region: Region, linear: LogitBounds, { allowances, own }: Open, key: number): void {
    const person = this.#person;
    const parts = partsOf(person, region, linear, this.#network.bounds.reach);
    if (parts === null) this.#leave(region, own, key);
    for (const part of parts ?? []) {
      const left = tightened(person, part, this.#joint);
      if (left !== null) this.#regions.push(key, { region: left, allowances, own: false });
    }
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
      if (!this.#priced || key < this.#incumbent.dearest) this.#undecided = true;
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
    let dear: Float32Array | undefined = this.#incumbent.found?.delta;
    let cheap: Float32Array = Float32Array.from(region.lower, (low, j) => (low + region.upper[j]) / 2);
    for (let round = 0; round < ROUNDS && dear !== undefined; round++) {
      const between = segment(cheap, dear, features).filter((delta) => contains(actions, x, delta));
      const scores = this.#try(between);
      const first = between.findIndex((_, k) => this.#incumbent.accepts(scores[k]));
      if (first !== 0) cheap = between.at(first < 0 ? -1 : first - 1) ?? cheap;
      if (first >= 0) dear = between[first];
    }
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
      this.#incumbent.offer(delta, scores[k]);
    });
    return scores;
  }
}
