/** The rows of B.1 that no sampling gives: how many decisions cannot change, by how far people are moved. */
import { quantile } from "../../core/quantile.ts";
import type { TableRow } from "../../report/table.ts";
import { type FinishedSplit, meanPlace, type NoisyDataset } from "./noisy-dataset.ts";
import type { RadiusRecord } from "./radius.ts";

/** The radii that proofs are told for, in standard deviations. */
const radii: readonly number[] = [0.1, 0.25, 0.5, 1];

/** Shares of people whose decision cannot change, and the median radius. */
export function provenRows(datasets: readonly NoisyDataset[], asked: number): TableRow[] {
  const rowOf = (
    key: string,
    what: string,
    number: (proven: readonly number[]) => number,
    said: (proven: readonly FinishedSplit<RadiusRecord>[]) => string | null = openText,
  ): TableRow => ({
    key: `proven.${key}`,
    labels: ["proven", what],
    printed: false,
    format: "plain",
    places: datasets.flatMap(({ models }) =>
      models.map(({ proven }) =>
        meanPlace(
          proven,
          ({ proven: all }) => (all === null ? null : number(all)),
          asked,
          ({ found }) => found.length,
          said(proven),
        ),
      ),
    ),
  });
  return [
    ...radii.map((r) => rowOf(String(r), `stays within ${r} s.d.`, (proven) => shareAtLeast(proven, r))),
    rowOf("median", "median radius", medianOf, cutText),
  ];
}

/** The share of people whose radius is at least r. */
export function shareAtLeast(proven: readonly number[], r: number): number {
  return proven.filter((each) => each >= r).length / proven.length;
}

function medianOf(proven: readonly number[]): number {
  return quantile(proven, 0.5);
}

/** Where the median is as far as was looked at, besides what was left open. */
function cutText(proven: readonly FinishedSplit<RadiusRecord>[]): string | null {
  const cut = proven.filter(({ record }) => record.proven !== null && medianOf(record.proven) >= record.reach);
  const texts = [
    openText(proven),
    cut.length === 0
      ? null
      : `at least ${cut[0].record.reach} in ${cut.length} of ${proven.length} splits, as far as was looked`,
  ].filter((text) => text !== null);
  return texts.length === 0 ? null : texts.join("; ");
}

function openText(proven: readonly FinishedSplit<RadiusRecord>[]): string | null {
  const open = proven.reduce((sum, { record }) => sum + record.open, 0);
  const people = proven.reduce((sum, { record }) => sum + record.found.length, 0);
  return open === 0
    ? null
    : `the radius of ${open} of ${people} people is a lower bound, the search ended before it was met`;
}
