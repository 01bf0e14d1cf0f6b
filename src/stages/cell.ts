/** A cell: one data set under one protocol with one λ and seed, resolved and found on disk, but not yet read. */
import { z } from "zod";
import type { Resolved } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";
import type { Dataset, Part } from "../data/dataset.ts";
import { findFiles, loadDataset } from "../data/load.ts";

export interface Cell extends Resolved {
  /** SHA-256 of the CSVs it reads: the rows, then a separate test file where there is one. */
  readonly sha256: readonly string[];
  /** Reads, splits and standardises the data; read once however often it is asked for. */
  readonly read: () => Promise<Dataset>;
}

/** Finds the data of a resolved run in `folders`. Throws a DataError when a file is missing or not the pinned one. */
export async function openCell(resolved: Resolved, folders: readonly string[]): Promise<Cell> {
  const { settings, place } = resolved;
  const files = await findFiles(settings.source, folders, settings.name);
  let reading: Promise<Dataset> | undefined;
  return {
    ...resolved,
    sha256: files.map((file) => file.sha256),
    read: () => {
      reading ??= loadDataset(settings, settings.run.seed, folders, place);
      return reading;
    },
  };
}

const partSchema = z.strictObject({ rows: z.int(), positives: z.int() });

/** What a person wants to know of the data a result is about. */
export const dataSummarySchema = z.strictObject({
  /** Rows after the filters, of the first file. */
  rows: z.int(),
  positives: z.int(),
  favourable: z.string(),
  parts: z.strictObject({ train: partSchema, validation: partSchema, test: partSchema, calibration: partSchema }),
  /** Whether calibration has rows of its own, or means the validation rows. */
  calibrationHeldOut: z.boolean(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(["continuous", "indicator"]),
      unit: z.string().nullable(),
      mean: z.number(),
      std: z.number(),
    }),
  ),
  deltaMax: z.number(),
  /** Δ's box in raw units, one entry per actionable feature; the rows over several features are counted. */
  actions: z.array(
    z.strictObject({ feature: z.string(), unit: z.string().nullable(), lower: z.number(), upper: z.number() }),
  ),
  actionRows: z.int(),
});

export type DataSummary = z.infer<typeof dataSummarySchema>;

export function describeData(dataset: Dataset, settings: Settings): DataSummary {
  const part = (name: keyof Dataset["parts"]) => {
    const { X, positives } = dataset.parts[name];
    return { rows: X.rows, positives };
  };
  const { train, validation, test, calibration } = dataset.parts;
  const ofFirstFile = new Set([train, validation, calibration, ...(settings.source.test === null ? [test] : [])]);
  const total = (count: (part: Part) => number) => [...ofFirstFile].reduce((sum, part) => sum + count(part), 0);
  return {
    rows: total((part) => part.X.rows),
    positives: total((part) => part.positives),
    favourable: settings.label.meaning,
    parts: {
      train: part("train"),
      validation: part("validation"),
      test: part("test"),
      calibration: part("calibration"),
    },
    calibrationHeldOut: calibration !== validation,
    columns: dataset.columns.map(({ name, kind, unit, mean, std }) => ({ name, kind, unit: unit ?? null, mean, std })),
    deltaMax: settings.actions.deltaMax,
    actions: dataset.actions.actionable.map((j) => {
      const { name, unit, std } = dataset.columns[j];
      const { lower, upper } = dataset.actions;
      return { feature: name, unit: unit ?? null, lower: lower[j] * std, upper: upper[j] * std };
    }),
    actionRows: dataset.actions.rows.b.length,
  };
}
