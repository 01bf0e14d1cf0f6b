/** Δ as data: how a person writes it down, and what it is once it is checked. */

/** An if-then constraint, "if A changes then B may": the columns it `allows` change only if some column it `needs` does. */
export interface Rule {
  readonly needs: readonly number[];
  readonly allows: readonly number[];
}

/** Δ in standard deviations, for d features. 0 is always in it. */
export interface ActionSet {
  readonly dimension: number;
  /** Features that can move at all, ascending. */
  readonly actionable: readonly number[];
  /** [d] lower ≤ 0 ≤ upper of δ. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** [d] bounds on x + δ, ±∞ where there is none. A person already outside a bound may stay but not go further out. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Joint linear constraints: A is [k, d] row-major, b is [k]; Aδ + b ≥ 0. Scaled as `polytope` says. */
  readonly constraints: { readonly A: Float64Array; readonly b: Float64Array };
  /**
   * Columns of one-hot features that a person may change: x + δ has exactly one 1 in a group. lower is −1 (every category
   * can be left), upper is 1 for a category that can be reached and 0 for one that cannot.
   */
  readonly groups: readonly (readonly number[])[];
  /** [d] δ_j is an integer multiple of this; 0: any value. */
  readonly steps: Float64Array;
  readonly rules: readonly Rule[];
  /** [d] cost per standard deviation of change, or of taking a category; see `costOf`. */
  readonly weights: Float64Array;
}

/** Δ as a person writes it down, in standard deviations. */
export interface ActionSetSpec {
  /** [d] bounds of δ: lower ≤ 0 ≤ upper, both 0 for a feature that cannot change. */
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** [d] bounds on x + δ; absent means none. */
  readonly min?: ArrayLike<number> | undefined;
  readonly max?: ArrayLike<number> | undefined;
  /** A as k constraints of d coefficients, b as k constants ≥ 0. A constraint on one feature is read as a bound on δ. */
  readonly constraints?: { readonly A: readonly ArrayLike<number>[]; readonly b: ArrayLike<number> } | undefined;
  /** As in `ActionSet`; absent: none. */
  readonly groups?: ActionSet["groups"] | undefined;
  readonly steps?: ArrayLike<number> | undefined;
  readonly rules?: ActionSet["rules"] | undefined;
  /** [d] > 0; absent means 1. */
  readonly weights?: ArrayLike<number> | undefined;
  /** [d] column names, for messages. */
  readonly names?: readonly string[] | undefined;
}
