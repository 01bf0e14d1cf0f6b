/** Table 4: how often recourses, and decisions, are robust to noise on the actionable features. */
import { z } from "zod";
import { resolve } from "../../config/resolve.ts";
import { recourseMethod } from "../../methods/registry.ts";
import type { Share } from "../../pipeline/share.ts";
import { entryOf, type Place, type ReportTable, type Source, type TableRow } from "../../report/table.ts";
import { type Job, job } from "../../runner/job.ts";
import type { Experiment, Scope } from "../experiment.ts";
import { type Model, models, requestAt } from "../models.ts";
import { printedModel, publishedMethods } from "../published.ts";
import { finished, sourceOf } from "../results.ts";
import type { RobustnessRecord } from "./robustness.ts";
import { perturbation } from "./task.ts";

const TITLE = "Table 4: robustness to noise";

const DIGITS = 3;

/** One model of one data set: the splits that finished, in the order of the seeds. */
export interface PerturbedModel {
  readonly dataset: string;
  readonly model: Model;
  readonly splits: readonly Split[];
}

interface Split {
  readonly record: RobustnessRecord;
  readonly source: Source;
}

export const table4 = {
  name: "table4",
  title: TITLE,
  tasks: [perturbation],
  table: {
    name: "4",
    async jobs(scope) {
      return scope.datasets.flatMap((dataset) => models.flatMap((model) => jobsOf(scope, dataset, model)));
    },
    async table(scope, results) {
      const { settings } = await resolve(requestAt(scope, scope.datasets[0], models[0], scope.seeds[0]));
      const perturbed = scope.datasets.flatMap((dataset) =>
        models.map((model) => ({
          dataset,
          model,
          splits: finished(results, jobsOf(scope, dataset, model)).map((result) => ({
            record: result.stored.record,
            source: sourceOf(result, perturbation),
          })),
        })),
      );
      return table4Of(scope, settings.robustness.methods, perturbed);
    },
  },
} satisfies Experiment;

function jobsOf(scope: Scope, dataset: string, model: Model): Job<RobustnessRecord>[] {
  return scope.seeds.map((seed) => job(perturbation, requestAt(scope, dataset, model, seed)));
}

/** A row of the table before it has numbers. */
interface RowPlan {
  readonly key: string;
  readonly labels: readonly [string, string];
  /** Whose recourses; null for the classifier itself. */
  readonly method: string | null;
}

/**
 * The table of one protocol: the first seed's split, as printed, with intervals over people; then, with more seeds, the
 * means over all splits. There is one column for each of `perturbed`.
 */
export async function table4Of(
  { protocol, seeds }: Pick<Scope, "protocol" | "seeds">,
  methods: readonly string[],
  perturbed: readonly PerturbedModel[],
): Promise<ReportTable> {
  const plans: readonly RowPlan[] = [
    ...methods.map((method) => ({
      key: `recourse.${method}`,
      labels: ["Recourse", recourseMethod(method).title] as const,
      method,
    })),
    { key: "model", labels: ["Model", "–"], method: null },
  ];
  const rows: TableRow[] = [];
  for (const plan of plans) {
    const places = await Promise.all(perturbed.map((each) => printedPlace(plan, seeds[0], each)));
    rows.push({ key: plan.key, labels: plan.labels, printed: isPrinted(plan), format: "plain", places });
  }
  for (const { key, labels, method } of seeds.length > 1 ? plans : []) {
    rows.push({
      key: `splits.${key}`,
      labels: [`${labels[0]}, ${seeds.length} splits`, labels[1]],
      printed: false,
      format: "plain",
      places: perturbed.map(({ splits }) => meanPlace(method, splits, seeds.length)),
    });
  }
  return {
    name: "table4",
    title: TITLE,
    protocol,
    caption: captionOf(seeds[0], methods, perturbed),
    rowHeaders: ["robustness of", "recourse method"],
    columns: perturbed.map(({ dataset, model: { key } }) => ({ key: `${dataset}.${key}`, group: dataset, title: key })),
    rows,
    digits: DIGITS,
    notices: [],
  };
}

