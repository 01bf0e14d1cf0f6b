/** From the causal section of a data set, written by feature and in raw units, to equations over the columns of X. */
import { ConfigError } from "../core/errors.ts";
import { nearest } from "./nearest.ts";
import type { Column } from "./scale.ts";
import type { CausalSection } from "./schema/causal.ts";

/** Column i of X follows from its parents, up to additive noise: X_i = f_i(X_parents) + U_i. */
export interface Equation {
  readonly column: number;
  /** Columns: all of a one-hot feature's. */
  readonly parents: readonly number[];
}

/** An equation with f_i linear; its intercept and the noise cancel in every counterfactual. */
export interface LinearEquation extends Equation {
  /** One per parent: standard deviations per standard deviation. */
  readonly slopes: Float64Array;
}

/** Every parent that has an equation of its own stands before the columns that follow from it. */
export interface CausalSpec {
  readonly equations: readonly Equation[];
  /** The true model; null where nobody knows it. */
  readonly truth: Truth | null;
}

/** The causal model that drew a simulated data set. */
export interface Truth {
  readonly equations: readonly LinearEquation[];
  /** P(y = 1 | x) = σ(intercept + weights·x), x standardised; weights are [d]. */
  readonly outcome: { readonly intercept: number; readonly weights: Float64Array };
}

/**
 * The structural equations over the columns of X, in causal order. `place` is the YAML.
 *
 * Throws ConfigError for a feature that is unknown, named twice, its own cause directly or through others, and for an
 * equation of a feature that is not continuous.
 */
export function causalSpecOf(section: CausalSection, columns: readonly Column[], place: string): CausalSpec {
  const read = new Reader(columns, place);
  const equations = read.equations(
    "causal.equations",
    Object.entries(section.equations).map(([feature, { parents }]) => [feature, parents]),
  );
  if (section.truth === undefined) return { equations, truth: null };
  const { equations: known, outcome } = section.truth;
  const entries = Object.entries(known).map(([feature, raw]) => [feature, Object.keys(raw)] as const);
  const weights = new Float64Array(columns.length);
  let { intercept } = outcome;
  for (const [feature, { weight, centre, per }] of Object.entries(outcome.terms)) {
    const j = read.number(feature, `causal.truth.outcome.terms.${feature}`);
    const { mean, std } = columns[j];
    weights[j] = (weight * std) / per;
    intercept += (weight * (mean - centre)) / per;
  }
  const linear = read.equations("causal.truth.equations", entries).map(({ column }): LinearEquation => {
    const { feature, std } = columns[column];
    const raw = Object.entries(known[feature]);
    const parents = raw.map(([parent]) => read.number(parent, `causal.truth.equations.${feature}.${parent}`));
    const slopes = Float64Array.from(raw, ([, coefficient], k) => (coefficient * columns[parents[k]].std) / std);
    return { column, parents, slopes };
  });
  return { equations, truth: { equations: linear, outcome: { intercept, weights } } };
}

/** Reads features by name, and says where one cannot be read. */
class Reader {
  readonly #columns: readonly Column[];
  readonly #place: string;

  constructor(columns: readonly Column[], place: string) {
    this.#columns = columns;
    this.#place = place;
  }

  /** All columns of a feature. */
  #columnsOf(feature: string, at: string): number[] {
    const found = this.#columns.flatMap((column, j) => (column.feature === feature ? [j] : []));
    if (found.length > 0) return found;
    const known = [...new Set(this.#columns.map((column) => column.feature))];
    throw new ConfigError(`${this.#place}: ${at}: unknown feature "${feature}"${nearest(feature, known)}`);
  }

  /** The column of a feature that is a number. */
  number(feature: string, at: string): number {
    const column = this.#columnsOf(feature, at).find((j) => this.#columns[j].kind === "continuous");
    if (column !== undefined) return column;
    throw new ConfigError(`${this.#place}: ${at}: the feature is not continuous; name a continuous one, or remove it`);
  }

  /** Equations, given as feature and parents, in causal order: as declared, but parents first. */
  equations(at: string, declared: readonly (readonly [string, readonly string[]])[]): Equation[] {
    const ordered = new Map<string, Equation>();
    const parentsOf = new Map(declared);
    const add = (feature: string, path: readonly string[]): void => {
      const parents = parentsOf.get(feature);
      if (parents === undefined || ordered.has(feature)) return;
      if (path.includes(feature)) {
        const cycle = [...path.slice(path.indexOf(feature)), feature].reverse().join(" → ");
        throw new ConfigError(`${this.#place}: ${at}: ${cycle} is a cycle of causes; remove one of these parents`);
      }
      const column = this.number(feature, `${at}.${feature}`);
      this.#checkParents(feature, parents, `${at}.${feature}`);
      for (const parent of parents) add(parent, [...path, feature]);
      ordered.set(feature, {
        column,
        parents: parents.flatMap((parent) => this.#columnsOf(parent, `${at}.${feature}`)),
      });
    };
    for (const [feature] of declared) add(feature, []);
    return [...ordered.values()];
  }

  #checkParents(feature: string, parents: readonly string[], at: string): void {
    const wrong = (parent: string, what: string) => {
      return new ConfigError(`${this.#place}: ${at}: the parent ${parent} ${what}; remove it`);
    };
    parents.forEach((parent, i) => {
      if (parent === feature) throw wrong(parent, "is the feature itself, which cannot be its own cause");
      if (parents.indexOf(parent) < i) throw wrong(parent, "is named twice");
    });
  }
}
