/** The numbers the paper prints and the authors' own runs, beside which every table puts ours. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Mean } from "../core/intervals.ts";

/** Table 1's names of the paper's three ways to compute recourse, by the name of our method. */
export const publishedMethods: Readonly<Record<string, "linear_approx" | "gradient_desc" | "adversarial_train">> = {
  linear: "linear_approx",
  gradient: "gradient_desc",
  adversarial: "adversarial_train",
};

const rates = z.object({ linear_approx: z.number(), gradient_desc: z.number(), adversarial_train: z.number() });
const column = z.object({
  f1: z.number(),
  accuracy: z.number(),
  precision: z.number(),
  recall: z.number(),
  recourse_neg: rates,
  recourse_all: rates,
});

/** One column of Table 1: a mean over three splits. */
export type PublishedColumn = z.infer<typeof column>;

const tables = z.object({ table1: z.record(z.string(), z.unknown()) });
const models = z.object({ baseline: column, ours: column });

/** Table 1's column for a data set and λ; null where the paper prints none (other data, or λ neither 0 nor 0.8). */
export async function publishedTable1(dataset: string, lambda: number): Promise<PublishedColumn | null> {
  const file = fileURLToPath(new URL("../../data/published/tables.json", import.meta.url));
  const { table1 } = tables.parse(JSON.parse(await readFile(file, "utf8")));
  const ofDataset = models.safeParse(Object.hasOwn(table1, dataset) ? table1[dataset] : null);
  if (!ofDataset.success) return null;
  if (lambda === 0) return ofDataset.data.baseline;
  return lambda === 0.8 ? ofDataset.data.ours : null;
}

const decision = z.object({ f1: z.number(), recourse_all: z.number() });
const decisions = z.object({ f1_max: decision, pare: decision });
const table2 = z.object({ table2: z.looseObject({ epsilon: z.number(), alpha: z.number() }) });

/** A data set's part of Table 2 for one λ: θ₀ by F1 alone, and under the PARE constraint. */
export interface PublishedThresholds {
  readonly epsilon: number;
  readonly f1Max: PublishedDecision;
  readonly pare: PublishedDecision;
}

export interface PublishedDecision {
  readonly f1: number;
  readonly recourseAll: number;
}

/** Table 2 for a data set and λ, at its ε; null where the paper prints nothing. Recourse is that of "adversarial training". */
export async function publishedTable2(dataset: string, lambda: number): Promise<PublishedThresholds | null> {
  const file = fileURLToPath(new URL("../../data/published/tables.json", import.meta.url));
  const { epsilon, ...ofDatasets } = table2.parse(JSON.parse(await readFile(file, "utf8"))).table2;
  const found = z
    .object({ baseline: decisions, ours: decisions })
    .safeParse(Object.hasOwn(ofDatasets, dataset) ? ofDatasets[dataset] : null);
  if (!found.success || (lambda !== 0 && lambda !== 0.8)) return null;
  const { f1_max, pare } = lambda === 0 ? found.data.baseline : found.data.ours;
  const named = ({ f1, recourse_all }: z.infer<typeof decision>) => ({ f1, recourseAll: recourse_all });
  return { epsilon, f1Max: named(f1_max), pare: named(pare) };
}

const printedRun = z.object({
  f1s: z.number(),
  accuracies: z.number(),
  our_recourses: z.number(),
  wachter_recourses: z.number(),
  our_flipped: z.number(),
  wachter_flipped: z.number(),
});
const runs = z.object({ runs: z.record(z.string(), z.record(z.string(), z.record(z.string(), printedRun))) });

/** One of the authors' own runs: one λ on one split, as their notebook printed it. */
export interface PublishedRun {
  readonly lambda: number;
  readonly seed: number;
  readonly f1: number;
  readonly accuracy: number;
  /** By the name of our method. "Recourse neg" is 1 where the release found nobody turned down. */
  readonly recourse: Readonly<Record<"gradient" | "adversarial", { readonly all: number; readonly negative: number }>>;
}

/** The authors' runs on a data set, λ and then seed ascending; none for data that are not theirs. */
export async function publishedRuns(dataset: string): Promise<PublishedRun[]> {
  const file = fileURLToPath(new URL("../../data/published/runs.json", import.meta.url));
  const { runs: printed } = runs.parse(JSON.parse(await readFile(file, "utf8")));
  const ofDataset = Object.hasOwn(printed, dataset) ? printed[dataset] : {};
  return Object.entries(ofDataset)
    .flatMap(([lambda, seeds]) =>
      Object.entries(seeds).map(
        ([seed, run]): PublishedRun => ({
          lambda: Number(lambda),
          seed: Number(seed),
          f1: run.f1s,
          accuracy: run.accuracies,
          recourse: {
            gradient: { all: run.wachter_recourses, negative: run.wachter_flipped },
            adversarial: { all: run.our_recourses, negative: run.our_flipped },
          },
        }),
      ),
    )
    .sort((a, b) => a.lambda - b.lambda || a.seed - b.seed);
}

const figure3 = z.object({
  figure3_causal: z.object({
    lambdas: z.array(z.number()),
    mean: z.array(z.number()),
    sem: z.array(z.number()),
    seeds_listed_in_code: z.array(z.int()),
  }),
});

/** The points of Figure 3, read off the authors' picture: mean and standard error (n − 1) over their list of seeds. */
export async function publishedCausal(): Promise<{ readonly lambda: number; readonly over: Mean }[]> {
  const file = fileURLToPath(new URL("../../data/published/runs.json", import.meta.url));
  const { lambdas, mean, sem, seeds_listed_in_code } = figure3.parse(
    JSON.parse(await readFile(file, "utf8")),
  ).figure3_causal;
  const n = seeds_listed_in_code.length;
  return lambdas.map((lambda, i) => ({ lambda, over: { n, mean: mean[i], standardError: sem[i] } }));
}

/** The data sets the paper prints numbers for, in its order. */
export async function printedDatasets(): Promise<string[]> {
  const file = fileURLToPath(new URL("../../data/published/tables.json", import.meta.url));
  const { table1 } = tables.parse(JSON.parse(await readFile(file, "utf8")));
  return Object.keys(table1).filter((name) => models.safeParse(table1[name]).success);
}
