/** The examples the paper prints in Table 6. */
import { z } from "zod";
import { printed } from "../published.ts";

/** What the paper calls the features of its examples. */
const printedNames: Readonly<Record<string, string>> = {
  "education level": "education-num",
  "hours per week worked": "hours-per-week",
  "number of prior crimes": "priors_count",
};

/** A printed feature of an example, in raw units. */
export interface PublishedFeature {
  readonly feature: string;
  /** As the paper calls it. */
  readonly label: string;
  readonly x: number;
  readonly delta: number;
}

const example = z.record(z.string(), z.object({ x: z.number(), delta: z.number() }));

/** The printed example of a data set; empty where the paper prints none. */
export async function publishedTable6(dataset: string): Promise<PublishedFeature[]> {
  const found = (await printed("table6", dataset, example)) ?? {};
  return Object.entries(found).map(([label, { x, delta }]) => ({
    feature: printedNames[label] ?? label,
    label,
    x,
    delta,
  }));
}
