/** What a person is told: the decision, what would change it, and what the model promises. */
import type { Change } from "./words.ts";

/** An action, judged. Every part is JSON. */
export interface Proposal {
  /** What x and x + δ are of each feature that changes, in raw units. */
  readonly changes: readonly Change[];
  /** The same as text: "education-num: 13 → 14 years (+1)". */
  readonly words: readonly string[];
  /** g(x + δ), computed anew. */
  readonly score: number;
  /** Whether that is θ₀ or more. */
  readonly accepted: boolean;
  /** Σ weight · |δ|, in standard deviations where features weigh the same. */
  readonly cost: number;
}

/** What one recourse method proposes; null where it proposes nothing. */
export interface MethodProposal {
  readonly method: string;
  readonly title: string;
  /** The score it is aimed at, where that is not θ₀. */
  readonly aim: number | null;
  readonly proposal: Proposal | null;
  /** Within Δ as it was calibrated, not rounded; absent unless asked for. */
  readonly fractional?: Proposal | null;
}

/**
 * Whether the person has recourse. `not needed`: accepted already. `found`: some alternative is accepted. `none exists`: every
 * action in Δ, in whole units, was scored, and none is accepted. `none found`: Δ was searched without an end of it.
 */
export type Outcome = "not needed" | "found" | "none exists" | "none found";

/** What was promised with θ₀, and of whom. */
export interface CarriedGuarantee {
  readonly epsilon: number;
  readonly alpha: number;
  /** The method that was calibrated, and the score it was aimed at (null: it reads none). */
  readonly method: string;
  readonly aim: number | null;
  readonly n: number;
  readonly k: number;
  readonly theta0Bound: number;
  readonly sentence: string;
  /** Conditions that do not hold. */
  readonly caveats: readonly string[];
  /** Whom and what the sentence does not speak of. */
  readonly scope: string;
}

/** Everything one person is told. */
export interface Explanation {
  /** The favourable outcome in words. */
  readonly favourable: string;
  /** The person's features in raw units; categories, days, and yes or no as text. */
  readonly person: Readonly<Record<string, number | string>>;
  /** Values that are not known, or that the network was never trained on, one sentence each. */
  readonly warnings: readonly string[];
  /** g(x). */
  readonly score: number;
  readonly theta0: number;
  /** f(x). */
  readonly accepted: boolean;
  readonly outcome: Outcome;
  /** Cheapest first, each accepted, no two over the same features and categories. */
  readonly alternatives: readonly Proposal[];
  /** How many actions were scored to find these, besides the methods' own work. */
  readonly tried: number;
  readonly methods: readonly MethodProposal[];
  /** Methods that cannot run from a bundle, and why. */
  readonly leftOut: readonly { readonly method: string; readonly why: string }[];
  readonly guarantee: CarriedGuarantee;
  /** What no model can promise. */
  readonly caution: string;
}

/** What everybody who is shown a recourse has to be told with it. */
export const CAUTION =
  "A recourse is not a promise: it holds for this model, these data and this θ₀, while nothing else about the person changes. " +
  "The model knows scores, not causes: whether a change brings about the outcome itself is not known.";
