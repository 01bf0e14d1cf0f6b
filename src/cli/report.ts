/** What train and evaluate print: ours beside the published numbers as tables, and the same as one JSON object. */
import { roundedDown } from "../core/decimals.ts";
import { copiesIn } from "../data/copies.ts";
import { type PublishedColumn, publishedMethods, publishedTable1 } from "../experiments/published.ts";
import { recourseMethod } from "../methods/registry.ts";
import type { EvaluateRecord } from "../pipeline/evaluate.ts";
import type { RecourseOutcome } from "../pipeline/evaluation.ts";
import type { Run } from "../pipeline/run.ts";
import type { Stored } from "../pipeline/store.ts";
import type { TrainRecord } from "../pipeline/train.ts";
import { count, fixed, shortest } from "./format.ts";
import { dataLines, epochText, repeatLines, title } from "./summary.ts";
import { table, withoutGaps } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** A trained run with the evaluation of every method asked for, at least one. */
export interface RunReport {
  readonly run: Run;
  readonly trained: Stored<TrainRecord>;
  readonly evaluations: readonly ShownEvaluation[];
}

export interface ShownEvaluation {
  /** The method's name for people. */
  readonly title: string;
  readonly stored: Stored<EvaluateRecord>;
}

type Shape = Pick<Terminal, "colour" | "columns">;

/** The object `--json` prints. Rates are shares in [0, 1]. */
export async function jsonOf({ run, trained, evaluations }: RunReport): Promise<object> {
  const { record } = trained;
  const { parts } = record.data;
  const { rows, positives, negatives, allPositive, ...measures } = evaluations[0].stored.record.test;
  const byMethod = <T>(value: (stored: Stored<EvaluateRecord>) => T) =>
    Object.fromEntries(evaluations.map(({ stored }) => [stored.record.method, value(stored)]));
  return {
    dataset: run.dataset,
    protocol: run.protocol,
    lambda: record.lambda,
    seed: record.seed,
    engine: record.engine.name,
    engineDescription: record.engine.description,
    epoch: record.epoch,
    theta0: record.theta0,
    split: {
      train: parts.train.rows,
      validation: parts.validation.rows,
      test: parts.test.rows,
      calibration: parts.calibration.rows,
    },
    calibrationHeldOut: record.data.calibrationHeldOut,
    copies: copiesIn(await run.read()),
    test: { rows, positives, negatives, ...measures },
    allPositive,
    recourse: byMethod(({ record }) => record.recourse),
    proofs: proofsOf(evaluations),
    published: run.model === undefined ? await publishedTable1(run.dataset, record.lambda) : null,
    seconds: trained.seconds,
    key: trained.key,
    evaluations: byMethod(({ key, seconds }) => ({ key, seconds })),
  };
}

/** What was trained on what, how good its decisions are, and how many of those turned down have recourse. */
export async function textOf({ run, trained, evaluations }: RunReport, shape: Shape): Promise<string> {
  const { record } = trained;
  const published = run.model === undefined ? await publishedTable1(run.dataset, record.lambda) : null;
  const lines = [
    title(run),
    ...dataLines(record.data, shape.columns),
    ...(await repeatLines(run, shape.columns)),
    ...(run.model === undefined ? [epochText(record)] : []),
  ];
  return `${lines.join("\n")}\n${performanceTable(evaluations[0].stored.record, published, run.model === undefined ? "ours" : "model", shape)}${recourseTable(evaluations, published, shape)}${evaluations.map(proofLine).join("")}`;
}

