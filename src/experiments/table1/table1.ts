/** Table 1: performance and recourse of the baseline and of ours, and the rows the paper leaves out. */
import { resolve } from "../../config/resolve.ts";
import type { EvaluateRecord } from "../../pipeline/evaluate.ts";
import { type Entry, entryOf, isEntry, type Place, type SplitValue, type TableRow } from "../../report/table.ts";
import { type Job, job } from "../../runner/job.ts";
import { evaluation } from "../../runner/tasks.ts";
import type { Experiment, Scope } from "../experiment.ts";
import { type Model, models, requestAt } from "../models.ts";
import { publishedTable1 } from "../published.ts";
import { finished, type JobResult, type Results, sourceOf, unfinishedNote } from "../results.ts";
import { everybody, performance, printedMethods, type RowPlan, recourseRows } from "./rows.ts";

const TITLE = "Table 1: performance and recourse";

const DIGITS = 3;

/** Rows of what λ costs: the difference of ours and baseline of a row, split by split. */
const costs = ["f1", "auc", "accuracy"];

export const table1 = {
  name: "table1",
  title: TITLE,
  table: {
    name: "1",
    async jobs(scope) {
      const ceiling = await ceilingOf(scope);
      return scope.datasets.flatMap((dataset) =>
        models.flatMap((model) => jobsOf(scope, dataset, model, ceiling).flat()),
      );
    },
    async table(scope, results) {
      const ceiling = await ceilingOf(scope);
      const ceilings = scope.datasets.flatMap((dataset) =>
        models.flatMap((model) => finished(results, evaluationsOf(scope, dataset, model, ceiling))),
      );
      const proven = ceilings.length > 0 && ceilings.every(isProven);
      const plans = [...performance, ...recourseRows(ceiling, proven), ...everybody];
      const rows: TableRow[] = [];
      for (const plan of plans) {
        const places: Place[] = [];
        for (const dataset of scope.datasets) {
          places.push(
            ...bolder(await Promise.all(models.map((model) => placeOf(plan, scope, dataset, model, results)))),
          );
        }
        rows.push({ key: plan.key, labels: plan.labels, printed: plan.published !== null, format: "plain", places });
      }
      const differences = rows.filter(({ key }) => costs.includes(key)).map((row) => costRow(row, scope));
      const at = rows.findIndex(({ key }) => key.startsWith("all_positive"));
      rows.splice(at, 0, ...differences);
      return {
        name: "table1",
        title: TITLE,
        protocol: scope.protocol,
        caption:
          `Test rows of ${scope.seeds.length} random splits (seeds ${scope.seeds.join(", ")}): mean ± standard error over the splits; ` +
          "in bold the higher of baseline (λ = 0) and ours (λ = 0.8). θ₀ is chosen on validation rows. “Recourse neg” is the share " +
          "of the people turned down who have recourse, “recourse all” the share of everybody who is accepted or has recourse. " +
          "What λ costs is ours − baseline of the same split.",
        rowHeaders: ["", "measure"],
        columns: scope.datasets.flatMap((dataset) =>
          models.map(({ key }) => ({ key: `${dataset}.${key}`, group: dataset, title: key })),
        ),
        rows,
        digits: DIGITS,
        notices: [],
      };
    },
  },
} satisfies Experiment;

/** The method that the protocol takes for a ceiling. */
async function ceilingOf(scope: Scope): Promise<string> {
  const { settings } = await resolve(requestAt(scope, scope.datasets[0], models[0], scope.seeds[0]));
  return settings.table1.ceiling;
}

/** Whether everybody turned down is proven to have recourse, or to have none. */
function isProven({ stored: { record } }: JobResult<EvaluateRecord>): boolean {
  const { negatives, flipped } = record.recourse;
  return negatives === 0 || (record.proofs !== undefined && flipped + record.proofs.none === negatives);
}

/** The evaluations of one model: for each split, every method. */
function jobsOf(scope: Scope, dataset: string, model: Model, ceiling: string): Job<EvaluateRecord>[][] {
  return scope.seeds.map((seed) =>
    [...printedMethods, ceiling].map((method) => job(evaluation, requestAt(scope, dataset, model, seed), method)),
  );
}

/** One method, for each split. */
function evaluationsOf(scope: Scope, dataset: string, model: Model, method: string): Job<EvaluateRecord>[] {
  return scope.seeds.map((seed) => job(evaluation, requestAt(scope, dataset, model, seed), method));
}

async function placeOf(
  { method, measure, published, people }: RowPlan,
  scope: Scope,
  dataset: string,
  model: Model,
  results: Results,
): Promise<Place> {
  const jobs = evaluationsOf(scope, dataset, model, method);
  const found = finished(results, jobs);
  if (found.length === 0) return { gap: "did not finish" };
  const without: number[] = [];
  const values: SplitValue[] = [];
  for (const result of found) {
    const value = measure(result.stored.record);
    const source = sourceOf(result, evaluation);
    if (value === null) without.push(source.seed);
    else values.push({ value, source });
  }
  if (values.length === 0) return { gap: "no one turned down" };
  const leftOut =
    without.length > 0 ? `no one is turned down with seed ${without.join(", ")}, which is left out` : null;
  const notes = [leftOut, unfinishedNote(found.length, jobs.length)].filter((note) => note !== null);
  const column = await publishedTable1(dataset, model.lambda);
  return entryOf(values, {
    published: column && published ? published(column) : null,
    people: found.reduce((sum, { stored }) => sum + people(stored.record), 0),
    note: notes.length > 0 ? notes.join("; ") : null,
  });
}

/** Sets the higher of two numbers in bold, as far as the digits shown tell them apart. */
function bolder(places: readonly Place[]): Place[] {
  const shown = (entry: Entry) => Number(entry.mean.toFixed(DIGITS));
  const entries = places.filter(isEntry);
  if (entries.length < 2) return [...places];
  const highest = Math.max(...entries.map(shown));
  const single = entries.filter((entry) => shown(entry) === highest).length === 1;
  return places.map((place) => (isEntry(place) ? { ...place, bold: single && shown(place) === highest } : place));
}

/** Ours − baseline, paired by split, under "ours". The published difference is that of two cells, and not evaluated again. */
function costRow(row: TableRow, { datasets }: Scope): TableRow {
  const places = datasets.flatMap((_, i): Place[] => {
    const [baseline, ours] = row.places.slice(2 * i, 2 * i + 2);
    if (!isEntry(baseline) || !isEntry(ours)) return [null, { gap: "did not finish" }];
    const values = ours.values.flatMap(({ value, source }) => {
      const other = baseline.values.find((each) => each.source.seed === source.seed);
      return other ? [{ value: value - other.value, source }] : [];
    });
    if (values.length === 0) return [null, { gap: "no split in common" }];
    const both = baseline.published !== null && ours.published !== null;
    const published = both ? Number(((ours.published ?? 0) - (baseline.published ?? 0)).toFixed(DIGITS)) : null;
    return [null, entryOf(values, { published, compared: false, people: ours.people })];
  });
  return { key: `cost.${row.key}`, labels: ["What λ costs", row.labels[1]], printed: false, format: "signed", places };
}
