/** The cheapest action that one network and enough of several others accept, or none, proven: branch and bound over Δ. */
import { costOf } from "../actions/discrete.ts";
import { isNamed } from "../actions/enumeration.ts";
import type { ActionSet } from "../actions/set.ts";
import { pause } from "../core/yield.ts";
import type { SearchOptions } from "./branch-and-bound.ts";
import type { Certificate, Found } from "./certificate.ts";
import { enumeratedAgreement } from "./enumerated.ts";
import { type Constraint, linearPrograms, type Minimise } from "./linear.ts";
import { actionNear } from "./proposals.ts";
import { type Queue, queue } from "./queue.ts";
import { type PersonMoves, type Region, wholeOf, withEnds } from "./region.ts";
import { isSharp, widestSplit } from "./splitting.ts";
import { byRule, jointConstraints, tightened, withinCost } from "./tighten.ts";
import { type Agreement, type Asked, Panel, type Undecided } from "./votes.ts";

/** How close the cheapest comes to the bound on the cost, and what that bound is lowered by: as in `search.ts`. */
const COST_GAP = 0.01;
const LEAST_COST_GAP = 1e-4;
const TOLERANCE = 1e-6;
const BOXES_BETWEEN_PAUSES = 16;

/**
 * The cheapest action of Δ for x that the agreement accepts, to within 1 % or 10⁻⁴ standard deviations.
 *
 * Every voter's logit is bounded over a region as `search.ts` bounds one network's. A voter whose upper bound stays below its θ₀
 * refuses all of the region, one whose lower bound does not accepts all of it, and neither is bounded again within. The region is
 * dropped once the network itself refuses, or more of the others than may. The cost of what is left: under the linear bounds of
 * the network itself and, where every undecided voter is needed, of all of them at once; where m of more are needed, no
 * action that m accept costs less than the m-th least of the bounds under one each. An action counts only when the engine's
 * scores accept it, and `none` is said when nothing is left. `open`: the budget ran out, or what is left is too close to call.
 * Where Δ names its actions all are scored by everybody, and nothing is open.
 */
export async function cheapestAgreed(
  agreement: Agreement,
  actions: ActionSet,
  x: Float32Array,
  { budget, signal }: SearchOptions,
): Promise<Certificate> {
  if (isNamed(actions)) return enumeratedAgreement(agreement, actions, x);
  const { person, region } = wholeOf(actions, x);
  const search = new AgreementSearch(agreement, person, await withEnds(person, region));
  for (let boxes = 1; boxes <= budget && search.step(); boxes++) {
    if (boxes % BOXES_BETWEEN_PAUSES === 0) await pause(signal);
  }
  return search.certificate();
}

class AgreementSearch {
  readonly #panel: Panel;
  readonly #person: PersonMoves;
  readonly #joint: readonly Constraint[];
  readonly #minimise: Minimise;
  readonly #price: (delta: Float32Array) => number;
  readonly #regions: Queue<Asked> = queue();
  #best: Found | null = null;
  #boxes = 0;
  #done = Infinity;
  #tooClose = false;

  constructor(agreement: Agreement, person: PersonMoves, whole: Region) {
    this.#person = person;
    this.#joint = jointConstraints(person.actions, whole);
    this.#minimise = linearPrograms(person);
    this.#panel = new Panel(agreement, person, whole, this.#joint, this.#minimise);
    this.#price = costOf(person.actions);
    this.#try(new Float32Array(person.x.length));
    const region = tightened(person, whole, this.#joint);
    if (region === null) throw new Error("Δ holds 0 and is found empty");
    this.#regions.push(0, { region, undecided: this.#panel.strictestFirst(), sure: 0, own: false });
  }

  get #dearest(): number {
    const cost = this.#best?.cost ?? Infinity;
    return Math.min(cost / (1 + COST_GAP), cost - LEAST_COST_GAP);
  }