function performanceTable(
  { test, theta0 }: EvaluateRecord,
  published: PublishedColumn | null,
  whose: string,
  shape: Shape,
): string {
  const rows = [
    ["F1", fixed(test.f1), fixed(published?.f1), fixed(test.allPositive.f1)],
    ["accuracy", fixed(test.accuracy), fixed(published?.accuracy), fixed(test.allPositive.accuracy)],
    ["precision", fixed(test.precision), fixed(published?.precision), fixed(test.allPositive.precision)],
    ["recall", fixed(test.recall), fixed(published?.recall), fixed(test.allPositive.recall)],
    ["ROC AUC", fixed(test.auc), "–", "–"],
    [`turned down at θ₀ = ${shortest(roundedDown(theta0, 3), 3)}`, count(test.negatives), "–", "0"],
  ];
  const head = [`test, ${count(test.rows)} people`, whose, "published", "all accepted"];
  return table(...withoutGaps(head, rows, [2]), shape);
}

function recourseTable(
  evaluations: readonly ShownEvaluation[],
  published: PublishedColumn | null,
  shape: Shape,
): string {
  const { negatives, rows: people } = evaluations[0].stored.record.recourse;
  const rows = evaluations.map(({ title, stored: { record } }) => {
    const name = publishedMethods[record.method];
    const printed = (rates: "recourse_neg" | "recourse_all") => fixed(name ? published?.[rates][name] : null);
    return [
      title,
      negatives === 0 ? "no one turned down" : rate(record.recourse.negative, record.recourse.negativeInterval),
      printed("recourse_neg"),
      rate(record.recourse.all, record.recourse.allInterval),
      printed("recourse_all"),
    ];
  });
  const head = ["recourse (95 %)", `neg, of ${count(negatives)}`, "publ.", `all, of ${count(people)}`, "publ."];
  return table(...withoutGaps(head, rows, [2, 4]), shape);
}

/** What is proven, by method, of those that prove something; undefined where none does. */
function proofsOf(evaluations: readonly ShownEvaluation[]): object | undefined {
  const proven = evaluations.flatMap(({ stored: { record } }) =>
    record.proofs ? [[record.method, record.proofs] as const] : [],
  );
  return proven.length === 0 ? undefined : Object.fromEntries(proven);
}

/** "334 of 355 people turned down have recourse, 21 have none, proven", and what is left open; nothing of a method that proves nothing. */
function proofLine({ stored: { record } }: ShownEvaluation): string {
  const { method, proofs } = record;
  if (proofs === undefined) return "";
  const { negatives, flipped } = record.recourse;
  const open = negatives - flipped - proofs.none;
  const costs = flipped - proofs.action;
  const more = costs > 0 ? `; of ${count(costs)} a cheaper action is not ruled out` : "";
  const lasts = recourseMethod(method).usesRetrained ? " that lasts" : "";
  return `${method}: ${count(flipped)} of ${count(negatives)} people turned down have recourse${lasts}, ${count(proofs.none)} have none, proven, ${count(open)} left open${more}\n`;
}

/** What the accepted recourses ask of people, in standard deviations and features moved, and milliseconds per person. */
export function costTable(evaluations: readonly ShownEvaluation[], shape: Shape): string {
  const rows = evaluations.map(({ title, stored: { record, seconds } }) => {
    const { cost, negatives } = record.recourse;
    return [
      title,
      ...(["l1", "l2", "linf"] as const).map((norm) => spread(cost, norm, 2)),
      spread(cost, "changed", 1),
      negatives === 0 ? "–" : shortest((1000 * seconds) / negatives, 2),
    ];
  });
  return table(["cost, median (p90)", "‖δ‖₁", "‖δ‖₂", "‖δ‖∞", "moved", "ms"], rows, shape);
}

function spread(
  cost: RecourseOutcome["cost"],
  name: keyof NonNullable<RecourseOutcome["cost"]>,
  digits: number,
): string {
  return cost === null ? "–" : `${shortest(cost[name].median, digits)} (${shortest(cost[name].p90, digits)})`;
}

function rate(share: number, { low, high }: { readonly low: number; readonly high: number }): string {
  return `${fixed(share)} (${fixed(low, 2)}–${fixed(high, 2)})`;
}
