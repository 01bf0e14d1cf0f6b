/** Table 3: how well classifiers tell recourses from original rows; by chance they would be right half of the time. */
import { z } from "zod";
import { recourseMethod } from "../../methods/registry.ts";
import { entryOf, type Place, type ReportTable, type Source, type TableRow } from "../../report/table.ts";
import { type Job, job } from "../../runner/job.ts";
import type { Experiment, Scope } from "../experiment.ts";
import { ours, requestAt } from "../models.ts";
import { printed as printedIn } from "../published.ts";
import { sourceOf } from "../results.ts";
import type { DistinguishRecord } from "./distinguish.ts";
import { distinction } from "./task.ts";
import { type ClassifierName, classifiers, type TwoSampleResult } from "./two-sample-test.ts";

const TITLE = "Table 3: telling recourses from original rows";

/** A data set's two-sample tests, and where they are kept; null when they did not finish. */
export interface Distinguished {
  readonly dataset: string;
  readonly result: { readonly record: DistinguishRecord; readonly source: Source } | null;
}

const titles: Readonly<Record<ClassifierName, string>> = {
  network: "Neural network",
  forest: "Random forest",
  logistic: "Logistic regression",
};

const publishedNames = { network: "neural_network", forest: "random_forest", logistic: "logistic_regression" } as const;

/** What the recourses are told from. The paper does not say; random rows are the plain reading of its words. */
interface ReferenceSample {
  readonly key: "random" | "same" | "everyone";
  readonly label: string;
  readonly printed: boolean;
  readonly recourse: (record: DistinguishRecord) => TwoSampleResult | null;
  /** Null where the control would be 1/2 by construction. */
  readonly control: ((record: DistinguishRecord) => TwoSampleResult | null) | null;
}

const referenceSamples: readonly ReferenceSample[] = [
  {
    key: "random",
    label: "x + δ against random rows",
    printed: true,
    recourse: ({ random }) => random.recourse,
    control: ({ random }) => random.untouched,
  },
  {
    key: "same",
    label: "x + δ against x of the same people",
    printed: false,
    recourse: ({ same }) => same.recourse,
    control: ({ same }) => same.untouched,
  },
  {
    key: "everyone",
    label: "everyone, δ = 0 without recourse, against x",
    printed: false,
    recourse: ({ everyone }) => everyone.recourse,
    control: null,
  },
];

export const table3 = {
  name: "table3",
  title: TITLE,
  tasks: [distinction],
  table: {
    name: "3",
    async jobs(scope) {
      return scope.datasets.map((dataset) => jobOf(scope, dataset));
    },
    async table(scope, results) {
      return table3Of(
        scope.protocol,
        scope.datasets.map((dataset) => {
          const result = results.of(jobOf(scope, dataset));
          return {
            dataset,
            result: result && { record: result.stored.record, source: sourceOf(result, distinction) },
          };
        }),
      );
    },
  },
} satisfies Experiment;

/** "Models trained on a single random data split with our approach": the first one. */
function jobOf(scope: Scope, dataset: string): Job<DistinguishRecord> {
  return job(distinction, requestAt(scope, dataset, ours, scope.seeds[0]));
}

/** The table of one protocol; beside every accuracy that of its control. */
export async function table3Of(protocol: string, distinguished: readonly Distinguished[]): Promise<ReportTable> {
  const rows: TableRow[] = [];
  for (const reference of referenceSamples) {
    for (const classifier of classifiers) {
      const places: Place[] = [];
      for (const each of distinguished) places.push(...(await placesOf(reference, classifier, each)));
      rows.push({
        key: `${reference.key}.${classifier}`,
        labels: [reference.label, titles[classifier]],
        printed: reference.printed,
        format: "plain",
        places,
      });
    }
  }
  return {
    name: "table3",
    title: TITLE,
    protocol,
    caption: captionOf(distinguished),
    rowHeaders: ["rows", "classifier"],
    columns: distinguished.flatMap(({ dataset }) => [
      { key: `${dataset}.recourse`, group: dataset, title: "recourse" },
      { key: `${dataset}.untouched`, group: dataset, title: "untouched" },
    ]),
    rows,
    digits: 2,
    notices: [],
  };
}

async function placesOf(
  { recourse, control, printed }: ReferenceSample,
  classifier: ClassifierName,
  { dataset, result }: Distinguished,
): Promise<Place[]> {
  if (!result) return [{ gap: "did not finish" }, control && { gap: "did not finish" }];
  const { record, source } = result;
  const place = (result: TwoSampleResult | null, published: number | null): Place => {
    if (result === null) return { gap: "too few people" };
    const { accuracies, low, high } = result.outcomes[classifier];
    const values = accuracies.map((value) => ({ value, source }));
    return entryOf(values, { published, interval: { low, high }, people: 2 * result.n });
  };
  const published = printed ? ((await publishedTable3(dataset))?.[publishedNames[classifier]] ?? null) : null;
  return [place(recourse(record), published), control && place(control(record), null)];
}

function captionOf(distinguished: readonly Distinguished[]): string {
  const results = distinguished.flatMap(({ dataset, result }) => (result ? [{ dataset, record: result.record }] : []));
  const counts = (count: (record: DistinguishRecord) => string | number) =>
    results.map(({ dataset, record }) => `${dataset} ${count(record)}`).join(", ") || "none";
  const methods = [...new Set(results.map(({ record }) => recourseMethod(record.method).title))].join(", ");
  return (
    "Held-out accuracy with its 95 % interval over people; 0.5 is chance. Classifiers learn to tell original rows from x + δ of " +
    `people with recourse (${methods || "none"}; λ = ${ours.lambda}, one split). Everybody is held out once, together with all ` +
    `rows of the same person. Rows of each class, from the training set: ${counts(({ found }) => found)}. “Untouched” is the ` +
    "same two-sample test between rows that nobody has changed; between people turned down, each in one class alone, " +
    `${counts(({ same }) => same.untouched?.n ?? 0)} of each. The last rows are about everyone in the test set, of whom some ` +
    `are changed (${counts(({ everyone }) => `${everyone.changed} of ${everyone.recourse?.n ?? 0}`)}); without any δ they ` +
    "would be 0.5 by construction. The paper does not say which originals it took."
  );
}

const printedSchema = z.object({
  neural_network: z.number(),
  random_forest: z.number(),
  logistic_regression: z.number(),
});

/** Table 3's column for a data set; null where the paper prints none. */
export function publishedTable3(dataset: string): Promise<z.infer<typeof printedSchema> | null> {
  return printedIn("table3", dataset, printedSchema);
}
