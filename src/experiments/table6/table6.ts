/** Table 6: one person's recourse by gradient descent, the printed example beside one of ours (B.5). */
import type { EvaluateRecord } from "../../pipeline/evaluate.ts";
import { entryOf, type Place, type ReportTable, type Source, type TableRow } from "../../report/table.ts";
import { type Job, job } from "../../runner/job.ts";
import { evaluation } from "../../runner/tasks.ts";
import type { Experiment, Scope } from "../experiment.ts";
import { ours, requestAt } from "../models.ts";
import { type Results, sourceOf } from "../results.ts";
import type { ExampleFeature, ExampleRecord } from "./example.ts";
import { type PublishedFeature, publishedTable6 } from "./published.ts";
import { illustration } from "./task.ts";

const TITLE = "Table 6: an example of recourse";
const METHOD = "gradient";
const DIGITS = 3;

/** One person of one data set. */
export interface Example {
  readonly dataset: string;
  readonly record: ExampleRecord & { readonly person: NonNullable<ExampleRecord["person"]> };
  readonly published: readonly PublishedFeature[];
  readonly source: Source;
}

/** A data set without a person to show, and why. */
export interface Nobody {
  readonly dataset: string;
  readonly gap: string;
}

export const table6 = {
  name: "table6",
  title: TITLE,
  tasks: [illustration],
  table: {
    name: "6",
    async jobs(scope) {
      return (await shownDatasets(scope)).flatMap((dataset): Job[] => Object.values(jobsOf(scope, dataset)));
    },
    async table(scope, results) {
      const examples: (Example | Nobody)[] = [];
      for (const dataset of await shownDatasets(scope)) examples.push(await shownOf(scope, dataset, results));
      return table6Of(scope, examples);
    },
  },
} satisfies Experiment;

/** The data sets of the scope that the paper shows examples of; all of the scope where that is none. */
async function shownDatasets({ datasets }: Scope): Promise<readonly string[]> {
  const printed: string[] = [];
  for (const dataset of datasets) if ((await publishedTable6(dataset)).length > 0) printed.push(dataset);
  return printed.length > 0 ? printed : datasets;
}

function jobsOf(scope: Scope, dataset: string): { evaluated: Job<EvaluateRecord>; shown: Job<ExampleRecord> } {
  const request = requestAt(scope, dataset, ours, scope.seeds[0]);
  return { evaluated: job(evaluation, request, METHOD), shown: job(illustration, request, METHOD) };
}

async function shownOf(scope: Scope, dataset: string, results: Results): Promise<Example | Nobody> {
  const jobs = jobsOf(scope, dataset);
  const evaluated = results.of(jobs.evaluated);
  const shown = results.of(jobs.shown);
  if (!evaluated || !shown) return { dataset, gap: "did not finish" };
  const { person, ...record } = shown.stored.record;
  if (person === null) return { dataset, gap: "no one with recourse" };
  const published = await publishedTable6(dataset);
  return { dataset, record: { ...record, person }, published, source: sourceOf(evaluated, evaluation) };
}

/** The table of one protocol: one group of columns for each example. */
export function table6Of(
  { protocol, seeds }: Pick<Scope, "protocol" | "seeds">,
  examples: readonly (Example | Nobody)[],
): ReportTable {
  const kinds = [
    { key: "x", title: "x", value: ({ x }: ExampleFeature) => x, printed: ({ x }: PublishedFeature) => x },
    {
      key: "x_plus_delta",
      title: "x + δ",
      value: ({ x, delta }: ExampleFeature) => x + delta,
      printed: ({ x, delta }: PublishedFeature) => x + delta,
    },
    {
      key: "delta",
      title: "δ",
      value: ({ delta }: ExampleFeature) => delta,
      printed: ({ delta }: PublishedFeature) => delta,
    },
    { key: "whole", title: "x + δ, whole", value: ({ rounded }: ExampleFeature) => rounded, printed: () => null },
  ];
  const rows: TableRow[] = examples.flatMap((example): TableRow[] => {
    const placed = (places: readonly Place[]) =>
      examples.flatMap((other) => (other === example ? places : kinds.map((): Place => null)));
    if ("gap" in example) {
      const { dataset, gap } = example;
      return [
        {
          key: dataset,
          labels: [dataset],
          printed: false,
          format: "plain",
          places: placed(kinds.map(() => ({ gap }))),
        },
      ];
    }
    return example.record.person.features.map((feature) => {
      const published = example.published.find((one) => one.feature === feature.feature) ?? null;
      return {
        key: feature.feature,
        labels: [published?.label ?? feature.feature],
        printed: published !== null,
        format: "plain",
        places: placed(
          kinds.map(({ value, printed }): Place => {
            const own = value(feature);
            if (own === null) return { gap: "not accepted" };
            // One person's example is no claim: nothing follows from meeting it or missing it.
            return entryOf([{ value: own, source: example.source }], {
              published: published && printed(published),
              compared: false,
            });
          }),
        ),
      };
    });
  });
  const who = examples.flatMap((example) => ("gap" in example ? [] : [`${example.dataset}: ${whoOf(example)}.`]));
  return {
    name: "table6",
    title: TITLE,
    protocol,
    caption:
      `Recourse by gradient descent for one person turned down in the test set, in raw units; λ = ${ours.lambda}, the split of ` +
      `seed ${seeds[0]}. x + δ, whole: by the same method in whole units and within the range of the training rows. ` +
      `The paper's person is not known. ${who.join(" ")}`,
    rowHeaders: ["feature"],
    columns: examples.flatMap(({ dataset }) =>
      kinds.map(({ key, title }) => ({ key: `${dataset}.${key}`, group: dataset, title })),
    ),
    rows,
    digits: DIGITS,
    notices: [],
  };
}

/** Who it is, and how many there were to choose from. */
function whoOf({ record: { person, candidates, alike, changes }, published }: Example): string {
  const it = `record ${person.record} of the CSV`;
  if (published.length === 0) return `${it}, the first of ${candidates} turned down with recourse`;
  if (alike === 0) {
    return `${it}; nobody of the ${candidates} turned down with recourse has the printed x, and this person is nearest in x and δ`;
  }
  const ranges = changes.map(({ feature, min, max }) => `${feature} ${signed(min)} … ${signed(max)}`);
  return (
    `${it}, who of the ${alike} turned down with recourse and the printed x has the δ nearest to ` +
    `the printed one (theirs: ${ranges.join(", ")})`
  );
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}
