/** x ⊕ δ for a sentence x: a noun or an adjective stands there as one of its antonyms (B.4). */
import { permutation, type Random } from "../../../core/random.ts";
import type { ReplacementSettings } from "../settings.ts";
import type { Token } from "./tagger.ts";
import type { PartOfSpeech, WordNet } from "./wordnet.ts";

/** δ: what stands in the place of which tokens. */
export interface Replacement {
  /** Ordinals of the tokens that are replaced: one, or all that are equal. */
  readonly tokens: readonly number[];
  readonly word: string;
  readonly antonym: string;
}

/** The sentence with the replacement. */
export function replaced(tokens: readonly Token[], { tokens: places, antonym }: Replacement): string {
  return tokens.map(({ before, text }, i) => before + (places.includes(i) ? inCaseOf(text, antonym) : text)).join("");
}

/** "happy" for "Sad" is "Happy". */
function inCaseOf(word: string, antonym: string): string {
  const [initial] = word;
  return initial === initial.toLowerCase() ? antonym : antonym.charAt(0).toUpperCase() + antonym.slice(1);
}

/** Every replacement of a sentence, from left to right, the nearest antonym of a word first. */
export function everyReplacement(
  tokens: readonly Token[],
  wordNet: WordNet,
  { words, occurrences, antonyms }: ReplacementSettings,
): Replacement[] {
  const found: Replacement[] = [];
  const seen = new Set<string>();
  tokens.forEach((token, i) => {
    const part = words === "tagged" ? taggedPart(token) : wordNet.firstSense(token.lemma);
    if (part === null || (occurrences === "equal" && seen.has(token.text))) return;
    seen.add(token.text);
    const equal = occurrences === "one" ? [i] : tokens.flatMap(({ text }, k) => (text === token.text ? [k] : []));
    for (const antonym of wordNet.antonyms(token.lemma, part, antonyms)) {
      found.push({ tokens: equal, word: token.text, antonym });
    }
  });
  return found;
}

function taggedPart({ tag }: Token): PartOfSpeech | null {
  if (tag === "NOUN") return "noun";
  return tag === "ADJ" ? "adjective" : null;
}

/**
 * Δ̂ = {δ₁ … δₙ} out of Δ: the first n, or n drawn without replacement, every one equally likely, in their order in the
 * sentence.
 */
export function chosenReplacements(
  every: readonly Replacement[],
  { candidates, choice }: ReplacementSettings,
  random: Random,
): readonly Replacement[] {
  if (every.length <= candidates) return every;
  if (choice === "first") return every.slice(0, candidates);
  const drawn = permutation(every.length, random).subarray(0, candidates).sort();
  return Array.from(drawn, (k) => every[k]);
}