  /** Bounds and splits one region; false when nothing is left that could be cheaper. */
  step(): boolean {
    const key = this.#regions.least;
    const next = this.#regions.pop();
    if (next === undefined) return false;
    if (key >= this.#dearest) {
      this.#done = Math.min(this.#done, key);
      this.#regions.clear();
      return false;
    }
    const region = withinCost(this.#person, next.region, this.#dearest);
    if (region === null) return true;
    this.#boxes++;
    this.#bound({ ...next, region }, key);
    return true;
  }

  certificate(): Certificate {
    const boxes = this.#boxes;
    const found = this.#best;
    const bound = Math.min(this.#done, this.#regions.least, Math.max(0, this.#dearest));
    const closed = !this.#tooClose && (this.#regions.size === 0 || this.#regions.least >= this.#dearest);
    if (found === null) return closed ? { kind: "none", bound, boxes } : { kind: "open", found, bound, boxes };
    return { kind: closed ? "action" : "open", found, bound, boxes };
  }

  #bound(asked: Asked, parent: number): void {
    const votes = this.#panel.vote(asked);
    if (votes === null) return;
    const { itself, others, needed, sure } = votes;
    const undecided = [...itself, ...others];
    const all = needed === others.length;
    const mandatory = all ? undecided : itself;
    const constraints = [...this.#joint, ...mandatory.map(({ accepted }) => accepted)];
    const region = tightened(this.#person, asked.region, constraints);
    if (region === null) return;
    let key = Math.max(parent, this.#costBound(region, constraints));
    let sought = mandatory;
    if (!all) {
      const priced = others
        .map((other) => ({ other, price: this.#costBound(region, [...constraints, other.accepted]) }))
        .sort((a, b) => a.price - b.price);
      key = Math.max(key, priced[needed - 1].price);
      sought = [...itself, ...priced.slice(0, needed).map(({ other }) => other)];
    }
    if (!(key >= this.#dearest)) this.#seek(region, sought);
    if (key >= this.#dearest) this.#done = Math.min(this.#done, key);
    else this.#split({ ...asked, region, undecided: undecided.map(({ voter }) => voter), sure }, undecided, key);
  }

  #costBound(region: Region, constraints: readonly Constraint[]): number {
    const { actions, features } = this.#person;
    let give = 0;
    for (const j of features) if (actions.steps[j] === 0) give += TOLERANCE * actions.weights[j];
    const { bound } = this.#minimise(region, null, true, constraints);
    // NaN, of a network with NaN in it: any cost is possible.
    return Number.isNaN(bound) ? 0 : bound - 2 * give;
  }

  /** Tries the cheapest actions that the linear bounds call accepted: if they are exact, by half their radius, and surely. */
  #seek(region: Region, sought: readonly Undecided[]): void {
    const rising = Array.from(this.#person.x, (_, j) => sought.reduce((sum, { bounds }) => sum + bounds.slope[j], 0));
    for (const share of sought.length === 0 ? [0] : [0, 0.5, 1]) {
      const constraints = sought.map((each) => this.#panel.calledAccepted(each, share));
      const { delta } = this.#minimise(region, null, true, [...this.#joint, ...constraints]);
      this.#try(actionNear(this.#person, delta, rising));
    }
  }

  /** Splits the region where that tells most of the undecided, unless float32 is all that keeps it open. */
  #split(asked: Asked, undecided: readonly Undecided[], key: number): void {
    const person = this.#person;
    const sharp = undecided.length > 0 && undecided.every(({ bounds }) => isSharp(person, asked.region, bounds));
    // Where all is decided, by what it costs.
    const influence = (j: number) =>
      undecided.length === 0 ? person.actions.weights[j] : this.#panel.influence(undecided, j);
    const children = byRule(person, asked.region) ?? widestSplit(person, asked.region, sharp, influence);
    if (children === null) this.#leave(asked, key);
    for (const child of children ?? []) {
      const region = tightened(person, child, this.#joint);
      if (region !== null) this.#regions.push(key, { ...asked, region, own: false });
    }
  }

  /** What no split can decide: a single action is scored, anything else bounded once more with allowances of its own. */
  #leave(asked: Asked, key: number): void {
    const person = this.#person;
    const { lower, upper } = asked.region;
    if (person.features.every((j) => person.actions.steps[j] > 0)) {
      this.#try(actionNear(person, Float64Array.from(lower), lower));
    } else if (asked.own) {
      const middle = Float64Array.from(lower, (low, j) => (low + upper[j]) / 2);
      this.#try(actionNear(person, middle, lower));
      if (key < this.#dearest) this.#tooClose = true;
      this.#done = Math.min(this.#done, key);
    } else {
      this.#regions.push(key, { ...asked, own: true });
    }
  }

  /** Keeps an action if it is cheaper than the best so far and everybody who has to accepts it. */
  #try(delta: Float32Array | null): void {
    if (delta === null) return;
    const cost = this.#price(delta);
    if (!(cost < (this.#best?.cost ?? Infinity))) return;
    const score = this.#panel.agreedScore(delta);
    if (score !== null) this.#best = { delta, score, cost };
  }
}
