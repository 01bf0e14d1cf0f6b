/** The Stanford Sentiment Treebank (Socher et al., 2013): one labelled tree a line, read as sentences that are for or against. */
import { DataError } from "../../core/errors.ts";

/** A sentence of a movie review. */
export interface Sentence {
  /** Its line in the file, from 1. */
  readonly line: number;
  readonly text: string;
  /** 1: positive, the favourable outcome. */
  readonly y: 0 | 1;
}

/** The label of the middle: neither positive nor negative. */
const NEUTRAL = 2;

const LEAF = /\([0-4] ([^()\s]+)\)/g;

/**
 * The sentences of a file of trees, `(3 (2 The) (4 film))`: a root of 0 or 1 is negative, of 3 or 4 positive, and sentences
 * of 2 are left out, as in the binary task. Throws DataError with the line that is no tree.
 */
export function sentencesOf(trees: string, place: string): Sentence[] {
  const sentences: Sentence[] = [];
  trees.split("\n").forEach((tree, i) => {
    if (tree.trim() === "") return;
    const [, root] = /^\(([0-4]) /.exec(tree) ?? [];
    const leaves = [...tree.matchAll(LEAF)].map(([, word]) => word);
    if (root === undefined || leaves.length === 0) {
      throw new DataError(`${place}: line ${i + 1} is no tree of the treebank, as (3 (2 The) (4 film)) is one`);
    }
    if (Number(root) === NEUTRAL) return;
    sentences.push({ line: i + 1, text: detokenised(leaves), y: Number(root) > NEUTRAL ? 1 : 0 });
  });
  return sentences;
}

/** What the Penn Treebank writes for other characters. */
const written = new Map([
  ["-LRB-", "("],
  ["-RRB-", ")"],
  ["-lrb-", "("],
  ["-rrb-", ")"],
  ["``", "“"],
  ["''", "”"],
  ["`", "‘"],
]);

/** Stands against the word before it. */
const CLOSES = /^([,.;:!?%)”]|\.\.\.|n't|'(s|m|d|re|ve|ll)?)$/i;
/** Has the word after it stand against it. */
const OPENS = /^[(“‘$#]$/;

/** A sentence from the tokens of the Penn Treebank: "does", "n't", "," → "doesn't,". */
export function detokenised(tokens: readonly string[]): string {
  let text = "";
  let open = true;
  for (const token of tokens) {
    const word = written.get(token) ?? token.replaceAll("\\", "");
    text += open || CLOSES.test(word) ? word : ` ${word}`;
    open = OPENS.test(word);
  }
  return text;
}
