/** The paper's collection of sentences in `recourse data`: whether its files are there, and what they hold. */
import { findTreebank, locateTreebank, readTreebank, TREEBANK, textParts } from "../experiments/nlp/source.ts";
import { count, percent } from "./format.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** What a list of data sets says of it. */
export interface TextEntry {
  readonly name: string;
  readonly title: string;
  readonly state: string;
  readonly rows: number | null;
  readonly positives: number | null;
  readonly licence: string;
  readonly files: readonly { readonly file: string; readonly path: string | null; readonly state: string }[];
}

export async function textEntry(folders: readonly string[]): Promise<TextEntry> {
  const { name, title, licence } = TREEBANK;
  const located = Object.values(await locateTreebank(folders));
  const state = located.find((file) => file.state !== "found")?.state ?? "found";
  const corpus = state === "found" ? await readTreebank(folders, null) : null;
  const sentences = corpus && textParts.flatMap((part) => corpus[part]);
  const files = located.map(({ file, path, state }) => ({ file, path, state }));
  const positives = sentences?.filter(({ y }) => y === 1).length ?? null;
  return { name, title, state, rows: sentences?.length ?? null, positives, licence, files };
}

/** Its parts with their sentences. Throws DataError where a file is not there. */
export async function showTexts(folders: readonly string[], json: boolean, terminal: Terminal): Promise<void> {
  const paths = await findTreebank(folders);
  const corpus = await readTreebank(folders, null);
  const parts = textParts.map((part) => {
    const positives = corpus[part].filter(({ y }) => y === 1).length;
    return { part, path: paths[part], sentences: corpus[part].length, positives };
  });
  if (json) return terminal.out(`${JSON.stringify({ dataset: TREEBANK.name, title: TREEBANK.title, parts })}\n`);
  const rows = parts.map(({ part, sentences, positives }) => [
    part,
    count(sentences),
    `${count(positives)} (${percent(positives / sentences)})`,
  ]);
  terminal.out(`${TREEBANK.name} · ${TREEBANK.title} · sentences of movie reviews that are for or against (Table 5)\n`);
  terminal.out(table(["part", "sentences", "positive"], rows, terminal, ["left", "right", "right"]));
  terminal.out(`licence: ${TREEBANK.licence}\ncite: ${TREEBANK.citation}\nnext: recourse tables 5\n`);
}
