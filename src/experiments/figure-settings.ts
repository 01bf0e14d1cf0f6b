/** What configs/figures.yaml says the figures are about: which data sets, over which range. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { packagedConfigs } from "../config/files.ts";

const schema = z.looseObject({
  /** Figure 4. */
  deltaMax: z.strictObject({ datasets: z.array(z.string()).min(1), values: z.array(z.number().positive()).min(2) }),
  /** Figure 3: its splits, and the data set whose points are published. */
  causal: z.strictObject({ seeds: z.array(z.int().min(0)).min(1), published: z.string() }),
});

export type FiguresPlan = z.infer<typeof schema>;

export async function figuresPlan(configs: string = packagedConfigs): Promise<FiguresPlan> {
  return schema.parse(parse(await readFile(join(configs, "figures.yaml"), "utf8")));
}
