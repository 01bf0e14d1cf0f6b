/** Table 2: F1 and recourse with θ₀ chosen for F1 alone, and with θ₀ under the PARE constraint. */
import { resolve } from "../../config/resolve.ts";
import type { CalibrateRecord, Decision } from "../../stages/calibrate.ts";
import { type Job, job } from "../../stages/grid/job.ts";
import { calibration } from "../../stages/grid/tasks.ts";
import { type PublishedDecision, publishedMethods, publishedTable2 } from "../published.ts";
import { entryOf, type Place, type TableRow } from "../table.ts";
import {
  finished,
  type Model,
  models,
  type Reproduction,
  type Result,
  type Results,
  requestAt,
  type Scope,
  sourceOf,
  unfinishedNote,
} from "./experiment.ts";

const titles: Readonly<Record<Model["key"], string>> = { baseline: "BL", ours: "Ours" };

/** A column of each data set. */
interface ColumnPlan {
  readonly key: string;
  readonly title: string;
  readonly value: (decision: Decision) => number;
  readonly published: ((published: PublishedDecision) => number) | null;
}

const columns: readonly ColumnPlan[] = [
  { key: "f1", title: "F1", value: ({ test }) => test.f1, published: ({ f1 }) => f1 },
  {
    key: "recourse_all",
    title: "recourse",
    value: ({ recourseAll }) => recourseAll.rate,
    published: ({ recourseAll }) => recourseAll,
  },
  { key: "accepted", title: "accepted", value: ({ test }) => 1 - test.negatives / test.rows, published: null },
];

/** θ₀ without a promise, or with the one made for a method. */
interface RowPlan {
  readonly model: Model;
  readonly method: string;
  readonly pare: boolean;
}

export const table2: Reproduction = {
  number: 2,
  async jobs(scope) {
    const methods = await methodsOf(scope);
    return scope.datasets.flatMap((dataset) =>
      models.flatMap((model) => methods.flatMap((method) => jobsOf(scope, dataset, model, method))),
    );
  },
  async table(scope, results) {
    const methods = await methodsOf(scope);
    const plans = models.flatMap((model): RowPlan[] => [
      { model, method: methods[0], pare: false },
      ...methods.map((method) => ({ model, method, pare: true })),
    ]);
    const rows: TableRow[] = [];
    for (const plan of plans) {
      const { model, method, pare } = plan;
      const places: Place[] = [];
      for (const dataset of scope.datasets) places.push(...(await placesOf(plan, scope, dataset, results)));
      const suffix = pare && method !== methods[0] ? `, ${method}` : "";
      rows.push({
        key: `${model.key}.${pare ? "pare" : "f1_max"}${pare && method !== methods[0] ? `.${method}` : ""}`,
        labels: [`${titles[model.key]} + ${pare ? "PARE" : "F1 max"}${suffix}`],
        printed: method === methods[0],
        format: "plain",
        places,
      });
    }
    return {
      name: "table2",
      title: "Table 2: θ₀ under the PARE constraint",
      protocol: scope.protocol,
      caption:
        `Test rows of ${scope.seeds.length} random splits (seeds ${scope.seeds.join(", ")}): mean ± standard error over the splits. ` +
        "“F1 max”: θ₀ maximises F1 on validation rows; “PARE”: θ₀ maximises F1 up to the bound that promises recourse to 1 − ε " +
        "of the people with probability 1 − α over the calibration rows. BL: λ = 0; ours: λ = 0.8. Recourse is “recourse all” " +
        `of the method ${methods[0]}, or of the one named. Where all are accepted, no one needs recourse and the promise is an empty one.`,
      stub: ["θ₀"],
      columns: scope.datasets.flatMap((dataset) =>
        columns.map(({ key, title }) => ({ key: `${dataset}.${key}`, group: dataset, title })),
      ),
      rows,
      digits: 3,
      notices: [],
    };
  },
};

/** The methods the protocol calibrates; the first one is the paper's. */
async function methodsOf(scope: Scope): Promise<readonly string[]> {
  const { settings } = await resolve(requestAt(scope, scope.datasets[0], models[0], scope.seeds[0]));
  return settings.pare.methods;
}

function jobsOf(scope: Scope, dataset: string, model: Model, method: string): Job<CalibrateRecord>[] {
  return scope.seeds.map((seed) => job(calibration, requestAt(scope, dataset, model, seed), method));
}

async function placesOf(plan: RowPlan, scope: Scope, dataset: string, results: Results): Promise<Place[]> {
  const { model, method, pare } = plan;
  const jobs = jobsOf(scope, dataset, model, method);
  const found = finished(results, jobs);
  const published = await publishedFor(plan, dataset, found);
  return columns.map((column) => {
    if (found.length === 0) return { gap: "did not finish" };
    const values = found.map((result) => {
      const { record } = result.stored;
      return { value: column.value(pare ? record.pare : record.free), source: sourceOf(result, calibration) };
    });
    return entryOf(values, {
      published: published && column.published ? column.published(published) : null,
      people: found.reduce((sum, { stored }) => sum + stored.record.pare.test.rows, 0),
      note: unfinishedNote(found.length, jobs.length),
    });
  });
}

/** The printed numbers are those of one method and one ε. */
async function publishedFor(
  { model, method, pare }: RowPlan,
  dataset: string,
  found: readonly Result<CalibrateRecord>[],
): Promise<PublishedDecision | null> {
  const published = await publishedTable2(dataset, model.lambda);
  if (published === null || publishedMethods[method] !== "adversarial_train") return null;
  if (!pare) return published.f1Max;
  return found.every(({ stored }) => stored.record.epsilon === published.epsilon) ? published.pare : null;
}
