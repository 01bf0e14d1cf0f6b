/** What a person is told: the decision, what would change it, and what the model guarantees. */
import type { LastingTerms } from "./lasting.ts";
import type { Printed } from "./printed.ts";
import type { RecourseProof } from "./proof.ts";

/** An action as it is printed, and evaluated so. Every part is JSON. */
export type Proposal = Printed;

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
 * Whether the person has recourse. `not needed`: accepted already. `found`: some alternative is accepted. `none exists`: no
 * action in Δ, in whole units, is accepted, proven. `none found`: Δ was searched without an end of it.
 */
export type ExplanationOutcome = "not needed" | "found" | "none exists" | "none found";

/** What was guaranteed with θ₀, and of whom. */
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
  /** The person's cells by column, as they can be put in again; null for one that is not known. */
  readonly person: Readonly<Record<string, number | string | null>>;
  /** Decimals of the person's numbers that are enough for every decision told here; null: all they have. */
  readonly decimals: number | null;
  /** Values that are not known, or that the network was never trained on, one sentence each. */
  readonly warnings: readonly string[];
  /** g(x). */
  readonly score: number;
  readonly theta0: number;
  /** f(x). */
  readonly accepted: boolean;
  readonly outcome: ExplanationOutcome;
  /** What is proven beyond the alternatives; null where nothing is: of the accepted, and of engines that no proof covers. */
  readonly proof: RecourseProof | null;
  /**
   * Each accepted. Cheapest first, no two over the same features and categories; where there are networks trained again, first
   * those that last, then, over the same features perhaps, those that do not.
   */
  readonly alternatives: readonly Proposal[];
  /** By which networks trained again it is told how an action lasts; null where the bundle holds none. */
  readonly lasting: LastingTerms | null;
  /** How many actions were scored to find these, besides the methods' own work. */
  readonly tried: number;
  readonly methods: readonly MethodProposal[];
  /** Methods that cannot run from a bundle, and why. */
  readonly leftOut: readonly { readonly method: string; readonly why: string }[];
  readonly guarantee: CarriedGuarantee;
  /** What no model can guarantee. */
  readonly caution: string;
}

const CAUSES = "The model knows scores, not causes: whether a change brings about the outcome itself is not known.";

/** What everybody who is shown a recourse has to be told with it, where nothing is known of models trained again. */
export const CAUTION =
  "A recourse is not a guarantee: it holds for this model, these data and this θ₀, while nothing else about the person changes. " +
  CAUSES;

/** The same, where it is. */
export function cautionOf(lasting: LastingTerms | null): string {
  if (lasting === null) return CAUTION;
  return (
    "A recourse is not a guarantee: it holds for this model, these data and this θ₀, while nothing else about the person " +
    `changes. In how many models trained again it is kept was counted on models of the same data (${redrawn(lasting)}); how a ` +
    `model of later people decides is not known. ${CAUSES}`
  );
}

function redrawn({ rows }: LastingTerms): string {
  switch (rows) {
    case "bootstrap":
      return "its rows drawn again with replacement";
    case "half":
      return "a random half of its rows each";
    case "same":
      return "the same rows, from another start";
    case "fresh":
      return "other rows than this model's";
  }
}
