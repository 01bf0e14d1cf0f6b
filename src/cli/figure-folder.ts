/** The figures of a report as files: read, and written beside those that are there. */
import { join } from "node:path";
import { z } from "zod";
import { DataError } from "../core/errors.ts";
import { drawings, type TitledDrawing } from "../experiments/catalogue.ts";
import type { DrawnFigure } from "../experiments/experiment.ts";
import type { PageFigure } from "../report/figure-section.ts";
import { mustBeOurs, writeOurs } from "./own-folder.ts";
import { readIfThere, readJson } from "./read-back.ts";

const FOLDER = "figures";
const LIST = "figures.json";
const REMEDY = "delete the folder and run recourse figures again";

/** The folder of a report's figures. */
export function figureFolder(report: string): string {
  return join(report, FOLDER);
}

/** What figures.json says of a figure; its SVG and CSV are files of its name. */
const listed = z.strictObject({
  name: z.string().regex(/^[\w.-]+$/),
  /** As typed after `--figures`. */
  figure: z.string(),
  heading: z.string(),
  title: z.string(),
  caption: z.string(),
  protocol: z.string().nullable(),
});

const list = z.array(listed);

type Listed = z.infer<typeof listed>;

/** The figures in the report's folder, in the order of the page; none where none are drawn. Throws DataError for damage. */
export async function readFigures(report: string): Promise<PageFigure[]> {
  const folder = figureFolder(report);
  return Promise.all(
    (await readList(folder)).map(async ({ figure: _, ...each }) => ({
      ...each,
      svg: await readListed(folder, `${each.name}.svg`),
    })),
  );
}

async function readList(folder: string): Promise<Listed[]> {
  return (await readJson(folder, LIST, list, REMEDY)) ?? [];
}

async function readListed(folder: string, name: string): Promise<string> {
  const text = await readIfThere(join(folder, name));
  if (text === null) throw new DataError(`${folder}: ${name} is missing; ${REMEDY}`);
  return text;
}

/** Refuses, before anything is computed, a folder of figures that holds something else. */
export async function mustTakeFigures(report: string): Promise<void> {
  await mustBeOurs(figureFolder(report), LIST, "--report");
}

/** Writes the pictures of each drawing; pictures of other names that are there stay. */
export async function writeFigures(
  report: string,
  drawn: readonly { readonly drawing: TitledDrawing; readonly pictures: readonly DrawnFigure[] }[],
): Promise<void> {
  await mustTakeFigures(report);
  const folder = figureFolder(report);
  const files = new Map<string, string>();
  const merged = new Map((await readList(folder)).map((each) => [each.name, each]));
  for (const { drawing, pictures } of drawn) {
    for (const { name, title, caption, protocol, svg, csv } of pictures) {
      files.set(`${name}.svg`, svg).set(`${name}.csv`, csv);
      merged.set(name, { name, figure: drawing.name, heading: drawing.title, title, caption, protocol });
    }
  }
  const page = [...drawings.keys()];
  const entries = [...merged.values()].sort((a, b) => page.indexOf(a.figure) - page.indexOf(b.figure));
  files.set(LIST, `${JSON.stringify(entries, null, 1)}\n`);
  const keep = entries.flatMap(({ name }) => [`${name}.svg`, `${name}.csv`]).filter((name) => !files.has(name));
  for (const name of keep) await readListed(folder, name);
  await writeOurs(folder, "--report", { files, keep });
}
