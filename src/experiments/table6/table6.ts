/** Table 6: one person's recourse by gradient descent, the printed example beside one of ours (B.5). */
import type { EvaluateRecord } from "../../pipeline/evaluate.ts";
import type { TrainRecord } from "../../pipeline/train.ts";
import { entryOf, type Place, type ReportTable, type Source, type TableRow } from "../../report/table.ts";
import { type Job, job } from "../../runner/job.ts";
import { evaluation, training } from "../../runner/tasks.ts";
import type { Experiment, Scope } from "../experiment.ts";
import { ours, requestAt } from "../models.ts";
import { type Results, sourceOf } from "../results.ts";
import { type Chosen, chosenPerson, type ExampleFeature, type PublishedFeature, publishedTable6 } from "./example.ts";

const TITLE = "Table 6: an example of recourse";

const METHOD = "gradient";
const DIGITS = 3;

/** One person of one data set. */
export interface Example extends Chosen {
  readonly dataset: string;
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
  table: {
    number: 6,
    async jobs(scope) {
      return (await shownDatasets(scope)).flatMap((dataset) => {
        const { evaluated, trained } = jobsOf(scope, dataset);
        return [trained, evaluated];
      });
    },
    async table(scope, results) {
      const examples: (Example | Nobody)[] = [];
      for (const dataset of await shownDatasets(scope)) examples.push(await exampleOf(scope, dataset, results));
      return tableOf(scope, examples);
    },
  },
} satisfies Experiment;

/** The data sets of the scope that the paper shows examples of; all of the scope where that is none. */
async function shownDatasets({ datasets }: Scope): Promise<readonly string[]> {
  const printed: string[] = [];
  for (const dataset of datasets) if ((await publishedTable6(dataset)).length > 0) printed.push(dataset);
  return printed.length > 0 ? printed : datasets;
}

function jobsOf(scope: Scope, dataset: string): { evaluated: Job<EvaluateRecord>; trained: Job<TrainRecord> } {
  const request = requestAt(scope, dataset, ours, scope.seeds[0]);
  return { evaluated: job(evaluation, request, METHOD), trained: job(training, request) };
}

async function exampleOf(scope: Scope, dataset: string, results: Results): Promise<Example | Nobody> {
  const jobs = jobsOf(scope, dataset);
  const evaluated = results.of(jobs.evaluated);
  const trained = results.of(jobs.trained);
  if (!evaluated || !trained) return { dataset, gap: "did not finish" };
  const found = await chosenPerson(evaluated, trained, await publishedTable6(dataset));
  if (found === null) return { dataset, gap: "no one with recourse" };
  return { dataset, ...found, source: sourceOf(evaluated, evaluation) };
}

/** The table of one protocol: one group of columns for each example. */
export function tableOf(
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
    { key: "whole", title: "x + δ, whole", value: ({ whole }: ExampleFeature) => whole, printed: () => null },
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
    return example.features.map((feature) => ({
      key: feature.feature,
      labels: [feature.label],
      printed: feature.published !== null,
      format: "plain",
      places: placed(
        kinds.map(({ value, printed }): Place => {
          const own = value(feature);
          if (own === null) return { gap: "not accepted" };
          const published = feature.published === null ? null : printed(feature.published);
          // One person's example is no claim: nothing follows from meeting it or missing it.
          return entryOf([{ value: own, source: example.source }], { published, judged: false });
        }),
      ),
    }));
  });
  const who = examples.flatMap((example) => ("who" in example ? [`${example.dataset}: ${example.who}.`] : []));
  return {
    name: "table6",
    title: TITLE,
    protocol,
    caption:
      `Recourse by gradient descent for one person turned down in the test set, in raw units; λ = ${ours.lambda}, the split of ` +
      `seed ${seeds[0]}. x + δ, whole: by the same method in whole units and within the range of the training rows. ` +
      `The paper's person is not known. ${who.join(" ")}`,
    stub: ["feature"],
    columns: examples.flatMap(({ dataset }) =>
      kinds.map(({ key, title }) => ({ key: `${dataset}.${key}`, group: dataset, title })),
    ),
    rows,
    digits: DIGITS,
    notices: [],
  };
}
