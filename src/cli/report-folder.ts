/** The folder of a report: its files, its record, its page, and what it is compared with. */
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { DataError } from "../core/errors.ts";
import { type Comparison, compare } from "../report/comparison.ts";
import type { PageFigure } from "../report/figure-section.ts";
import { filesOf } from "../report/files.ts";
import { pageOf } from "../report/page.ts";
import { recordOf, recordSchema } from "../report/record.ts";
import type { Report } from "../report/report.ts";
import { figureFolder, readFigures } from "./figure-folder.ts";
import { type Listed, listedFiles, mustBeOurs, writeOurs } from "./own-folder.ts";
import { readJson } from "./read-back.ts";

const RECORD = "report.json";
/** Lists the record and the page, which also tell the commit; checksums.txt, all other files. */
const BUILD_LIST = "build-checksums.txt";
const FLAG = "--report";
export const PAGE = "index.html";

/** Refuses, before anything is computed, a folder that holds something, but neither a report nor figures of one. */
export async function mustTakeReport(folder: string): Promise<void> {
  await mustBeOurs(folder, RECORD, FLAG, [basename(figureFolder(folder))]);
}

/** Writes the report, its page with the figures that are drawn; files of an earlier one that it no longer has are removed. */
export async function writeReport(folder: string, report: Report): Promise<void> {
  await mustTakeReport(folder);
  const [earlier, figures] = [await reportIn(folder), await readFigures(folder)];
  const stale = earlier === null ? [] : [...filesOf(earlier).keys()];
  await writeOurs(folder, FLAG, { files: filesOf(report), stale }, built(report, figures));
}

/** What also tells the commit: the record and the page. */
function built(report: Report, figures: readonly PageFigure[]): Listed {
  const files = new Map([
    [RECORD, recordOf(report)],
    [PAGE, pageOf(report, figures)],
  ]);
  return { files, list: BUILD_LIST };
}

function reportIn(folder: string): Promise<Report | null> {
  return readJson(folder, RECORD, recordSchema, "run recourse reproduce again");
}

/** Renders the page anew, from the record of the report and the figures that are drawn. Says whether there is a report. */
export async function renderPage(folder: string): Promise<boolean> {
  const report = await reportIn(folder);
  if (report === null) return false;
  await writeOurs(folder, FLAG, built(report, await readFigures(folder)));
  return true;
}

/** The tables of the report in the folder, as CSV. Throws a DataError where there are none to compare with. */
export async function mustHaveReport(folder: string): Promise<readonly string[]> {
  const tables = [...(await listedFiles(folder)).keys()].filter((name) => name.endsWith(".csv"));
  if (tables.length > 0) return tables;
  throw new DataError(`${folder}: there is no report to compare with; run the same command without --check`);
}

/** The report against the one in the folder. Throws a DataError where there is none, or none of what is compared. */
export async function compareWith(folder: string, report: Report): Promise<Comparison> {
  const earlier = await mustHaveReport(folder);
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
