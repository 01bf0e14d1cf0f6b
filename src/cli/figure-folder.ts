/** The figures of a report as files: read, written beside those that are there, and put into the report's page. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DataError } from "../core/errors.ts";
import type { Drawing, DrawnFigure } from "../experiments/drawing.ts";
import { drawings } from "../experiments/figures.ts";
import { type PageFigure, withFigures } from "../report/figure-section.ts";
import { CHECKSUMS, PAGE } from "../report/report.ts";
import { checksumsOf, writeWhole } from "./whole-file.ts";

const FOLDER = "figures";
const LIST = "figures.json";

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
    (await readList(folder)).map(async ({ figure: _, ...each }) => {
      const svg = await readIfThere(join(folder, `${each.name}.svg`));
      if (svg === null) throw damaged(folder, `${each.name}.svg is missing`);
      return { ...each, svg };
    }),
  );
}

async function readList(folder: string): Promise<Listed[]> {
  const text = await readIfThere(join(folder, LIST));
  if (text === null) return [];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(folder, `${LIST} is no JSON (${(error as Error).message})`);
  }
  const { data, error } = list.safeParse(json);
  if (data) return data;
  const [{ path, message }] = error.issues;
  throw damaged(folder, `${LIST} at ${path.join(".") || "its top"}: ${message}`);
}

function damaged(folder: string, what: string): DataError {
  return new DataError(`${folder}: ${what}; delete the folder and run recourse figures again`);
}

/** Writes the pictures of a drawing each; those of other names that are there stay. */
export async function writeFigures(
  report: string,
  drawn: readonly { readonly drawing: Drawing; readonly pictures: readonly DrawnFigure[] }[],
): Promise<void> {
  const folder = figureFolder(report);
  const merged = new Map((await readList(folder)).map((each) => [each.name, each]));
  for (const { drawing, pictures } of drawn) {
    for (const { name, title, caption, protocol, svg, csv } of pictures) {
      await writeWhole(join(folder, `${name}.svg`), svg);
      await writeWhole(join(folder, `${name}.csv`), csv);
      merged.set(name, { name, figure: drawing.name, heading: drawing.title, title, caption, protocol });
    }
  }
  const page = [...drawings.keys()];
  const entries = [...merged.values()].sort((a, b) => page.indexOf(a.figure) - page.indexOf(b.figure));
  await writeWhole(join(folder, LIST), `${JSON.stringify(entries, null, 1)}\n`);
  const files = new Map<string, string>();
  for (const name of [LIST, ...entries.flatMap(({ name }) => [`${name}.svg`, `${name}.csv`])]) {
    const text = await readIfThere(join(folder, name));
    if (text === null) throw damaged(folder, `${name} is missing`);
    files.set(name, text);
  }
  await writeWhole(join(folder, CHECKSUMS), checksumsOf(files));
}

/** Puts the figures of the folder into its page. Says whether there is a page with a place for them. */
export async function putIntoPage(report: string): Promise<boolean> {
  const path = join(report, PAGE);
  const page = await readIfThere(path);
  const changed = page === null ? null : withFigures(page, await readFigures(report));
  if (changed === null) return false;
  await writeWhole(path, changed);
  return true;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
