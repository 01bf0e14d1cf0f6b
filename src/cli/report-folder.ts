/** The folder of a report: written whole, and compared with. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../core/errors.ts";
import { type Comparison, compare } from "../report/comparison.ts";
import { withFigures } from "../report/figure-section.ts";
import { CHECKSUMS, PAGE } from "../report/report.ts";
import { readFigures } from "./figure-folder.ts";

/** Writes the report, its page with the figures that are drawn; files of an earlier one that it no longer has are removed. */
export async function writeReport(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const figures = await readFigures(folder);
  await mkdir(folder, { recursive: true });
  for (const name of await earlierFiles(folder)) if (!files.has(name)) await rm(join(folder, name), { force: true });
  for (const [name, text] of files) {
    await writeFile(join(folder, name), name === PAGE ? (withFigures(text, figures) ?? text) : text);
  }
}

/** The files the report in this folder says it has; none where there is no report. */
async function earlierFiles(folder: string): Promise<string[]> {
  try {
    const lines = (await readFile(join(folder, CHECKSUMS), "utf8")).split("\n");
    return lines.flatMap((line) => /^[0-9a-f]{64} {2}([\w.-]+)$/.exec(line)?.[1] ?? []);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** The files against the report in the folder. Throws a DataError where there is none, or none of what is compared. */
export async function compareWith(folder: string, files: ReadonlyMap<string, string>): Promise<Comparison> {
  const earlier = (await earlierFiles(folder)).filter((name) => name.endsWith(".csv"));
  if (earlier.length === 0) {
    throw new DataError(`${folder}: there is no report to compare with; run the same command without --check`);
  }
  const before = await Promise.all(earlier.map((name) => readFile(join(folder, name), "utf8")));
  const after = [...files].flatMap(([name, text]) => (name.endsWith(".csv") ? [text] : []));
  const comparison = compare(before, after);
  if (comparison.compared === 0) {
    throw new DataError(
      `${folder}: the report there has nothing of ${comparison.uncovered.join(", ")}; name another one with --report`,
    );
  }
  return comparison;
}
