/** The contract of a recourse method: 𝒜 : 𝒳 → Δ (§3.2), and what it is given. */
import type { z } from "zod";
import type { ActionSet } from "../actions/set.ts";
import type { Matrix } from "../core/matrix.ts";
import type { CausalSpec } from "../data/causal.ts";
import type { Network } from "../engines/engine.ts";

/** What a method may look at. It never sees labels or test outcomes. */
export interface RecourseProblem {
  readonly network: Network;
  /** Δ. */
  readonly actions: ActionSet;
  /** θ₀, given only to methods that declare `usesTheta0`; null for all others. */
  readonly theta0: number | null;
  /** Standardised training rows, given only to methods that declare `usesTrain`; null for all others. */
  readonly train: Matrix | null;
  /** Rows that represent the people g decides about, to fit an approximation of g on: see `reference`. Null where `train` is. */
  readonly reference: Matrix | null;
  /** One per column of X. */
  readonly columns: readonly ColumnInfo[];
  /** The networks of other trainings, given only to methods that declare `usesRetrained`; null for all others. */
  readonly retrained: readonly RetrainedNetwork[] | null;
  /** The structural equations, given only to methods that declare `usesCausal`; null for all others. */
  readonly causal: CausalSpec | null;
  /** Seed of every random draw the method makes; rows draw from streams of their own. */
  readonly seed: number;
}

/** A network of another training on the same columns, and the θ₀ it decides with. */
export interface RetrainedNetwork {
  readonly network: Network;
  readonly theta0: number;
}

/** What is known of a column besides its standardised values: raw = mean + std · standardised. */
export interface ColumnInfo {
  readonly name: string;
  readonly kind: "continuous" | "indicator";
  readonly mean: number;
  readonly std: number;
}

/** Reports progress as rows done, and is told to stop by the signal. */
export interface ProposeOptions {
  /** Hears how many rows are done. */
  readonly onProgress?: ((rowsDone: number) => void) | undefined;
  /** Hears, from a method that proves something, what of each row that it was asked about. */
  readonly onProof?: ((row: number, proof: Proof) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An action is found and proven to be what was asked for; none exists, proven; or neither is known. */
export type Proof = "action" | "none" | "open";

/** Proposes δ for every row of X: [n, d], every row in Δ, 0 where nothing was found. X is not changed. */
export type Propose = (X: Matrix, options?: ProposeOptions) => Promise<Matrix>;

/**
 * A way to compute recourse. It never evaluates its own result, reads no θ₀ it was not given, and gives every row a δ that
 * does not depend on the other rows of X. Rows with NaN or infinity are refused with a DataError; `checked.ts` does that
 * for all methods, and withholds what they do not declare.
 */
export interface RecourseMethod<Settings = unknown> {
  /** As typed after `--method`. */
  readonly name: string;
  /** As printed in a table. */
  readonly title: string;
  /** Such a method cannot be PARE-calibrated on its own output: the guarantee would be circular. */
  readonly usesTheta0: boolean;
  /** Such a method is fitted on training rows, and cannot run where there are none, as from a bundle. */
  readonly usesTrain?: boolean;
  /** Such a method proves what it answers, of networks with the kernel's arithmetic; it runs on no other. */
  readonly proves?: boolean;
  /**
   * Whether it needs gradients under these settings, of a Δ that names its actions or of another, which a model from outside has
   * not; unless it says so, scores are enough.
   */
  usesGradients?(settings: Settings, named: boolean): boolean;
  /** Such a method serves only data sets that declare structural equations. */
  readonly usesCausal?: boolean;
  /** Such a method looks at networks trained again, and runs where there are some. */
  readonly usesRetrained?: boolean;
  /** The settings it reads, from the protocol; those with a default need not be there. None when absent. */
  readonly settings?: z.ZodType<Settings>;
  /** Of a method of one's own: what names its code in the store. Another version is another result. */
  readonly version?: string;
  /** Which rows it takes as `reference` under these settings: the training rows unless it says otherwise. */
  reference?(settings: Settings): "train" | "test";
  /** Does what is done once for all people; the result proposes δ. */
  prepare(problem: RecourseProblem, settings: Settings): Promise<Propose>;
}
