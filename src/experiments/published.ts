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

/** Table 1's column for a data set and λ; null where the paper prints none (other data, or λ neither 0 nor 0.8). */
export function publishedTable1(dataset: string, lambda: number): Promise<PublishedColumn | null> {
  return printedModel("table1", dataset, column, lambda);
}

const decision = z.object({ f1: z.number(), recourse_all: z.number() });
const decisions = z.object({ f1_max: decision, pare: decision });
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
  const found = await printedModel("table2", dataset, decisions, lambda);
  if (found === null) return null;
  const { epsilon } = z.looseObject({ epsilon: z.number() }).parse(await section("tables", "table2"));
  const named = ({ f1, recourse_all }: z.infer<typeof decision>) => ({ f1, recourseAll: recourse_all });
  return { epsilon, f1Max: named(found.f1_max), pare: named(found.pare) };
}

const printedRun = z.object({
  f1s: z.number(),
  accuracies: z.number(),
  our_recourses: z.number(),
  wachter_recourses: z.number(),
  our_flipped: z.number(),
  wachter_flipped: z.number(),
});
const runs = z.record(z.string(), z.record(z.string(), printedRun));

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
  const printed = await section("runs", "runs");
  const ofDataset = Object.hasOwn(printed, dataset) ? runs.parse(printed[dataset]) : {};
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
  lambdas: z.array(z.number()),
  mean: z.array(z.number()),
  sem: z.array(z.number()),
  seeds_listed_in_code: z.array(z.int()),
});

/** The points of Figure 3, read off the authors' picture: mean and standard error (n − 1) over their list of seeds. */
export async function publishedCausal(): Promise<{ readonly lambda: number; readonly over: Mean }[]> {
  const { lambdas, mean, sem, seeds_listed_in_code } = figure3.parse(await section("runs", "figure3_causal"));
  const n = seeds_listed_in_code.length;
  return lambdas.map((lambda, i) => ({ lambda, over: { n, mean: mean[i], standardError: sem[i] } }));
}

/** B.1: what the paper says the robustness of ours and of the baseline differ by at most; null for data that are not its own. */
export async function publishedNoise(dataset: string): Promise<number | null> {
  const { nae_robustness_difference_at_most: bound } = noise.parse(await section("tables", "text"));
  return (await printedDatasets()).includes(dataset) ? bound.value : null;
}

const noise = z.looseObject({ nae_robustness_difference_at_most: z.object({ value: z.number() }) });

/** The data sets the paper prints numbers for, in its order. */
export async function printedDatasets(): Promise<string[]> {
  const table1 = await section("tables", "table1");
  return Object.keys(table1).filter((name) => bothModels(column).safeParse(table1[name]).success);
}

/** What a table prints, all of it. */
export function printedTable(table: string): Promise<Readonly<Record<string, unknown>>> {
  return section("tables", table);
}

/** What a table prints for a data set, as `schema` has it; null where that is nothing. */
export async function printed<T>(table: string, dataset: string, schema: z.ZodType<T>): Promise<T | null> {
  const found = await section("tables", table);
  return (Object.hasOwn(found, dataset) && schema.safeParse(found[dataset]).data) || null;
}

/** The same of a table that prints the baseline (λ = 0) and ours (λ = 0.8); null for another λ. */
export async function printedModel<T>(
  table: string,
  dataset: string,
  schema: z.ZodType<T>,
  lambda: number,
): Promise<T | null> {
  const key = { 0: "baseline" as const, 0.8: "ours" as const }[lambda];
  const both = await printed(table, dataset, bothModels(schema));
  return key === undefined || both === null ? null : both[key];
}

function bothModels<T>(schema: z.ZodType<T>) {
  return z.object({ baseline: schema, ours: schema });
}

const sections = z.record(z.string(), z.unknown());
const files = new Map<string, Promise<Readonly<Record<string, unknown>>>>();

/** A member of data/published/<file>.json; each file is read once. */
async function section(file: "tables" | "runs", name: string): Promise<Readonly<Record<string, unknown>>> {
  const path = fileURLToPath(new URL(`../../data/published/${file}.json`, import.meta.url));
  const all = files.get(file) ?? readFile(path, "utf8").then((text) => sections.parse(JSON.parse(text)));
  files.set(file, all);
  return sections.parse((await all)[name]);
}
