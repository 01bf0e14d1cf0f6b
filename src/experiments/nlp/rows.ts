/** The rows of Table 5 before they have numbers, and the published columns beside them. */
import { z } from "zod";
import { printedTable } from "../published.ts";
import type { TextRates, TextRecourseRecord } from "./recourse.ts";

const publishedColumn = z.object({
  lambda: z.number(),
  f1: z.number(),
  accuracy: z.number(),
  precision: z.number(),
  recall: z.number(),
  recourse_neg: z.number(),
  recourse_all: z.number(),
});

export type PublishedTextColumn = z.infer<typeof publishedColumn>;

/** Table 5's columns by λ. */
export async function publishedTable5(): Promise<readonly PublishedTextColumn[]> {
  const { baseline, adversarial } = z
    .object({ baseline: publishedColumn, adversarial: publishedColumn })
    .parse(await printedTable("table5"));
  return [baseline, adversarial];
}

/** A row before it has numbers. */
export interface TextRowPlan {
  readonly key: string;
  readonly labels: readonly [string, string];
  readonly measure: (record: TextRecourseRecord) => number | null;
  readonly people: (record: TextRecourseRecord) => number;
  readonly published?: (column: PublishedTextColumn) => number;
  readonly note?: string;
}

const rows = ({ chosen }: TextRecourseRecord) => chosen.test.rows;
const share = (count: number, of: number) => (of === 0 ? null : count / of);
const negative = ({ flipped, negatives }: TextRates) => share(flipped, negatives);

/** Recourse neg at θ₀; null where nobody is turned down. */
export function negativeOf({ chosen }: TextRecourseRecord): number | null {
  return negative(chosen.recourse);
}

const SWAPPED = "printed as";

/** In the order of the table. */
export const textRows: readonly TextRowPlan[] = [
  {
    key: "f1",
    labels: ["Performance", "F1"],
    measure: ({ chosen }) => chosen.test.f1,
    people: rows,
    published: ({ f1 }) => f1,
  },
  {
    key: "accuracy",
    labels: ["Performance", "accuracy"],
    measure: ({ chosen }) => chosen.test.accuracy,
    people: rows,
    published: ({ accuracy }) => accuracy,
  },
  {
    key: "precision",
    labels: ["Performance", "precision"],
    measure: ({ chosen }) => chosen.test.precision,
    people: rows,
    published: ({ recall }) => recall,
    note: `${SWAPPED} recall`,
  },
  {
    key: "recall",
    labels: ["Performance", "recall"],
    measure: ({ chosen }) => chosen.test.recall,
    people: rows,
    published: ({ precision }) => precision,
    note: `${SWAPPED} precision`,
  },
  {
    key: "recourse_neg",
    labels: ["Recourse", "neg"],
    measure: negativeOf,
    people: ({ chosen }) => chosen.recourse.negatives,
    published: ({ recourse_neg }) => recourse_neg,
  },
  {
    key: "recourse_all",
    labels: ["Recourse", "all"],
    measure: ({ chosen }) => chosen.recourse.all,
    people: rows,
    published: ({ recourse_all }) => recourse_all,
  },
  { key: "theta0", labels: ["At θ₀", "θ₀"], measure: ({ chosen }) => chosen.theta0, people: rows },
  {
    key: "turned_down",
    labels: ["At θ₀", "turned down"],
    measure: ({ chosen }) => chosen.recourse.negatives / chosen.recourse.rows,
    people: rows,
  },
  {
    key: "with_candidates",
    labels: ["At θ₀", "of those turned down, with a candidate"],
    measure: ({ chosen: { recourse } }) => share(recourse.withCandidates, recourse.negatives),
    people: ({ chosen }) => chosen.recourse.negatives,
  },
  {
    key: "ceiling_neg",
    labels: ["At θ₀", "neg, every replacement (ceiling)"],
    measure: ({ chosen }) => chosen.ceiling && negative(chosen.ceiling),
    people: ({ chosen }) => chosen.ceiling?.negatives ?? 0,
  },
  { key: "even.f1", labels: ["At θ₀ = 0.5", "F1"], measure: ({ even }) => even.test.f1, people: rows },
  {
    key: "even.accuracy",
    labels: ["At θ₀ = 0.5", "accuracy"],
    measure: ({ even }) => even.test.accuracy,
    people: rows,
  },
  {
    key: "even.recourse_neg",
    labels: ["At θ₀ = 0.5", "recourse neg"],
    measure: ({ even }) => negative(even.recourse),
    people: ({ even }) => even.recourse.negatives,
  },
  {
    key: "even.recourse_all",
    labels: ["At θ₀ = 0.5", "recourse all"],
    measure: ({ even }) => even.recourse.all,
    people: rows,
  },
];
