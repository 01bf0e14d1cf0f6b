/** What one word would do to a sentence: the classifier on a frozen encoder, asked about every replacement. */
import type { Override } from "../../config/resolve.ts";
import { ConfigError } from "../../core/errors.ts";
import { accepts } from "../../core/metrics.ts";
import type { NetworkSpec } from "../../engines/engine.ts";
import { fromFloats } from "../../engines/parameters.ts";
import { openEngine } from "../../engines/registry.ts";
import { ifStored, type Reader } from "../../runner/reader.ts";
import { classifyFrozen, HEAD_FILE } from "./classify.ts";
import { encodeTexts } from "./encoder/features.ts";
import { pretrainedEncoder } from "./encoder/pretrained.ts";
import { textLambdas, textRequest } from "./models.ts";
import { runtime } from "./onnx/runtime.ts";
import { openTextRun, textRun } from "./run.ts";
import { everyReplacement, replaced } from "./words/replacements.ts";
import { openTagger } from "./words/tagger.ts";
import { openWordNet } from "./words/wordnet.ts";

/** A sentence with one word replaced, and what is decided of it. */
export interface TextChange {
  readonly word: string;
  readonly antonym: string;
  readonly text: string;
  readonly score: number;
  readonly accepted: boolean;
}

export interface TextExplanation {
  readonly text: string;
  readonly encoder: string;
  readonly score: number;
  readonly theta0: number;
  readonly accepted: boolean;
  /** Every replacement, the one with the highest score first. */
  readonly changes: readonly TextChange[];
}

/** Which classifier is asked, and where results and the treebank are. */
export interface TextQuestion {
  readonly protocol: string;
  readonly overrides: Readonly<Record<string, Override>>;
  readonly reader: Reader;
  readonly folders: readonly string[];
}

const SEED = 0;

/**
 * Scores a sentence and every replacement of it, by the classifier of seed 0 that was trained for recourse. Throws
 * ConfigError with the command that trains it where it is not stored.
 */
export async function explainSentence(text: string, question: TextQuestion): Promise<TextExplanation> {
  const { protocol, overrides, reader, folders } = question;
  const [, { lambda }] = textLambdas;
  const scope = { protocol, overrides, datasets: [], seeds: [SEED] };
  const run = textRun(await openTextRun(textRequest(scope, lambda, SEED), folders));
  const classified = await ifStored(() => classifyFrozen(reader, run));
  if (classified === null) {
    throw new ConfigError(
      `no classifier of sentences is stored in ${reader.root}; run: recourse tables 5 --protocol ${protocol} --seed ${SEED}`,
    );
  }
  const { nlp, network, run: choices } = run.settings;
  const [tagger, wordNet] = await Promise.all([openTagger(), openWordNet()]);
  const tokens = tagger.tag(text);
  const every = everyReplacement(tokens, wordNet, nlp);
  const texts = every.map((each) => replaced(tokens, each));
  const encoder = await pretrainedEncoder(nlp.encoder);
  const X = await encodeTexts(encoder, nlp.layers, [text, ...texts], await runtime(nlp.runtime));
  const { hidden } = nlp;
  const { activation } = network;
  const spec: NetworkSpec = { inputs: X.cols, hidden, activation, dropout: 0 };
  const floats = new Float32Array(Uint8Array.from(classified.files[HEAD_FILE]).buffer);
  const opened = (await openEngine(choices.engine)).open(spec, fromFloats(spec, floats));
  const [score, ...scores] = opened.score(X);
  opened.close();
  const { theta0 } = classified.record;
  const changes = every.map(({ word, antonym }, i): TextChange => {
    return { word, antonym, text: texts[i], score: scores[i], accepted: accepts(scores[i], theta0) };
  });
  return {
    text,
    encoder: encoder.name,
    score,
    theta0,
    accepted: accepts(score, theta0),
    changes: changes.sort((a, b) => b.score - a.score),
  };
}
