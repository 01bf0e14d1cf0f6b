/** What train and evaluate print: one table, ours beside the published numbers, and the same as one JSON object. */
import { type PublishedColumn, publishedMethods, publishedTable1 } from "../report/published.ts";
import type { Cell } from "../stages/cell.ts";
import type { EvaluateRecord } from "../stages/evaluate.ts";
import type { Stored } from "../stages/store.ts";
import type { TrainRecord } from "../stages/train.ts";
import { count, fixed } from "./format.ts";
import { dataLines, epochText, title } from "./summary.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** A trained cell with the judgement of every method asked for. */
export interface Report {
  readonly cell: Cell;
  readonly trained: Stored<TrainRecord>;
  readonly evaluations: readonly Stored<EvaluateRecord>[];
  readonly titles: ReadonlyMap<string, string>;
}

/** The object `--json` prints. Rates are shares in [0, 1]. */
export async function jsonOf({ cell, trained, evaluations }: Report): Promise<object> {
  const { record } = trained;
  const { parts } = record.data;
  const [{ record: first }] = evaluations;
  const { rows, positives, negatives, allPositive, ...measures } = first.test;
  return {
    dataset: cell.dataset,
    protocol: cell.protocol,
    lambda: record.lambda,
    seed: record.seed,
    engine: record.engine,
    epoch: record.epoch,
    theta0: record.theta0,
    split: {
      train: parts.train.rows,
      validation: parts.validation.rows,
      test: parts.test.rows,
      calibration: parts.calibration.rows,
    },
    calibrationHeldOut: record.data.calibrationHeldOut,
    test: { rows, positives, negatives, ...measures },
    allPositive,
    recourse: Object.fromEntries(evaluations.map(({ record: { method, recourse } }) => [method, recourse])),
    published: await publishedTable1(cell.dataset, record.lambda),
    seconds: trained.seconds,
    key: trained.key,
    evaluations: Object.fromEntries(evaluations.map(({ record: { method }, key }) => [method, key])),
  };
}

/** Title, data, table and what to do next, as text. */
export async function textOf(report: Report, terminal: Pick<Terminal, "colour" | "columns">): Promise<string> {
  const { cell, trained, evaluations } = report;
  const { record } = trained;
  const [{ record: first }] = evaluations;
  const published = await publishedTable1(cell.dataset, record.lambda);
  const { test } = first;
  const performance: string[][] = [
    ["F1", fixed(test.f1), fixed(published?.f1)],
    ["accuracy", fixed(test.accuracy), fixed(published?.accuracy)],
    ["precision · recall", `${fixed(test.precision)} · ${fixed(test.recall)}`, publishedPair(published)],
    ["ROC AUC", fixed(test.auc), "–"],
    ["if everybody were accepted: F1", fixed(test.allPositive.f1), "–"],
    [`turned down at θ₀ = ${fixed(record.theta0, 3)}`, `${test.negatives} of ${test.rows}`, "–"],
  ];
  const recourse = evaluations.flatMap(({ record }) => recourseRows(record, report.titles, published));
  const head = [`test, ${count(test.rows)} people`, "ours (95 % interval)", "published"];
  return [
    title(cell),
    ...dataLines(record.data),
    epochText(record),
    table(head, [...performance, ...recourse], terminal).trimEnd(),
    "",
  ].join("\n");
}

function publishedPair(published: PublishedColumn | null): string {
  return published === null ? "–" : `${fixed(published.precision)} · ${fixed(published.recall)}`;
}

function recourseRows(
  { method, recourse }: EvaluateRecord,
  titles: ReadonlyMap<string, string>,
  published: PublishedColumn | null,
): string[][] {
  const name = publishedMethods[method];
  const neg = name && published ? fixed(published.recourse_neg[name]) : "–";
  const all = name && published ? fixed(published.recourse_all[name]) : "–";
  const none = recourse.negatives === 0;
  return [
    [
      `${titles.get(method) ?? method}: recourse neg`,
      none ? "no one turned down" : `${fixed(recourse.negative)} (${range(recourse.negativeInterval)})`,
      neg,
    ],
    ["  recourse all", `${fixed(recourse.all)} (${range(recourse.allInterval)})`, all],
  ];
}

function range({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${low.toFixed(3)} – ${high.toFixed(3)}`;
}
