/** Calibrated models, what they cover, and what was guaranteed with them: what Table 2 and the trade-off are made of. */

import { type CaveatKind, caveatKind, type Guarantee } from "../../pipeline/calibration/guarantee.ts";
import type { CalibrateRecord } from "../../pipeline/calibration/record.ts";
import type { Stored } from "../../pipeline/store.ts";

/** A model calibrated by one method, on one split. */
export interface Calibrated {
  readonly dataset: string;
  readonly lambda: number;
  /** Whether it is a model from outside, which no λ trained. */
  readonly outside?: boolean | undefined;
  readonly seed: number;
  readonly engine: string;
  readonly stored: Stored<CalibrateRecord>;
  /** As it is told, with all that stands in its way. */
  readonly guarantee: Guarantee;
}

/** What Table 2 is about, whether or not all of it was calibrated. Nothing is there twice. */
export interface TableCoverage {
  readonly protocol: string;
  readonly datasets: readonly string[];
  readonly seeds: readonly number[];
  /** Weights of the recourse loss; 0 is the baseline. */
  readonly lambdas: readonly number[];
  /** Methods a guarantee was made for; the rows without a guarantee are evaluated with the first. */
  readonly methods: readonly string[];
}

/** What some calibrations cover. */
export function tableCoverageOf(protocol: string, calibrated: readonly Calibrated[]): TableCoverage {
  const ascending = (a: number, b: number) => a - b;
  return {
    protocol,
    datasets: distinct(calibrated, ({ dataset }) => dataset),
    seeds: distinct(calibrated, ({ seed }) => seed).sort(ascending),
    lambdas: distinct(calibrated, ({ lambda }) => lambda).sort(ascending),
    methods: distinct(calibrated, ({ stored }) => stored.record.method),
  };
}

/** What stands in the way of the guarantees: one line for each kind, with its data sets, and an example where they differ. */
export function caveatsOf(calibrated: readonly Calibrated[]): string[] {
  const kinds = new Map<CaveatKind, { readonly example: string; readonly datasets: Set<string> }>();
  for (const { dataset, guarantee } of calibrated) {
    for (const caveat of guarantee.caveats) {
      const kind = caveatKind(caveat);
      const found = kinds.get(kind) ?? { example: caveat, datasets: new Set() };
      found.datasets.add(dataset);
      kinds.set(kind, found);
    }
  }
  const all = distinct(calibrated, ({ dataset }) => dataset).length;
  return [...kinds.values()].map(({ example, datasets }) => {
    return `${datasets.size === all ? "PARE" : `PARE, ${[...datasets].join(", ")}`}: ${example}`;
  });
}

/** The different pairs of ε and α. */
export function statedGuarantees(calibrated: readonly Calibrated[]): Pick<CalibrateRecord, "epsilon" | "alpha">[] {
  const guarantees = calibrated.map(({ stored: { record } }) => [`${record.epsilon} ${record.alpha}`, record] as const);
  return [...new Map(guarantees).values()];
}

/** What `of` makes of the values, nothing twice. */
export function distinct<T, U>(values: readonly T[], of: (value: T) => U): U[] {
  return [...new Set(values.map(of))];
}
