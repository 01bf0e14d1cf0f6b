/** A run: one data set under one protocol with one λ and seed, resolved and found on disk, but not yet read. */
import { dirname } from "node:path";
import { z } from "zod";
import { stepRange } from "../actions/discrete.ts";
import { isNamed, type NamedActions, openCandidates, rowViews } from "../actions/enumeration.ts";
import { isPath } from "../config/files.ts";
import type { Resolved } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";
import { type Dataset, datasetOf, type Part } from "../data/dataset.ts";
import { type FoundFile, findFiles, frameInMemory, loadDataset } from "../data/load.ts";
import { type ModelSource, modelSource } from "../models/source.ts";
import { sha256 } from "./canonical.ts";

/** One data set under one protocol with one λ and seed: its settings, the files they mean, and a way to read them. */
export interface Run extends Resolved {
  /** SHA-256 of the CSVs it reads: the rows, then a separate test file where there is one. */
  readonly sha256: readonly string[];
  /** Reads, splits and standardises the data; read once however often it is asked for. */
  readonly read: () => Promise<Dataset>;
  /** A model from outside, which is scored instead of a network that is trained. */
  readonly model?: ModelSource | undefined;
}

/**
 * The model from outside of a resolved run, found on disk: beside the data set's file where that names it. Throws ConfigError
 * for one that cannot be read.
 */
export async function modelOf({ settings, place, origin }: Resolved): Promise<ModelSource | undefined> {
  if (!settings.model) return undefined;
  const named = origin("model");
  const inFile = named.startsWith(place);
  return modelSource(
    settings.model,
    inFile && isPath(place) ? dirname(place) : ".",
    inFile ? `${named}: model` : named,
  );
}

/**
 * Finds the data of a resolved run in `folders`, unless they are in memory; `onFound` hears where. Throws a DataError when
 * a file is missing or not the pinned one.
 */
export async function openRun(
  resolved: Resolved,
  folders: readonly string[],
  onFound: (files: readonly FoundFile[]) => void = () => {},
  signal?: AbortSignal | undefined,
): Promise<Run> {
  const { settings, place, csv } = resolved;
  const { seed } = settings.run;
  const model = await modelOf(resolved);
  if (csv !== undefined) {
    const file = { file: settings.source.file, sha256: sha256(csv) };
    const read = once(async () => datasetOf(settings, frameInMemory(csv, settings, file, place), seed, place));
    return { ...resolved, sha256: [file.sha256], read, model };
  }
  const files = await findFiles(settings.source, folders, settings.name);
  onFound(files);
  const read = once(() => loadDataset(settings, seed, folders, place, signal));
  return { ...resolved, sha256: files.map((file) => file.sha256), read, model };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const partSchema = z.strictObject({ rows: z.int(), positives: z.int() });

const describedCandidateSchema = z.strictObject({
  name: z.string(),
  when: z.array(z.string()),
  to: z.record(z.string(), z.union([z.string(), z.number()])),
  by: z.record(z.string(), z.number()),
  cost: z.number().nullable(),
  open: z.int(),
});

/** A summary, for a reader, of the data behind a result. */
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
  /** Δ's box in raw units, one entry per actionable column; joint and if-then constraints are counted. */
  actions: z.array(
    z.strictObject({
      feature: z.string(),
      unit: z.string().nullable(),
      lower: z.number(),
      upper: z.number(),
      /** The change is a multiple of this, and lower and upper are. */
      step: z.number().optional(),
      /** Of a one-hot feature: this column's category; upper is 0 when it cannot be reached. */
      category: z.strictObject({ of: z.string(), name: z.string() }).optional(),
      /** Where it is not 1. */
      cost: z.number().optional(),
    }),
  ),
  actionRows: z.int(),
  actionRules: z.int().optional(),
  /** Actions by name, as the data set's file has them, and to how many of the training rows each is open; `actions` is empty then. */
  candidates: z.array(describedCandidateSchema).optional(),
});

/** A summary, for a reader, of the data behind a result. */
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
    actions: isNamed(dataset.actions) ? [] : dataset.actions.actionable.map((j) => describeAction(dataset, j)),
    actionRows: dataset.actions.constraints.b.length,
    ...(dataset.actions.rules.length > 0 ? { actionRules: dataset.actions.rules.length } : {}),
    ...(isNamed(dataset.actions) ? { candidates: describeCandidates(dataset, dataset.actions, settings) } : {}),
  };
}

function describeCandidates(
  { parts: { train } }: Dataset,
  actions: NamedActions,
  { actions: { candidates = {} } }: Settings,
): DataSummary["candidates"] {
  const open = actions.candidates.map(() => 0);
  for (const x of rowViews(train.X)) for (const k of openCandidates(actions, x).which) open[k]++;
  return actions.candidates.map(({ name }, k) => {
    const { when = [], to = {}, by = {}, cost = null } = candidates[name];
    return { name, when, to, by, cost, open: open[k] };
  });
}

function describeAction({ columns, actions }: Dataset, j: number): DataSummary["actions"][number] {
  const { name, feature, category, unit, std } = columns[j];
  const { lower, upper, steps, weights } = actions;
  // Division by std and back may cost the last bit of a whole number.
  const step = Number((steps[j] * std).toPrecision(12));
  const [min, max] = step > 0 ? stepRange(actions, j, lower[j], upper[j]) : [0, 0];
  return {
    feature: name,
    unit: unit ?? null,
    ...(step > 0 ? { lower: min * step, upper: max * step, step } : { lower: lower[j] * std, upper: upper[j] * std }),
    ...(category === null ? {} : { category: { of: feature, name: category } }),
    ...(weights[j] === 1 ? {} : { cost: weights[j] }),
  };
}
