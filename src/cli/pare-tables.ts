/** Table 2 as calibrate writes it: files in the folder of results. */
import { join } from "node:path";
import type { Calibrated } from "../experiments/table2/calibrated.ts";
import type { ReportTable } from "../report/table.ts";
import { csvOf } from "../report/writers/csv.ts";
import { latexOf } from "../report/writers/latex.ts";
import { markdownOf } from "../report/writers/markdown.ts";
import { fileNameOf } from "./points.ts";
import { writeWhole } from "./whole-file.ts";

/** Writes the table of each promise; returns one path for each, which stands for its .csv, .md and .tex. */
export async function writtenTables(
  tables: readonly ReportTable[],
  promises: readonly (readonly Calibrated[])[],
  root: string,
): Promise<string[]> {
  const folder = join(root, "tables");
  const paths: string[] = [];
  for (const [i, table] of tables.entries()) {
    const [first] = promises[i];
    const { epsilon, alpha } = first.stored.record;
    const [only, ...others] = new Set(promises[i].map(({ dataset }) => dataset));
    const about = [...(others.length === 0 ? [fileNameOf(only)] : []), fileNameOf(table.protocol)];
    const promise = tables.length > 1 ? [`eps${epsilon}`, `alpha${alpha}`] : [];
    const stem = join(folder, ["pare", table.name, ...about, ...promise].join("-"));
    const files = { csv: csvOf(table), md: markdownOf(table), tex: latexOf(table) };
    for (const [extension, text] of Object.entries(files)) await writeWhole(`${stem}.${extension}`, text);
    paths.push(`${stem}.{${Object.keys(files).join(",")}}`);
  }
  return paths;
}
