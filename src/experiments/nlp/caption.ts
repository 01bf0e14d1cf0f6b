/** The caption of Table 5. */
import type { JobResult } from "../results.ts";
import type { TextFactor } from "./factors.ts";
import type { TextModel } from "./models.ts";
import type { TextRecourseRecord } from "./recourse.ts";

/** A model, and the splits of it that finished. */
export interface TextColumn {
  readonly model: TextModel;
  readonly splits: readonly JobResult<TextRecourseRecord>[];
  readonly asked: number;
  /** The splits that finished with a choice made otherwise, of each factor. */
  readonly otherwise: readonly { readonly factor: TextFactor; readonly splits: TextColumn["splits"] }[];
}

/** What is said below the table: the data, the substitutions, the coverage, ten examples. */
export function textCaption(columns: readonly TextColumn[]): string {
  const [record] = columns.flatMap(({ splits }) => splits.map(({ stored }) => stored.record));
  const what =
    "Sentences of the Stanford Sentiment Treebank's test set; positive is favourable. Recourse: the sentence with one word " +
    "replaced by an antonym is accepted (B.4). Baseline: λ = 0; ours: λ = 0.25. Published: BERT-base, fine-tuned.";
  if (record === undefined) return what;
  const { coverage, encoder, chosen } = record;
  const part = (some: number, of: number) => (some / of).toFixed(3);
  const ceiling =
    chosen.ceiling === null ? "" : ` The ceiling scores every replacement of ${chosen.ceiling.rows} test sentences.`;
  const otherwise = columns.some((column) => column.otherwise.length > 0)
    ? " One choice otherwise: the change of neg on the first split."
    : "";
  return (
    `${what} Ours: ${encoder}; frozen: only a linear layer on the mean state of its word pieces is trained; ` +
    "fine-tuned: all of it is, as in the paper. " +
    `Antonyms: WordNet's, where the paper uses a thesaurus. A test sentence has ${coverage.there.toFixed(1)} replacements, of ` +
    `which ${coverage.chosen.toFixed(1)} are scored; ${part(coverage.some, coverage.sentences)} of the sentences have one, ` +
    `${part(coverage.negativeSome, coverage.negativeSentences)} of those labelled negative, and nobody without one can have ` +
    `recourse.${ceiling}${otherwise} The release computes precision with labels and decisions swapped, so that Table 5 prints recall as ` +
    `precision and precision as recall: each is compared with what it is.${examplesText(columns)}`
  );
}

/** Words kept on each side of the one that is replaced. */
const AROUND = 4;

/** Sentences turned down and their best candidates, of the first split of the last model with recourse. */
function examplesText(columns: readonly TextColumn[]): string {
  const shown = columns.findLast(({ model, splits }) => model.lambda > 0 && splits.length > 0);
  const examples = shown?.splits[0]?.stored.record.examples ?? [];
  if (shown === undefined || examples.length === 0) return "";
  const each = examples.map(({ text, word, antonym, score, scoreAfter }) => {
    const at = placeOfWord(text, word);
    const before = text.slice(0, at).trim().split(" ").slice(-AROUND).join(" ");
    const after = text
      .slice(at + word.length)
      .trim()
      .split(" ")
      .slice(0, AROUND)
      .join(" ");
    return `“${before} [${word} → ${antonym}] ${after}” ${score.toFixed(2)} → ${scoreAfter.toFixed(2)}`;
  });
  return ` Of those turned down by ours (${shown.model.training}), with the score before and after: ${each.join("; ")}.`;
}

/** Where a word first stands by itself, and not within another. */
function placeOfWord(text: string, word: string): number {
  const isLetter = (character: string | undefined) => character !== undefined && /\p{L}/u.test(character);
  let at = text.indexOf(word);
  while (at >= 0 && (isLetter(text[at - 1]) || isLetter(text[at + word.length]))) at = text.indexOf(word, at + 1);
  return at < 0 ? text.indexOf(word) : at;
}
