/** The sentences captions share: splits, what the rates are, what did not finish. */
import type { Job } from "../runner/job.ts";
import { finished, type Results } from "./results.ts";

/** The sentences that apply (not null), as one caption. */
export function captionOf(...sentences: readonly (string | null)[]): string {
  return sentences.filter((sentence) => sentence !== null).join(" ");
}

/** "3 splits (seeds 0, 21, 42)", "1 split (seed 0)", "20 splits (seeds 0, 42, 21 … 5)". */
export function splitsText(seeds: readonly number[]): string {
  const plural = seeds.length === 1 ? "" : "s";
  const named = seeds.length > 5 ? `${seeds.slice(0, 3).join(", ")} … ${seeds[seeds.length - 1]}` : seeds.join(", ");
  return `${seeds.length} split${plural} (seed${plural} ${named})`;
}

/** What the two rates are rates of. */
export const RATES =
  "“Recourse all” is the share of everybody who is accepted or has recourse, “recourse negative” that of the people turned down who have it.";

/** What did not finish, of what; null when all did. */
export function incompleteText(results: Results, jobs: readonly Job[], what: string): string | null {
  const missing = jobs.length - finished(results, jobs).length;
  return missing === 0 ? null : `Incomplete: ${missing} of ${jobs.length} ${what} did not finish.`;
}

/** "bail at λ = 1, 1.4; german at λ = 2". */
export function placesText(places: readonly { readonly dataset: string; readonly lambda: number }[]): string {
  const datasets = [...new Set(places.map(({ dataset }) => dataset))];
  return datasets
    .map((name) => {
      const lambdas = new Set(places.filter(({ dataset }) => dataset === name).map(({ lambda }) => lambda));
      return `${name} at λ = ${[...lambdas].join(", ")}`;
    })
    .join("; ");
}
