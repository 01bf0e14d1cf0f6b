/** The names of the protocols in the order of the columns; the others deviate from the first. */
export const protocolNames: readonly string[];

/** One choice that the protocols do not make alike, as each makes it. */
export interface Deviation {
  /** Its dotted path. */
  readonly path: string;
  /** The heading it stands under in the files. */
  readonly section: string;
  /** By protocol, in the order of `protocolNames`. */
  readonly choices: readonly { readonly value: string; readonly source: string; readonly section: string }[];
}

/** Every choice that the protocols do not make alike, in the order of the files. */
export function deviations(): Deviation[];

/** A choice that protocols leave to the default of its schema. */
export interface Default {
  readonly path: string;
  readonly value: string;
  readonly meaning: string;
  readonly reason: string;
}

/** Every choice that protocols leave to the default of its schema, with the reason for that default. */
export function defaults(): Default[];

/** What a single data set does otherwise under one protocol. */
export interface DatasetDeviation {
  readonly dataset: string;
  readonly protocol: string;
  readonly path: string;
  /** What holds under the other protocols. */
  readonly otherwise: string;
  readonly value: string;
  readonly source: string;
}

/** What single data sets do otherwise under a protocol. */
export function datasetDeviations(): DatasetDeviation[];

/** The README's section, as Markdown. */
export function deviationSummary(): string;

/** The whole of docs/deviations.md. */
export function deviationPage(): string;
