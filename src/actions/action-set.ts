/** Δ as data: how a person writes it down, and what it is once it is checked. */

/** An if-then constraint, "if A changes then B may": the columns it `allows` change only if some column it `needs` does. */
export interface Rule {
  readonly needs: readonly number[];
  readonly allows: readonly number[];
}

/** What holds of a person: min ≤ x_j ≤ max, ±∞ where there is no bound. Both are float32s, as x_j is. */
export interface ColumnBounds {
  readonly column: number;
  readonly min: number;
  readonly max: number;
}

/** A column that an action changes: by a number of standard deviations, or to a value. */
export interface ColumnChange {
  readonly column: number;
  readonly value: number;
}

/** An action with a name: whom it is open to, and what it does. */
export interface Candidate {
  readonly name: string;
  /** All of them hold of whom it is open to. */
  readonly when: readonly ColumnBounds[];
  /** Columns that change by a value, and columns that come to have one; none in both. Of a group all columns or none. */
  readonly by: readonly ColumnChange[];
  readonly to: readonly ColumnChange[];
  /** What it costs; null: what `costOf` says of its changes. */
  readonly cost: number | null;
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
  /**
   * Where it is there, Δ is no more than these, one by one, and 0: what `enumeration.ts` says is open to a person. There are no
   * joint constraints, steps or rules then, and the bounds above are those of the smallest such Δ around all of them.
   */
  readonly candidates?: readonly Candidate[];
}

/** Δ as a person writes it down, in standard deviations. */
export interface ActionSetSpec {
  /** [d] bounds of δ: lower ≤ 0 ≤ upper, both 0 for a feature that cannot change. Not read where there are `candidates`. */
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
  /** All there is to do, one by one, in place of bounds, constraints, steps and rules. Their bounds are rounded to float32. */
  readonly candidates?: readonly Candidate[] | undefined;
  /** [d] column names, for messages. */
  readonly names?: readonly string[] | undefined;
}
