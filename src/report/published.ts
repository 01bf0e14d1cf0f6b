/** The numbers the paper prints and the authors' own runs, beside which every table puts ours. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

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
