/** The data sets the paper prints numbers for, in its order. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const tables = z.object({ table1: z.record(z.string(), z.unknown()) });
const ofDataset = z.object({ baseline: z.looseObject({}), ours: z.looseObject({}) });

export async function printedDatasets(): Promise<string[]> {
  const file = fileURLToPath(new URL("../../data/published/tables.json", import.meta.url));
  const { table1 } = tables.parse(JSON.parse(await readFile(file, "utf8")));
  return Object.keys(table1).filter((name) => ofDataset.safeParse(table1[name]).success);
}
