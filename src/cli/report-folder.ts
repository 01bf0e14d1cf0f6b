/** The folder of a report: its files, its record, its page, and what it is compared with. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../core/errors.ts";
import { type Comparison, compare } from "../report/comparison.ts";
import { filesOf } from "../report/files.ts";
import { pageOf } from "../report/page.ts";
import { recordOf, recordSchema } from "../report/record.ts";
import type { Report } from "../report/report.ts";
import { readFigures } from "./figure-folder.ts";
import { checksumsOf, readIfThere, readJson, writeWhole } from "./whole-file.ts";

/** Names the checksums: of all files but the record and the page, which also tell the commit. */
const CHECKSUMS = "checksums.txt";
const RECORD = "report.json";
export const PAGE = "index.html";

/** Writes the report, its page with the figures that are drawn; files of an earlier one that it no longer has are removed. */
export async function writeReport(folder: string, report: Report): Promise<void> {
  const figures = await readFigures(folder);
  const files = filesOf(report);
  for (const name of await earlierFiles(folder)) if (!files.has(name)) await rm(join(folder, name), { force: true });
  files.set(CHECKSUMS, checksumsOf(files));
  files.set(RECORD, recordOf(report));
  files.set(PAGE, pageOf(report, figures));
  for (const [name, text] of files) await writeWhole(join(folder, name), text);
}

/** Renders the page anew, from the record of the report and the figures that are drawn. Says whether there is a report. */
export async function renderPage(folder: string): Promise<boolean> {
  const report = await readJson(folder, RECORD, recordSchema, "run recourse reproduce again");
  if (report === null) return false;
  await writeWhole(join(folder, PAGE), pageOf(report, await readFigures(folder)));
  return true;
}

/** The files the report in this folder says it has; none where there is no report. */
async function earlierFiles(folder: string): Promise<string[]> {
  const lines = (await readIfThere(join(folder, CHECKSUMS)))?.split("\n") ?? [];
  return lines.flatMap((line) => /^[0-9a-f]{64} {2}([\w.-]+)$/.exec(line)?.[1] ?? []);
}

/** The report against the one in the folder. Throws a DataError where there is none, or none of what is compared. */
export async function compareWith(folder: string, report: Report): Promise<Comparison> {
  const earlier = (await earlierFiles(folder)).filter((name) => name.endsWith(".csv"));
  if (earlier.length === 0) {
    throw new DataError(`${folder}: there is no report to compare with; run the same command without --check`);
  }
  const before = await Promise.all(earlier.map((name) => readFile(join(folder, name), "utf8")));
  const after = [...filesOf(report)].flatMap(([name, text]) => (name.endsWith(".csv") ? [text] : []));
  const comparison = compare(before, after);
  if (comparison.compared === 0) {
    throw new DataError(
      `${folder}: the report there has nothing of ${comparison.uncovered.join(", ")}; name another one with --report`,
    );
  }
  return comparison;
}