function isPrinted({ method }: RowPlan): boolean {
  return method === null || publishedMethods[method] !== undefined;
}

function shareOf(method: string | null, { recourse, model }: RobustnessRecord): Share | null {
  return method === null ? model : (recourse[method] ?? null);
}

async function printedPlace(
  { method }: RowPlan,
  seed: number,
  { dataset, model, splits }: PerturbedModel,
): Promise<Place> {
  const split = splits.find(({ source }) => source.seed === seed);
  if (!split) return { gap: "did not finish" };
  const published = await publishedTable4(dataset, model.lambda, method);
  const share = shareOf(method, split.record);
  if (share === null) {
    // A share of nobody is no number; the printed one, mostly 1.000, is shown but not compared.
    return { gap: published === null ? "none found" : `none found; published ${published.toFixed(DIGITS)}` };
  }
  const { people, low, high } = share;
  return entryOf([{ value: share.share, source: split.source }], { published, people, interval: { low, high } });
}

/** The mean over the splits in which anybody has recourse. */
function meanPlace(method: string | null, splits: readonly Split[], asked: number): Place {
  if (splits.length === 0) return { gap: "did not finish" };
  const found = splits.flatMap(({ record, source }) => {
    const share = shareOf(method, record);
    return share === null ? [] : [{ value: share.share, people: share.people, source }];
  });
  if (found.length === 0) return { gap: "none found" };
  const notes = [
    found.length < splits.length ? `none found in ${splits.length - found.length} of ${asked} splits` : null,
    splits.length < asked ? `${asked - splits.length} of ${asked} splits did not finish` : null,
  ].filter((note) => note !== null);
  return entryOf(
    found.map(({ value, source }) => ({ value, source })),
    { people: found.reduce((sum, { people }) => sum + people, 0), note: notes.length > 0 ? notes.join("; ") : null },
  );
}

function captionOf(seed: number, methods: readonly string[], perturbed: readonly PerturbedModel[]): string {
  const ofSeed = perturbed.flatMap(({ dataset, model, splits }) =>
    splits.filter(({ source }) => source.seed === seed).map(({ record }) => ({ dataset, model, record })),
  );
  const counts = methods.map((method) => {
    const people = ofSeed.map(
      ({ dataset, model, record }) => `${dataset} ${model.key} ${record.recourse[method]?.people ?? 0}`,
    );
    return `${method}: ${people.join(", ") || "none"}`;
  });
  const [first] = ofSeed;
  const noise = first ? `of standard deviation ${Number(first.record.sigma.toPrecision(3))}` : "";
  const draws = first ? `, ${first.record.draws} draws for each person` : "";
  return (
    `Share robust to noise ${noise} on every actionable feature${draws}, with a 95 % interval that counts people, not ` +
    "draws. Recourse: f(x + δ + noise) = 1, for the people turned down in the test set who have recourse. Model: test rows, " +
    "f(x + noise) = f(x). Baseline: λ = 0; ours: λ = 0.8; " +
    `the split of seed ${seed}. People with recourse: ${counts.join("; ")}. Gradient descent keeps the nearest x + δ that is ` +
    "accepted, which lies near the border, so that many draws fall back; “adversarial training” goes to the end of Δ."
  );
}

const rates = z.object({ gradient_desc: z.number(), adversarial_train: z.number() });
const column = z.object({ recourse: rates, model: z.number() });

/** The printed number for a data set, a λ and a method (null: the model); null where the paper prints none. */
export async function publishedTable4(dataset: string, lambda: number, method: string | null): Promise<number | null> {
  const found = await printedModel("table4", dataset, column, lambda);
  if (found === null || method === null) return found?.model ?? null;
  const name = publishedMethods[method];
  return name === "gradient_desc" || name === "adversarial_train" ? found.recourse[name] : null;
}
