/** A column of X as a bundle has it: x = (raw − mean) / std. */
export interface Column {
  readonly name: string;
  readonly feature: string;
  readonly kind: string;
  readonly mean: number;
  readonly std: number;
  /** The raw value of a missing cell; null where there is none. */
  readonly fill: number | null;
  readonly least: number;
  readonly greatest: number;
}

/** How a feature's columns come from a cell. */
export interface Feature {
  readonly kind: string;
  readonly values?: readonly (string | number)[] | undefined;
  readonly since?: string;
  readonly count?: string;
}

/** A feature, its columns of X and whether a person may leave it empty. */
export interface Field {
  readonly name: string;
  readonly feature: Feature;
  readonly at: readonly number[];
  readonly optional: boolean;
}

interface Preprocessing {
  readonly features: Readonly<Record<string, Feature>>;
  readonly columns: readonly Column[];
}

export function fieldsOf(preprocessing: Preprocessing): Field[];
export function rowOf(
  preprocessing: Preprocessing,
  fields: readonly Field[],
  textOf: (name: string) => string,
): Float32Array | null;
export function beyondTraining(preprocessing: Preprocessing, x: Float32Array): string[];
