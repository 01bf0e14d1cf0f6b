/** The table of lasting recourse: for λ = 0 and ours, by method, what is found, what is kept, and what it costs. */
import { entryOf, type Place, type ReportTable, type TableRow } from "../../report/table.ts";
import type { Scope } from "../experiment.ts";
import { models } from "../models.ts";
import { finished, type Results, sourceOf } from "../results.ts";
import { COUNTING, type Contender, thresholds } from "./endurance.ts";
import { contenderKey, contenders, contenderTitle, type EnduranceMeasure, jobsFor, measures } from "./plan.ts";
import { enduring } from "./task.ts";

export const LASTING_TITLE = "Lasting recourse: what outlasts another training";

type Threshold = (typeof thresholds)[number];

const thresholdTitles: Readonly<Record<Threshold, string>> = { rule: "by rule", half: "accepts half" };

/** The table of one protocol, means over splits with their standard errors. */
export function lastingTable(scope: Scope, results: Results): ReportTable {
  const columns = scope.datasets.flatMap((dataset) => models.map((model) => ({ dataset, model })));
  const rows = thresholds.flatMap((threshold) =>
    measures.flatMap((measure) =>
      contenders.map((contender): TableRow => {
        return {
          key: `${threshold}.${measure.key}.${contenderKey(contender)}`,
          labels: [thresholdTitles[threshold], measure.label, contenderTitle(contender)],
          printed: false,
          format: "plain",
          places: columns.map(({ dataset, model: { lambda } }) =>
            placeOf(scope, results, { dataset, lambda, contender, threshold, measure }),
          ),
        };
      }),
    ),
  );
  return {
    name: "lasting",
    title: LASTING_TITLE,
    protocol: scope.protocol,
    caption: caption(scope),
    rowHeaders: ["θ₀", "share", "method"],
    columns: columns.map(({ dataset, model: { key } }) => ({ key: `${dataset}.${key}`, group: dataset, title: key })),
    rows,
    digits: 3,
    notices: [],
  };
}

interface PlaceAt {
  readonly dataset: string;
  readonly lambda: number;
  readonly contender: Contender;
  readonly threshold: Threshold;
  readonly measure: EnduranceMeasure;
}

function placeOf(scope: Scope, results: Results, { dataset, lambda, contender, threshold, measure }: PlaceAt): Place {
  const jobs = jobsFor(scope, dataset, lambda, contender);
  const splits = finished(results, jobs);
  if (splits.length === 0) return { gap: "did not finish" };
  const values = splits.flatMap((result) => {
    const outcome = result.stored.record[threshold];
    const value = measure.value(outcome);
    return value === null ? [] : [{ value, people: measure.people(outcome), source: sourceOf(result, enduring) }];
  });
  if (values.length === 0) return { gap: "none found" };
  const notes = [
    values.length < splits.length ? `none found in ${splits.length - values.length} of ${jobs.length} splits` : null,
    splits.length < jobs.length ? `${jobs.length - splits.length} of ${jobs.length} splits did not finish` : null,
  ].filter((note) => note !== null);
  return entryOf(
    values.map(({ value, source }) => ({ value, source })),
    {
      people: measure.share ? values.reduce((sum, { people }) => sum + people, 0) : null,
      note: notes.length > 0 ? notes.join("; ") : null,
    },
  );
}

function caption({ seeds }: Scope): string {
  return (
    "Test people whom a network turns down that is trained on half of the training rows. θ₀ by rule: as the protocol chooses it; " +
    "accepts half: the score that half of a network's own training rows reach. Every network, the original and those trained " +
    "again, decides at its own. Found: the share for whom the method has an action that the network accepts. Kept: of these " +
    `actions, the share that a network trained again accepts, ${COUNTING} networks a split, none of which has chosen any: after ` +
    "another seed on the same rows; on a bootstrap of them; on the other half of the rows. Lasting recourse asks 20 other " +
    "bootstraps of the first half, a share ρ of which must accept. Noise: Table 4's. Cost: the mean over that of the cheapest " +
    `actions of the same people. Means ± standard errors over ${seeds.length} splits; baseline: λ = 0; ours: λ = 0.8.`
  );
}
