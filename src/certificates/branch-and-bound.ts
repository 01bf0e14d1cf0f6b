/** Branch and bound over one person's Δ: whether an action is accepted, the cheapest one, or the highest score, proven. */
import { isNamed } from "../actions/enumeration.ts";
import type { ActionSet } from "../actions/set.ts";
import { pause } from "../core/yield.ts";
import type { Certifiable, Certificate, Question } from "./certificate.ts";
import { enumerated } from "./enumerated.ts";
import type { ActionReading } from "./reading.ts";
import { wholeOf, withEnds } from "./region.ts";
import { RegionSearch } from "./search.ts";

export interface SearchOptions {
  /** How many regions of Δ are bounded before the answer is `open`. */
  readonly budget: number;
  /** How close the cheapest comes to the bound on the cost; a hundredth of it when absent. */
  readonly costGap?: number | undefined;
  /** How actions are read; as x + δ when absent. */
  readonly reading?: ActionReading | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How many regions are bounded for one person unless said otherwise. */
export const BOXES = 100_000;

const COST_GAP = 0.01;

const BOXES_BETWEEN_PAUSES = 64;

/**
 * Answers a question about the person x. Best first: each region of Δ is bounded, cut to what the bound and the constraints
 * leave of it, and halved. An action counts only when the engine's own score accepts it; "none" is said only when the upper
 * bound of every region, all allowances for float32 included, is below θ₀. Nothing but the arguments decides the answer. Where Δ
 * names its actions nothing is bounded: all are scored.
 * Throws the signal's reason once it is aborted.
 */
export async function answer(
  question: Question,
  network: Certifiable,
  actions: ActionSet,
  x: Float32Array,
  { budget, costGap = COST_GAP, reading, signal }: SearchOptions,
): Promise<Certificate> {
  if (isNamed(actions)) return enumerated(question, network.score, actions, x, reading);
  const { person: moves, region } = wholeOf(actions, x);
  const person = reading === undefined ? moves : { ...moves, reading };
  const search = new RegionSearch(question, network, person, await withEnds(person, region), costGap);
  for (let boxes = 1; boxes <= budget && search.step(); boxes++) {
    if (boxes % BOXES_BETWEEN_PAUSES === 0) await pause(signal);
  }
  return search.certificate();
}
