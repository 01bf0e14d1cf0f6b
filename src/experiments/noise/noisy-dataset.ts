/** What is computed for a data set in B.1, and its numbers: means over the splits that finished. */
import { entryOf, type Place, type Source, type SplitValue } from "../../report/table.ts";
import type { Model } from "../models.ts";
import { unfinishedNote } from "../results.ts";
import type { GanRecord } from "./gan/gan.ts";
import type { PerturbRecord } from "./perturb.ts";
import type { RadiusRecord } from "./radius.ts";

/** What one split holds, and where that is kept. */
export interface FinishedSplit<T> {
  readonly record: T;
  readonly source: Source;
}

/** The splits that finished, in the order of the seeds. */
export interface NoisyDataset {
  readonly dataset: string;
  readonly generators: readonly FinishedSplit<GanRecord>[];
  /** Baseline, ours. */
  readonly models: readonly {
    readonly model: Model;
    readonly perturbed: readonly FinishedSplit<PerturbRecord>[];
    readonly proven: readonly FinishedSplit<RadiusRecord>[];
  }[];
}

/** The mean over the splits that have the number. */
export function meanPlace<T>(
  splits: readonly FinishedSplit<T>[],
  number: (record: T) => number | null,
  asked: number,
  people: ((record: T) => number) | null = null,
  said: string | null = null,
): Place {
  if (splits.length === 0) return { gap: "did not finish" };
  const values = splits.flatMap(({ record, source }): SplitValue[] => {
    const value = number(record);
    return value === null ? [] : [{ value, source }];
  });
  if (values.length === 0) return { gap: "not known" };
  const notes = [said, unfinishedNote(splits.length, asked)].filter((note) => note !== null);
  return entryOf(values, {
    people: people === null ? null : splits.reduce((sum, { record }) => sum + people(record), 0),
    note: notes.length === 0 ? null : notes.join("; "),
  });
}
