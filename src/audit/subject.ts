/** What is audited: a scorer with its θ₀, the people it is asked about, what they may change, and where all of it comes from. */
import type { ActionSet } from "../actions/set.ts";
import type { Bundle } from "../bundle/schema.ts";
import type { CausalSpec } from "../data/causal.ts";
import type { Part } from "../data/dataset.ts";
import type { Column } from "../data/scale.ts";
import type { Network } from "../engines/engine.ts";
import type { Answer } from "../explain/answer.ts";
import type { RetrainedNetwork } from "../methods/method.ts";
import type { Guarantee } from "../pipeline/calibration/guarantee.ts";
import type { Shift } from "../pipeline/calibration/two-sample.ts";

/** A guarantee that θ₀ carries. */
export interface CarriedBound extends Guarantee {
  readonly epsilon: number;
  readonly alpha: number;
  /** 𝒜, by name. */
  readonly method: string;
  readonly n: number;
  readonly k: number;
  readonly theta0Bound: number;
  /** Whether test rows are people like the calibration rows; null where that was not compared. */
  readonly shift: Shift | null;
}

/** Two groups that a 0/1 column tells apart: `majority` has 1. */
export interface SensitiveGroups {
  readonly feature: string;
  readonly majority: string;
  readonly minority: string;
}

export interface Subject {
  readonly title: string;
  readonly description: string | null;
  readonly favourable: string;
  /** Rows of all files after the filters. */
  readonly rows: number;
  /** The people the audit is about, and who they are in a few words: "test rows". */
  readonly people: Part;
  readonly whose: string;
  readonly columns: readonly Column[];
  /** Δ, in standard deviations. */
  readonly actions: ActionSet;
  readonly causal: CausalSpec | null;
  readonly network: Network;
  /** The model in words. */
  readonly model: string;
  readonly theta0: number;
  /** How θ₀ was chosen, in words. */
  readonly theta0From: string;
  /** What θ₀ guarantees, or why it guarantees nothing. */
  readonly guarantee: CarriedBound | { readonly none: string };
  readonly sensitive: SensitiveGroups | null;
  /** Networks trained again, none of which has chosen an action, or why there are none. */
  readonly retrained: readonly RetrainedNetwork[] | { readonly none: string };
  /** Settings of the recourse methods, by name. */
  readonly recourse: Bundle["recourse"];
  readonly seed: number;
  /** Answers people by their record's number in the CSV, in the order asked for. */
  readonly explain: (records: readonly number[]) => Promise<readonly Answer[]>;
  /** Where it comes from: what, and its name, key or SHA-256. */
  readonly origin: readonly (readonly [what: string, value: string])[];
}

/** Hears how far an audit is, and stops it. */
export interface AuditProgress {
  readonly onProgress?: ((what: string, done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
