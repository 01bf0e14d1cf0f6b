/** What calibrate leaves in the folder of results: Table 2 and figures. */
import { basename, dirname, join } from "node:path";
import type { Calibrated } from "../experiments/table2/calibrated.ts";
import type { Figure } from "../report/figure.ts";
import type { ReportTable } from "../report/table.ts";
import { csvOf } from "../report/writers/csv.ts";
import { latexOf } from "../report/writers/latex.ts";
import { markdownOf } from "../report/writers/markdown.ts";
import { listedFiles, writeOurs } from "./own-folder.ts";
import { fileNameOf } from "./points.ts";

/** Writes the table of each guarantee; returns one path for each, which stands for its .csv, .md and .tex. */
export async function writeTables(
  tables: readonly ReportTable[],
  calibrated: readonly (readonly Calibrated[])[],
  root: string,
): Promise<string[]> {
  const paths: string[] = [];
  for (const [i, table] of tables.entries()) {
    const { epsilon, alpha } = calibrated[i][0].stored.record;
    const guarantee = tables.length > 1 ? [`eps${epsilon}`, `alpha${alpha}`] : [];
    const name = [...nameOf(table.name, calibrated[i], table.protocol), ...guarantee].join("-");
    const stem = join(root, "tables", name);
    const files = { csv: csvOf(table), md: markdownOf(table), tex: latexOf(table) };
    await writeAt(stem, files);
    paths.push(`${stem}.{${Object.keys(files).join(",")}}`);
  }
  return paths;
}

/** Writes a figure, its points beside it as CSV; returns the path of the SVG. */
export async function writeFigure(
  what: string,
  { svg, csv }: Figure,
  shown: readonly { readonly dataset: string }[],
  protocol: string,
  root: string,
): Promise<string> {
  const stem = join(root, "figures", nameOf(what, shown, protocol).join("-"));
  await writeAt(stem, { csv, svg });
  return `${stem}.svg`;
}

/** The files of one stem, beside those of others. */
async function writeAt(stem: string, texts: Readonly<Record<string, string>>): Promise<void> {
  const [folder, name] = [dirname(stem), basename(stem)];
  const files = new Map(Object.entries(texts).map(([extension, text]) => [`${name}.${extension}`, text]));
  const keep = [...(await listedFiles(folder)).keys()].filter((other) => !files.has(other));
  await writeOurs(folder, "--results", { files, keep });
}

/** "pare", what it is, the data set where it is one alone, and the protocol. */
function nameOf(what: string, shown: readonly { readonly dataset: string }[], protocol: string): string[] {
  const [only, ...others] = new Set(shown.map(({ dataset }) => dataset));
  return ["pare", what, ...(others.length === 0 ? [fileNameOf(only)] : []), fileNameOf(protocol)];
}
