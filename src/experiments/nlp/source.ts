/** Where the Stanford Sentiment Treebank comes from, and its sentences once it is found. */
import { join } from "node:path";
import { DataError } from "../../core/errors.ts";
import { type Located, locate } from "../../data/catalogue.ts";
import type { FileSource } from "../../data/schema/source.ts";
import { textAt } from "../../data/text.ts";
import { type Sentence, sentencesOf } from "./treebank.ts";

/** The parts the treebank comes in. */
export const textParts = ["train", "validation", "test"] as const;
export type TextPart = (typeof textParts)[number];

export type Corpus = Readonly<Record<TextPart, readonly Sentence[]>>;

const RELEASE = "https://raw.githubusercontent.com/alexisjihyeross/adversarial_recourse";
const COMMIT = "a3b210461c13ed778315fb2d8e8907326a2c012d";

function treesIn(file: string, sha256: string, bytes: number): FileSource {
  return { file: join("sst", file), sha256, bytes, urls: [`${RELEASE}/${COMMIT}/data/nlp_data/${file}`] };
}

/** Data of B.4: movie reviews, each sentence with a label of sentiment. */
export const TREEBANK = {
  name: "sst",
  title: "Stanford Sentiment Treebank",
  licence: "none stated (published by Stanford NLP)",
  citation:
    "Socher, Perelygin, Wu, Chuang, Manning, Ng and Potts (2013), Recursive Deep Models for Semantic Compositionality",
  page: "https://nlp.stanford.edu/sentiment",
  files: {
    train: treesIn("train.txt", "e2f3f41b0b1e6d4dddc0effe3bfc2d27ed8928079aa9a03d652311614fc5feb7", 2_160_058),
    validation: treesIn("dev.txt", "0e9336aed6e4730e19f58d00a77b3f0297efdb755f7b5e598c98a05e3f97ea40", 280_825),
    test: treesIn("test.txt", "6e54806dee95cf80cd918e7dfb3f6770f6df24bf826f289a4d1f709e1c8f6761", 559_614),
  } satisfies Record<TextPart, FileSource>,
} as const;

/** Each file in the first of `folders` that has the right bytes. */
export async function locateTreebank(folders: readonly string[]): Promise<Readonly<Record<TextPart, Located>>> {
  const [train, validation, test] = await Promise.all(textParts.map((part) => locate(TREEBANK.files[part], folders)));
  return { train, validation, test };
}

/** The paths of the files. Throws DataError with what to run where one is not there. */
export async function findTreebank(folders: readonly string[]): Promise<Readonly<Record<TextPart, string>>> {
  const located = await locateTreebank(folders);
  const pathOf = (part: TextPart): string => {
    const { file, state, path, searched } = located[part];
    if (state === "found" && path !== null) return path;
    const what = state === "missing" ? `is in none of ${searched.join(", ")}` : `has other bytes at ${path}`;
    throw new DataError(
      `${file} ${what}; run: recourse data fetch ${TREEBANK.name}, or put the file into one of these folders`,
    );
  };
  return { train: pathOf("train"), validation: pathOf("validation"), test: pathOf("test") };
}

/** The sentences that are for or against; with `most`, so many of each part, evenly spaced, since they are not in random order. */
export async function readTreebank(folders: readonly string[], most: number | null): Promise<Corpus> {
  const paths = await findTreebank(folders);
  const read = async (part: TextPart) => {
    const sentences = sentencesOf(await textAt(paths[part]), paths[part]);
    if (most === null || most >= sentences.length) return sentences;
    return Array.from({ length: most }, (_, i) => sentences[Math.floor((i * sentences.length) / most)]);
  };
  const [train, validation, test] = await Promise.all(textParts.map(read));
  return { train, validation, test };
}
