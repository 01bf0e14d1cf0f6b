/** What the ablation looks at: the numbers of Tables 1 and 2 that a factor can move, in blocks of the same columns. */
import { recourseMethod } from "../../methods/registry.ts";
import type { CalibrateRecord } from "../../pipeline/calibration/record.ts";
import type { EvaluateRecord } from "../../pipeline/evaluate.ts";
import { type PublishedColumn, publishedMethods, publishedTable1, publishedTable2 } from "../published.ts";

/** A column: one number of a record, and where the paper prints it. */
export interface Measure {
  readonly key: string;
  readonly title: string;
  readonly task: "evaluate" | "calibrate";
  /** Null where the record has none. The record is of the block's task. No function: the block cannot move it. */
  readonly value: ((record: unknown) => number | null) | null;
  readonly published: ((dataset: string, lambda: number) => Promise<number | null>) | null;
}

/** Rows of one recourse method, or of θ₀ under the PARE constraint. */
export interface Block {
  readonly key: string;
  readonly title: string;
  readonly task: "evaluate" | "calibrate";
  readonly method: string;
  /** The scopes of the factors that can move it. */
  readonly scopes: readonly string[];
  readonly measures: readonly Measure[];
}

/** The three printed methods, the cheapest first: it is the one performance is read with. */
const methods = ["adversarial", "gradient", "linear"] as const;

/** The blocks. `tried` are the methods that are run for factors that make another g_θ; `pareMethod` is the one guaranteed for. */
export function blocks(tried: readonly string[], pareMethod: string): Block[] {
  return [
    ...methods.map((method) => methodBlock(method, tried.includes(method) ? ["model", method] : [method])),
    pareBlock(pareMethod),
  ];
}

function methodBlock(method: (typeof methods)[number], scopes: readonly string[]): Block {
  const name = publishedMethods[method];
  const measure = (
    key: string,
    title: string,
    value: (record: EvaluateRecord) => number | null,
    published: (column: PublishedColumn) => number,
  ): Measure => ({
    key,
    title,
    task: "evaluate",
    value:
      (key === "f1" || key === "accuracy") && method !== methods[0]
        ? null
        : (record) => value(record as EvaluateRecord),
    published: async (dataset, lambda) => {
      const column = await publishedTable1(dataset, lambda);
      return column && published(column);
    },
  });
  return {
    key: method,
    title: recourseMethod(method).title.toLowerCase(),
    task: "evaluate",
    method,
    scopes,
    measures: [
      measure(
        "f1",
        "F1",
        ({ test }) => test.f1,
        ({ f1 }) => f1,
      ),
      measure(
        "accuracy",
        "accuracy",
        ({ test }) => test.accuracy,
        ({ accuracy }) => accuracy,
      ),
      measure(
        "recourse_neg",
        "recourse neg",
        ({ recourse }) => (recourse.negatives === 0 ? null : recourse.negative),
        (column) => column.recourse_neg[name],
      ),
      measure(
        "recourse_all",
        "recourse all",
        ({ recourse }) => recourse.all,
        (column) => column.recourse_all[name],
      ),
    ],
  };
}

function pareBlock(method: string): Block {
  const measure = (
    key: string,
    title: string,
    value: (record: CalibrateRecord) => number | null,
    which: "f1" | "recourseAll" | null,
  ): Measure => ({
    key,
    title,
    task: "calibrate",
    value: (record) => value(record as CalibrateRecord),
    published:
      which === null ? null : async (dataset, lambda) => (await publishedTable2(dataset, lambda))?.pare[which] ?? null,
  });
  return {
    key: "pare",
    title: "PARE",
    task: "calibrate",
    method,
    scopes: ["model", "pare", method],
    measures: [
      measure("f1", "F1", ({ pare }) => pare.test.f1, "f1"),
      measure("accuracy", "accuracy", ({ pare }) => pare.test.accuracy, null),
      measure(
        "recourse_neg",
        "recourse neg",
        ({ pare }) => (pare.recourseNegative.rows === 0 ? null : pare.recourseNegative.rate),
        null,
      ),
      measure("recourse_all", "recourse all", ({ pare }) => pare.recourseAll.rate, "recourseAll"),
    ],
  };
}
