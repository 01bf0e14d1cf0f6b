/** The lines above every table: what the numbers are numbers of. */
import { type Copies, copiesIn } from "../data/copies.ts";
import type { DataSummary, Run } from "../pipeline/run.ts";
import type { TrainRecord } from "../pipeline/train.ts";
import { count, percent, shortest, signed } from "./format.ts";
import { paragraph, wrapped } from "./wrap.ts";

/** "adult · protocol paper · λ 0.8 · seed 0 · engine wasm". */
export function title(run: Run): string {
  const { lambda, seed, engine } = run.settings.run;
  if (run.model !== undefined)
    return `${run.dataset} · protocol ${run.protocol} · model ${run.model.name} · seed ${seed}`;
  return `${run.dataset} · protocol ${run.protocol} · λ ${shortest(lambda, 6)} · seed ${seed} · engine ${engine}`;
}

/** Rows, parts, features and the favourable outcome; then Δ. No line is longer than `columns` if its pieces allow it. */
export function dataLines(data: DataSummary, columns: number): string[] {
  const { train, validation, test, calibration } = data.parts;
  const parts = [
    `${count(data.rows)} rows → train ${count(train.rows)}`,
    `validation ${count(validation.rows)}`,
    `test ${count(test.rows)}`,
    data.calibrationHeldOut ? `calibration ${count(calibration.rows)}` : "calibration = validation",
  ];
  const outcome = `favourable: ${data.favourable}, ${percent(data.positives / data.rows)}`;
  const { candidates } = data;
  const limit = candidates === undefined ? [`δmax ${shortest(data.deltaMax, 4)} sd`] : [];
  const actions = actionTexts(data).map((text, i) => (i === 0 ? `Δ  ${text}` : text));
  const lines = (pieces: readonly string[], separator: string) => wrapped(pieces, separator, columns, "   ", "");
  return [
    ...lines(parts, " · "),
    ...lines([`${data.columns.length} features`, outcome], " │ "),
    ...lines([...actions, ...limit], " │ "),
  ];
}

/** What repeats among a run's rows, as warnings in lines of at most `columns`. */
export async function repeatLines(run: Run, columns: number): Promise<string[]> {
  const texts = copiesText(copiesIn(await run.read()), run.settings);
  return texts.flatMap((text) => paragraph(`! ${text}`, columns, "  "));
}

/**
 * What repeats, in words: records that occur again, and rows of other parts that are copies of training rows. Empty where
 * nothing does; people who are alike in every feature are no fault.
 */
function copiesText({ records, calibration, test }: Copies, { source }: Pick<Run["settings"], "source">): string[] {
  if (records.repeated === 0) return [];
  const dropped = source.duplicates === "drop";
  const again = `${count(records.repeated)} of ${count(records.rows)} records are whole copies of an earlier one`;
  if (dropped) return [`${again}: left out (source.duplicates: drop)`];
  const of = (name: string, { rows, copies }: Copies["test"]) => `${count(copies)} of ${count(rows)} ${name} rows`;
  return [
    again,
    `whole copies of training records: ${of("calibration", calibration)}, ${of("test", test)} (source.duplicates: drop leaves them out)`,
  ];
}

/**
 * "education-num +0 … +1.93 years", one per actionable feature, or "housing → own, rent" where it has categories; how many rows
 * and rules tie them together; and where actions are named "finish high school: education-num → 9 years".
 */
export function actionTexts({
  actions,
  actionRows,
  actionRules = 0,
  candidates = [],
  columns,
}: Pick<DataSummary, "actions" | "actionRows" | "actionRules" | "candidates" | "columns">): string[] {
  const numbers = actions.filter(({ category }) => category === undefined);
  return [
    ...numbers.map((action) => `${action.feature} ${changeText(action)}`),
    ...reachable(actions).map(({ feature, to }) => `${feature} → ${to.join(", ")}`),
    ...candidates.map((candidate) => `${candidate.name}: ${candidateText(candidate, columns)}`),
    ...(actionRows > 0 ? [`${actionRows} linear condition${actionRows === 1 ? "" : "s"}`] : []),
    ...(actionRules > 0 ? [`${actionRules} rule${actionRules === 1 ? "" : "s"}`] : []),
  ];
}

type Action = DataSummary["actions"][number];
type NamedAction = NonNullable<DataSummary["candidates"]>[number];

/** What a named action does: "education-num → 9 years and hours-per-week +5 hours". */
export function candidateText({ to, by }: NamedAction, columns: DataSummary["columns"]): string {
  const unitOf = (feature: string) => {
    const unit = columns.find(({ name }) => name === feature)?.unit ?? null;
    return unit === null ? "" : ` ${unit}`;
  };
  return [
    ...Object.entries(to).map(
      ([feature, value]) => `${feature} → ${typeof value === "number" ? shortest(value, 10) : value}${unitOf(feature)}`,
    ),
    ...Object.entries(by).map(([feature, change]) => `${feature} ${signed(change, 10)}${unitOf(feature)}`),
  ].join(" and ");
}

/** "+0 … +1.93 years", with the step where it is not 1; or that nobody gets so far as one step. */
export function changeText({ unit, lower, upper, step = 1 }: Action): string {
  if (lower === upper) return `stays: a step of ${shortest(step, 4)} is more than it may change; give it a maxChange`;
  const steps = step === 1 ? "" : `, in steps of ${shortest(step, 4)}`;
  return `${end(lower, "+")} … ${end(upper, "−")}${unit === null ? "" : ` ${unit}`}${steps}`;
}

/** The one-hot features among the actions, each with the categories that can be reached. */
export function reachable(actions: readonly Action[]): { readonly feature: string; readonly to: readonly string[] }[] {
  const features = new Set(actions.flatMap(({ category }) => category?.of ?? []));
  return [...features].map((feature) => ({
    feature,
    to: actions.flatMap(({ category, upper }) => (category?.of === feature && upper > 0 ? [category.name] : [])),
  }));
}

/** A bound with its sign; 0 carries the sign of the side it leaves open. */
function end(value: number, open: "+" | "−"): string {
  return value === 0 ? `${open}0` : signed(value);
}

/** "epoch 12 of 15": which one was kept. */
export function epochText(record: TrainRecord): string {
  return `epoch ${record.epoch} of ${record.epochs.length} kept`;
}
