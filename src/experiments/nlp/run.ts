/** A run over sentences instead of a table of people: the treebank under one protocol with one λ and seed. */
import { type Request, type Resolved, resolve } from "../../config/resolve.ts";
import type { RunOpener, SizedRun } from "../../runner/runs.ts";
import { type Corpus, findTreebank, readTreebank, TREEBANK, textParts } from "./source.ts";

/** Its `read` throws: there is no table. */
export interface TextRun extends SizedRun {
  /** Read once however often it is asked for. */
  readonly corpus: () => Promise<Corpus>;
}

const EPOCHS = 6;
const BATCH = 32;

/** What a data set's file would say. The one column is the text, which no feature can be made of; nothing reads it. */
const config = {
  name: TREEBANK.name,
  title: TREEBANK.title,
  source: { file: "train.txt", licence: TREEBANK.licence, citation: TREEBANK.citation, page: TREEBANK.page },
  features: { text: { kind: "continuous" } },
  label: { column: "label", favourable: [1], unfavourable: [0], meaning: "positive" },
  actions: { features: {} },
  training: { epochs: EPOCHS, batch: BATCH },
  split: { test: 1821 },
};

/** The settings of a run over sentences. Throws ConfigError. */
export function resolvedText(request: Omit<Request, "dataset" | "table">): Promise<Resolved> {
  return resolve({ ...request, dataset: TREEBANK.name, table: { config, csv: "" } });
}

/** Opens a run over sentences. Throws ConfigError for its settings, and DataError where a file is not there. */
export const openTextRun: RunOpener = async (request, folders): Promise<TextRun> => {
  const resolved = await resolvedText(request);
  await findTreebank(folders);
  let read: Promise<Corpus> | undefined;
  return {
    ...resolved,
    csv: undefined,
    place: `protocol ${resolved.protocol}`,
    lines: 0,
    sha256: textParts.map((part) => TREEBANK.files[part].sha256 ?? ""),
    read: () => {
      throw new RangeError(`invalid run: ${TREEBANK.name} has sentences and no table`);
    },
    corpus: () => {
      read ??= readTreebank(folders, resolved.settings.nlp.sentences);
      return read;
    },
  };
};

/** The run as one over sentences, which is what a task that opens its runs so is given. */
export function textRun(run: SizedRun): TextRun {
  if ("corpus" in run) return run as TextRun;
  throw new RangeError(`invalid run: ${run.dataset} is no text`);
}
