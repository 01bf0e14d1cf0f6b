/** The rows of Table 1 before they have numbers: what each measures, of which method, beside which published number. */
import { recourseMethod } from "../../methods/registry.ts";
import type { EvaluateRecord } from "../../pipeline/evaluate.ts";
import { type PublishedColumn, publishedMethods } from "../published.ts";

/** The paper's three algorithms in its order; the ceiling that no method can exceed comes after them. */
export const printedMethods: readonly string[] = ["linear", "gradient", "adversarial"];

/** Whose records the performance rows are read from: performance does not depend on the method. */
const CHEAPEST = "adversarial";

type Measure = (record: EvaluateRecord) => number | null;

/** A row of the table before it has numbers. */
export interface RowPlan {
  readonly key: string;
  readonly labels: readonly [string, string];
  readonly method: string;
  readonly measure: Measure;
  readonly published: ((column: PublishedColumn) => number) | null;
  /** People the value of one split is a share of. */
  readonly people: (record: EvaluateRecord) => number;
}

const performanceRow = (
  key: string,
  label: string,
  measure: Measure,
  published: RowPlan["published"] = null,
): RowPlan => ({
  key,
  labels: ["Performance", label],
  method: CHEAPEST,
  measure,
  published,
  people: ({ test }) => test.rows,
});

/** Performance, above the recourse. */
export const performance: readonly RowPlan[] = [
  performanceRow(
    "f1",
    "F1",
    ({ test }) => test.f1,
    ({ f1 }) => f1,
  ),
  performanceRow(
    "accuracy",
    "accuracy",
    ({ test }) => test.accuracy,
    ({ accuracy }) => accuracy,
  ),
  performanceRow(
    "precision",
    "precision",
    ({ test }) => test.precision,
    ({ precision }) => precision,
  ),
  performanceRow(
    "recall",
    "recall",
    ({ test }) => test.recall,
    ({ recall }) => recall,
  ),
  performanceRow("auc", "ROC AUC", ({ test }) => test.auc),
  performanceRow("turned_down", "turned down", ({ test }) => test.negatives / test.rows),
];

/** What accepting everybody comes to, below it. */
export const everybody: readonly RowPlan[] = [
  performanceRow("all_positive.f1", "F1", ({ test }) => test.allPositive.f1),
  performanceRow("all_positive.accuracy", "accuracy", ({ test }) => test.allPositive.accuracy),
].map((row) => ({ ...row, labels: ["If everybody were accepted", row.labels[1]] as const }));

/** No rate where no one is turned down: 0 of 0 says nothing. */
const recourseNegative: Measure = ({ recourse }) => (recourse.negatives === 0 ? null : recourse.negative);

/** The rows of the paper's methods and of the ceiling, which is called proven where it has left nobody open. */
export function recourseRows(ceiling: string, proven: boolean): RowPlan[] {
  const rowOf = (rate: "neg" | "all", method: string): RowPlan => {
    const name = publishedMethods[method];
    const { title: plain } = recourseMethod(method);
    const title = method === ceiling ? (proven ? "Ceiling, proven" : `${plain} (ceiling)`) : plain;
    return {
      key: `recourse_${rate}.${method}`,
      labels: [rate === "neg" ? "Recourse neg" : "Recourse all", title],
      method,
      measure: rate === "neg" ? recourseNegative : ({ recourse }) => recourse.all,
      published: name === undefined ? null : (column) => column[`recourse_${rate}`][name],
      people: ({ recourse }) => (rate === "neg" ? recourse.negatives : recourse.rows),
    };
  };
  const methods = [...printedMethods, ceiling];
  return [...methods.map((method) => rowOf("neg", method)), ...methods.map((method) => rowOf("all", method))];
}
