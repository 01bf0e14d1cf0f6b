import { describe, expect, it } from "vitest";
import { readTreebank, TREEBANK } from "../../../src/experiments/nlp/source.ts";
import { detokenised, sentencesOf } from "../../../src/experiments/nlp/treebank.ts";
import { treebankFolders, withTreebank } from "./treebank.ts";

describe("a file of trees", () => {
  it("roots 0 and 1 are negative, 3 and 4 positive, and 2 is left out", () => {
    const trees = [0, 1, 2, 3, 4].map((root) => `(${root} (2 A) (3 (2 film) (2 .)))`).join("\n");
    expect(sentencesOf(trees, "trees").map(({ line, y }) => [line, y])).toEqual([
      [1, 0],
      [2, 0],
      [4, 1],
      [5, 1],
    ]);
    expect(sentencesOf("\n(3 (2 A) (3 film))\n", "trees")).toEqual([{ line: 2, text: "A film", y: 1 }]);
  });

  it("a line that is no tree is refused with its number", () => {
    expect(() => sentencesOf("(3 (2 A) (2 film))\nA film", "dev.txt")).toThrow(/^dev.txt: line 2 is no tree/);
    expect(() => sentencesOf("(5 (2 A))", "dev.txt")).toThrow(/^dev.txt: line 1 is no tree/);
  });

  it("the Treebank's tokens become a sentence: contractions, brackets, quotation marks, slashes", () => {
    const tokens = "It does n't -LRB- really -RRB- have `` it '' , the actor\\/director 's film : 90 % dull ...".split(
      " ",
    );
    expect(detokenised(tokens)).toBe("It doesn't (really) have “it”, the actor/director's film: 90% dull...");
    expect(detokenised(["I", "'m", "sure", "they", "ca", "n't", "lose", "$", "5", "!"])).toBe(
      "I'm sure they can't lose $5!",
    );
  });
});

withTreebank("the Stanford Sentiment Treebank", () => {
  it("has 6,920, 872 and 1,821 sentences that are for or against, 3,610, 444 and 909 of them positive", async () => {
    const corpus = await readTreebank(treebankFolders, null);
    const counts = [corpus.train, corpus.validation, corpus.test].map((sentences) => [
      sentences.length,
      sentences.filter(({ y }) => y === 1).length,
    ]);
    expect(counts).toEqual([
      [6920, 3610],
      [872, 444],
      [1821, 909],
    ]);
    expect(corpus.test[3].text).toBe(
      "Perhaps no picture ever made has more literally showed that the road to hell is paved with good intentions.",
    );
  });

  it("10 sentences of a part are evenly spaced over it", async () => {
    const [all, few] = await Promise.all([readTreebank(treebankFolders, null), readTreebank(treebankFolders, 10)]);
    expect(few.validation).toEqual(Array.from({ length: 10 }, (_, i) => all.validation[Math.floor(87.2 * i)]));
  });
});

describe("the files of the treebank", () => {
  it("one that is in none of the folders is asked for with the command that brings it", async () => {
    await expect(readTreebank(["/nowhere"], null)).rejects.toThrow(
      /^sst\/train.txt is in none of \/nowhere; run: recourse data fetch sst, or put the file/,
    );
    expect(Object.values(TREEBANK.files).every(({ sha256, urls }) => sha256?.length === 64 && urls.length === 1)).toBe(
      true,
    );
  });
});
