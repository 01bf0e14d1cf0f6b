/** `recourse explain --text`: which word would make a sentence positive. */
import { DEFAULT_PROTOCOL } from "../config/resolve.ts";
import { explainSentence, type TextExplanation } from "../experiments/nlp/explain-text.ts";
import { requestFor } from "./options.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { workspaceOf } from "./workspace.ts";
import { paragraph } from "./wrap.ts";

interface TextOptions {
  readonly results?: string;
  readonly dataDir?: string | undefined;
  readonly protocol?: string;
  readonly set?: readonly string[];
  readonly alternatives?: number;
  readonly json?: boolean;
}

/** Replacements shown unless --alternatives says how many. */
const SHOWN = 5;

export async function explainText(text: string, options: TextOptions, terminal: Terminal): Promise<void> {
  const { protocol = DEFAULT_PROTOCOL, set, alternatives = SHOWN } = options;
  const { reader, folders } = workspaceOf({ results: options.results, dataDir: options.dataDir }, terminal);
  const { overrides = {} } = requestFor("", set ? { set } : {});
  const found = await explainSentence(text, { protocol, overrides, reader, folders });
  if (options.json) terminal.out(`${JSON.stringify({ ...found, protocol })}\n`);
  else terminal.out(`${sentenceText(found, alternatives, terminal)}\n`);
}

function sentenceText(found: TextExplanation, most: number, terminal: Terminal): string {
  const { text, score, theta0, accepted, changes, encoder } = found;
  const flips = changes.filter((change) => change.accepted).length;
  const outcome = `${accepted ? "positive" : "negative"}: score ${score.toFixed(3)}, θ₀ = ${theta0}`;
  const lines = [...paragraph(`“${text}”`, terminal.columns, "  "), `${outcome} · ${encoder}`];
  if (changes.length === 0) return [...lines, "no noun or adjective of it has an antonym in WordNet"].join("\n");
  const shown = changes.slice(0, most);
  const rows = shown.map((change) => [
    `${change.word} → ${change.antonym}`,
    change.score.toFixed(3),
    change.accepted ? "positive" : "negative",
  ]);
  const said = accepted
    ? `${changes.length} replacements of one word, of which ${changes.length - flips} would make it negative`
    : `${changes.length} replacements of one word, of which ${flips} would make it positive`;
  const last = flips === 0 && !accepted ? ["none of them is enough: all were scored"] : [];
  return [
    ...lines,
    said,
    table(["highest scores", "score", "then"], rows, terminal, ["left", "right", "left"]).trimEnd(),
    ...last,
  ].join("\n");
}
