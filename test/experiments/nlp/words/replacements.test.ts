import { describe, expect, it } from "vitest";
import { stream } from "../../../../src/core/random.ts";
import type { ReplacementSettings } from "../../../../src/experiments/nlp/settings.ts";
import { chosenReplacements, everyReplacement, replaced } from "../../../../src/experiments/nlp/words/replacements.ts";
import { openTagger } from "../../../../src/experiments/nlp/words/tagger.ts";
import { openWordNet } from "../../../../src/experiments/nlp/words/wordnet.ts";

const [tagger, wordNet] = await Promise.all([openTagger(), openWordNet()]);

describe("WordNet's antonyms", () => {
  it("direct: unhappy for happy, and both opposites of emotional; none for problem", () => {
    expect(wordNet.antonyms("happy", "adjective", "direct")).toEqual(["unhappy"]);
    expect(wordNet.antonyms("emotional", "adjective", "direct")).toEqual(["cerebral", "unemotional"]);
    expect(wordNet.antonyms("problem", "noun", "thesaurus")).toEqual([]);
  });

  it("each source has all that the one before has, in the same order, and for good 2, 21 and 325 of them", () => {
    const counts = (["direct", "indirect", "thesaurus"] as const).map(
      (source) => wordNet.antonyms("good", "adjective", source).length,
    );
    expect(counts).toEqual([2, 21, 325]);
    for (const word of ["good", "dull", "emotional", "gorgeous"]) {
      const [direct, indirect, thesaurus] = (["direct", "indirect", "thesaurus"] as const).map((source) =>
        wordNet.antonyms(word, "adjective", source),
      );
      expect(indirect.slice(0, direct.length)).toEqual(direct);
      expect(thesaurus.slice(0, indirect.length)).toEqual(indirect);
      expect(new Set(thesaurus).size).toBe(thesaurus.length);
      expect(thesaurus).not.toContain(word);
    }
  });

  it("the first sense of good is a noun, of dull a verb, of emotional an adjective, of gorgeous one similar to another", () => {
    const senses = ["good", "dull", "emotional", "gorgeous", "xyzzy"].map((word) => wordNet.firstSense(word));
    expect(senses).toEqual(["noun", null, "adjective", null, null]);
  });
});

const settings: ReplacementSettings = {
  antonyms: "direct",
  words: "tagged",
  occurrences: "one",
  candidates: 10,
  choice: "sampled",
};

const every = (text: string, changed: Partial<ReplacementSettings> = {}) =>
  everyReplacement(tagger.tag(text), wordNet, { ...settings, ...changed });
const texts = (text: string, changed: Partial<ReplacementSettings> = {}) =>
  every(text, changed).map((each) => replaced(tagger.tag(text), each));

describe("x ⊕ δ", () => {
  it("the paper's sentence has its emotional replaced, and nothing else of it changes", () => {
    expect(texts("There's no emotional pulse to Solaris.")).toEqual([
      "There's no cerebral pulse to Solaris.",
      "There's no unemotional pulse to Solaris.",
    ]);
  });

  it("an inflected word is looked up in its dictionary form, and an initial capital stays", () => {
    expect(tagger.tag("The worst friends.").map(({ lemma }) => lemma)).toEqual(["the", "bad", "friend", "."]);
    expect(texts("The worst film.")).toEqual(["The good film."]);
    const token = { before: "", tag: "ADJ", lemma: "happy" };
    const happy = [
      { ...token, text: "Happy" },
      { ...token, text: "happy", before: " " },
    ];
    expect(replaced(happy, { tokens: [0, 1], word: "Happy", antonym: "unhappy" })).toBe("Unhappy unhappy");
  });

  it("one occurrence, or every equal token: 4 sentences or 2 from two emotionals", () => {
    const text = "An emotional film with an emotional end.";
    const one = texts(text).filter((each) => each.includes("cerebral") || each.includes("unemotional"));
    expect(one).toEqual([
      "An cerebral film with an emotional end.",
      "An unemotional film with an emotional end.",
      "An emotional film with an cerebral end.",
      "An emotional film with an unemotional end.",
    ]);
    const equal = texts(text, { occurrences: "equal" }).filter((each) => !each.includes(" emotional"));
    expect(equal).toEqual(["An cerebral film with an cerebral end.", "An unemotional film with an unemotional end."]);
  });
});

describe("Δ̂ of n candidates", () => {
  const text = "A good, dull and emotional film.";

  it("first: the first 3 from the left", () => {
    const all = every(text, { antonyms: "thesaurus" });
    expect(chosenReplacements(all, { ...settings, choice: "first", candidates: 3 }, stream(0, "x"))).toEqual(
      all.slice(0, 3),
    );
  });

  it("sampled: 10 different ones in their order, the same for the same stream, others for another", () => {
    const all = every(text, { antonyms: "thesaurus" });
    expect(all.length).toBeGreaterThan(400);
    const drawn = chosenReplacements(all, settings, stream(0, "x"));
    const places = drawn.map((each) => all.indexOf(each));
    expect(new Set(places).size).toBe(10);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(chosenReplacements(all, settings, stream(0, "x"))).toEqual(drawn);
    expect(chosenReplacements(all, settings, stream(1, "x"))).not.toEqual(drawn);
  });

  it("over 2,000 streams, each of 20 is among the 10 drawn in half of them, ± 4 standard errors", () => {
    const all = every(text, { antonyms: "thesaurus" }).slice(0, 20);
    const counts = new Array<number>(20).fill(0);
    for (let i = 0; i < 2000; i++) {
      for (const each of chosenReplacements(all, settings, stream(i, "x"))) counts[all.indexOf(each)]++;
    }
    for (const count of counts) expect(Math.abs(count / 2000 - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 2000));
  });

  it("as many as there are where there are no more than n", () => {
    const all = every("An emotional film.");
    expect(chosenReplacements(all, settings, stream(0, "x"))).toBe(all);
  });
});
