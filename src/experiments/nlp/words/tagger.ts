/** Words of a sentence with their parts of speech and dictionary forms, told by wink-nlp from their context. */
import { createRequire } from "node:module";
import { optional } from "../../../core/optional.ts";

/** A token of a text, as it stands there. */
export interface Token {
  /** The blanks before it. */
  readonly before: string;
  readonly text: string;
  /** A universal part of speech: "NOUN", "ADJ". */
  readonly tag: string;
  /** The dictionary form, in lower case: "problem" of "problems". */
  readonly lemma: string;
}

export interface Tagger {
  /** All tokens of a text in their order: `before` and `text` of all, joined, are the text. */
  tag(text: string): readonly Token[];
}

const PACKAGES = ["wink-nlp", "wink-eng-lite-web-model"];

const PURPOSE = "telling parts of speech (Table 5)";

const require = createRequire(import.meta.url);

/** What tells parts of speech, with its versions. Throws ConfigError where a package is missing. */
export async function taggerName(): Promise<string> {
  const versions = await optional(PACKAGES, PURPOSE, () =>
    PACKAGES.map((name) => require(`${name}/package.json`).version),
  );
  return PACKAGES.map((name, i) => `${name} ${versions[i]}`).join(", ");
}

/** Loads the tagger. Throws ConfigError where its packages are missing. */
export async function openTagger(): Promise<Tagger> {
  const [{ default: winkNLP }, { default: model }] = await optional(PACKAGES, PURPOSE, () =>
    Promise.all([import("wink-nlp"), import("wink-eng-lite-web-model")]),
  );
  const nlp = winkNLP(model, ["sbd", "pos"]);
  const { its } = nlp;
  return {
    tag(text) {
      const tokens = nlp.readDoc(text).tokens();
      const [words, tags, lemmas, blanks] = [its.value, its.pos, its.lemma, its.precedingSpaces].map(
        (what) => tokens.out(what as typeof its.value) as string[],
      );
      return words.map((word, i) => ({ before: blanks[i], text: word, tag: tags[i], lemma: lemmas[i].toLowerCase() }));
    },
  };
}
