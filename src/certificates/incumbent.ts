/** The best action that a search has found, and what is of interest beside it. */
import { costOf } from "../actions/discrete.ts";
import type { ActionSet } from "../actions/set.ts";
import { accepts } from "../core/metrics.ts";
import type { Found, Question } from "./certificate.ts";
import { logitFor } from "./float32.ts";

/** How close the cheapest comes to the bound on the cost at least, in standard deviations. */
const LEAST_COST_GAP = 1e-4;
/** How close the highest comes to the bound on the score, proven. */
const SCORE_GAP = 1e-4;
/** How close it is sought in so many boxes, so that people whose scores lie close together are told apart: in the score, and in the logit. */
const SOUGHT_GAP = 1e-5;
const SOUGHT_LOGIT_GAP = 1e-4;
const SOUGHT_BOXES = 300;

export class Incumbent {
  readonly #question: Question;
  readonly #costGap: number;
  readonly #price: (delta: Float32Array) => number;
  #found: Found | null = null;

  /** None yet, for a question about Δ; the cheapest comes within the share `costGap` of the bound on the cost. */
  constructor(question: Question, actions: ActionSet, costGap: number) {
    this.#question = question;
    this.#costGap = costGap;
    this.#price = costOf(actions);
  }

  get found(): Found | null {
    return this.#found;
  }

  /** Below this logit nothing is of interest, after so many boxes: no action is accepted, or none is higher by more than the gap. */
  needed(boxes: number): number {
    const { theta0 } = this.#question;
    if (theta0 !== null) return logitFor(theta0);
    const score = this.#found?.score ?? 0;
    // A little less than the gap, for what the bound is rounded up by.
    if (boxes > SOUGHT_BOXES) return logitFor(score + 0.99 * SCORE_GAP);
    return Math.min(logitFor(score + SOUGHT_GAP), logitFor(score) + SOUGHT_LOGIT_GAP);
  }

  /** From this cost on nothing is of interest, and regions are cut off. */
  get dearest(): number {
    const cost = this.#found?.cost ?? Infinity;
    return Math.min(cost / (1 + this.#costGap), cost - LEAST_COST_GAP);
  }

  /** Whether a score counts: any where no θ₀ is given. */
  accepts(score: number): boolean {
    return this.#question.theta0 === null || accepts(score, this.#question.theta0);
  }

  /** Keeps the action if it counts and is better. */
  offer(delta: Float32Array, score: number): void {
    if (!this.accepts(score)) return;
    const offered = { delta, score, cost: this.#price(delta) };
    const best = this.#found;
    const better = best === null || (this.#question.ask === "cheapest" ? offered.cost < best.cost : score > best.score);
    if (better) this.#found = offered;
  }

  /** Whether the score found is proven to be the highest, to within the gap, when none is above `bound`. */
  isHighest(bound: number): boolean {
    return this.#found !== null && bound - this.#found.score <= SCORE_GAP;
  }
}
