/** The lines above every table: what the numbers are numbers of. */
import type { Cell, DataSummary } from "../stages/cell.ts";
import type { TrainRecord } from "../stages/train.ts";
import { count, percent, shortest, signed } from "./format.ts";

/** "adult · protocol paper · λ 0.8 · seed 0 · engine wasm". */
export function title(cell: Cell): string {
  const { lambda, seed, engine } = cell.settings.run;
  return `${cell.dataset} · protocol ${cell.protocol} · λ ${shortest(lambda, 6)} · seed ${seed} · engine ${engine}`;
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
  const actions = actionTexts(data).map((text, i) => (i === 0 ? `Δ  ${text}` : text));
  return [
    ...lines(parts, " · ", columns),
    ...lines([`${data.columns.length} features`, outcome], " │ ", columns),
    ...lines([...actions, `δmax ${shortest(data.deltaMax, 4)} sd`], " │ ", columns),
  ];
}

/** The pieces joined into as few lines as fit; lines after the first are indented. */
function lines(pieces: readonly string[], separator: string, columns: number): string[] {
  const [first, ...rest] = pieces;
  const result = [first];
  for (const piece of rest) {
    const longer = `${result[result.length - 1]}${separator}${piece}`;
    if (longer.length <= columns) result[result.length - 1] = longer;
    else result.push(`   ${piece}`);
  }
  return result;
}

/** "education-num +0 … +1.93 years", one per actionable feature, and how many rows tie them together. */
export function actionTexts({ actions, actionRows }: Pick<DataSummary, "actions" | "actionRows">): string[] {
  const boxes = actions.map(({ feature, unit, lower, upper }) => {
    return `${feature} ${end(lower, "+")} … ${end(upper, "−")}${unit === null ? "" : ` ${unit}`}`;
  });
  return actionRows === 0 ? boxes : [...boxes, `${actionRows} linear condition${actionRows === 1 ? "" : "s"}`];
}

/** A bound with its sign; 0 carries the sign of the side it leaves open. */
function end(value: number, open: "+" | "−"): string {
  return value === 0 ? `${open}0` : signed(value);
}

/** "epoch 12 of 15": which one was kept. */
export function epochText(record: TrainRecord): string {
  return `epoch ${record.epoch} of ${record.epochs.length} kept`;
}
