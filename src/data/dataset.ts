/** A data set ready for training: split by seed, standardised, with its Δ. */
import type { ActionSet } from "../actions/set.ts";
import { ConfigError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { actionsOf } from "./actions.ts";
import { type CausalSpec, causalSpecOf } from "./causal.ts";
import type { FeatureGaps, Frame } from "./frame.ts";
import { nearest } from "./nearest.ts";
import { type Range, rangesOf } from "./ranges.ts";
import type { Recipe } from "./recipe.ts";
import { type Column, scaleOf, standardise } from "./scale.ts";
import type { ActionSection, ActionSettings } from "./schema/actions.ts";
import type { DatasetConfig, SplitSettings, StandardiseSettings } from "./schema.ts";
import { halved, split } from "./split.ts";
import { splitPeople } from "./split-people.ts";

/** Some rows of a data set, in the order of the split. */
export interface Part {
  /** [n, d] standardised. */
  readonly X: Matrix;
  /** [n] 1 = favourable outcome. */
  readonly y: Float32Array;
  /** [n] 1-based record numbers in the file the rows come from: the test file's for test rows of a separate one. */
  readonly records: Int32Array;
  /** [n] Equal for records that are equal in every cell. */
  readonly fingerprints: Float64Array;
  /** Rows with y = 1. */
  readonly positives: number;
}

/** The rows by what they are for. */
export interface Parts {
  readonly train: Part;
  readonly validation: Part;
  readonly test: Part;
  /** Z of §3.3; the very object `validation` when no rows are held out. */
  readonly calibration: Part;
}

/** A file that was read, and the bytes it held. */
export interface ReadFile {
  readonly file: string;
  readonly sha256: string;
}

/** A data set under one protocol and seed: standardised rows by part, their columns and Δ. */
export interface Dataset {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  /** [d] Raw values of the training rows. */
  readonly ranges: readonly Range[];
  readonly parts: Parts;
  /** The training and validation rows that `split.half` leaves out, on the same scale; null where there are none. */
  readonly others: Pick<Parts, "train" | "validation"> | null;
  readonly actions: ActionSet;
  /** The structural equations; null where the data set declares none. */
  readonly causal: CausalSpec | null;
  /** The favourable outcome in words. */
  readonly favourable: string;
  /** Records of the first file, and how many are whole copies of an earlier one, whether they were kept or dropped. */
  readonly repeated: Frame["repeated"];
  /** Features with missing cells in the first file. */
  readonly gaps: readonly FeatureGaps[];
  readonly sources: readonly ReadFile[];
}

/** What of a run's settings makes a data set: the data set's file, laid over the protocol's choices about rows. */
export type DatasetSettings = Omit<Recipe, "split"> &
  Pick<DatasetConfig, "name" | "title" | "sensitive" | "causal"> & {
    readonly actions: ActionSection & ActionSettings;
    readonly split: SplitSettings & DatasetConfig["split"];
    readonly standardise: StandardiseSettings;
  };

/** The records of the data set's files, before any choice of seed. */
export interface Frames {
  readonly frame: Frame;
  /** Of the separate test file; null when there is none. */
  readonly test: Frame | null;
  readonly sources: readonly ReadFile[];
}

/**
 * Splits, standardises and builds Δ. The scale comes from the first file alone: from all its rows (`fit: all`: validation
 * and test rows leak into mean and standard deviation, as in the paper and its release) or from the training rows
 * (`fit: train`). Indicators are left as they are. `place` is the YAML, for messages.
 */
export function datasetOf(settings: DatasetSettings, frames: Frames, seed: number, place: string): Dataset {
  const { frame, test } = frames;
  if (frame.people !== null && test !== null) {
    throw new ConfigError(
      `${place}: split.by: the test rows have a file of their own (source.test); leave one of the two out`,
    );
  }
  if (frame.people !== null && settings.split.half) {
    throw new ConfigError(
      `${place}: split.half: halves of rows may part the rows of one person (split.by); leave one of the two out`,
    );
  }
  const choices = { ...settings.split, seed };
  const whole =
    frame.people === null
      ? split(frame.rows, { ...choices, testRows: test?.rows ?? null })
      : splitPeople(frame.people, choices);
  const { kept: rows, others } = settings.split.half ? halved(whole) : { kept: whole, others: null };
  const { fit, ddof } = settings.standardise;
  const columns = scaleOf(frame, fit === "all" ? null : rows.train, ddof);
  checkSensitive(settings.sensitive, columns, place);
  const validation = partOf(frame, columns, rows.validation);
  return {
    name: settings.name,
    title: settings.title,
    columns,
    ranges: rangesOf(frame, columns, rows.train),
    parts: {
      train: partOf(frame, columns, rows.train),
      validation,
      test: partOf(test ?? frame, columns, rows.test),
      calibration: rows.calibration === rows.validation ? validation : partOf(frame, columns, rows.calibration),
    },
    others: others && {
      train: partOf(frame, columns, others.train),
      validation: partOf(frame, columns, others.validation),
    },
    actions: actionsOf(settings.actions, columns, settings.actions, place, settings.features),
    causal: settings.causal === undefined ? null : causalSpecOf(settings.causal, columns, place),
    favourable: settings.label.meaning,
    repeated: frame.repeated,
    gaps: frame.gaps,
    sources: frames.sources,
  };
}

/** The two groups of B.3 are told apart by a column of X, which has to be there and 0 or 1. */
function checkSensitive(sensitive: DatasetConfig["sensitive"], columns: readonly Column[], place: string): void {
  if (sensitive === undefined) return;
  const indicators = columns.filter(({ kind }) => kind === "indicator").map(({ name }) => name);
  if (indicators.includes(sensitive.feature)) return;
  const hint = nearest(sensitive.feature, indicators);
  throw new ConfigError(`${place}: sensitive.feature: ${sensitive.feature} is no 0/1 feature${hint}`);
}

function partOf(frame: Frame, columns: readonly Column[], rows: Int32Array): Part {
  const y = Float32Array.from(rows, (i) => frame.y[i]);
  return {
    X: standardise(frame, columns, rows),
    y,
    records: rows.map((i) => frame.records[i]),
    fingerprints: Float64Array.from(rows, (i) => frame.fingerprints[i]),
    positives: y.reduce((sum, label) => sum + label, 0),
  };
}
