/** `recourse explain --output`: everybody's answers as a file. */
import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import type { ReadBundle } from "../bundle/bundle.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import { pause } from "../core/yield.ts";
import { mustBeWritable, writeWhole } from "../data/disk.ts";
import { answerWriter } from "../explain/answer-files.ts";
import type { Answered } from "../explain/answer-table.ts";
import { openExplainer } from "../explain/explain.ts";
import type { ReadPerson } from "../explain/person.ts";
import { count } from "./format.ts";
import { startProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** A person, or why there is none, and how to name them. */
export interface Named {
  readonly name: string;
  readonly person: ReadPerson;
}

export interface AnswersOptions {
  readonly bundle: string;
  readonly input?: string;
  readonly json?: boolean;
  readonly method?: readonly string[];
  readonly alternatives?: number;
  readonly fractional?: boolean;
  readonly quiet?: boolean;
}

const REMEDY = "another file with --output";

/**
 * What answers people and writes the file, whole or not at all; who cannot be read has a row with the reason. Throws ConfigError
 * for a file that says no format, or that the people are read from.
 */
export function answersInto(path: string, options: AnswersOptions) {
  const write = answerWriter(path);
  if (options.json) throw new ConfigError("--output: leave --json out; a file that ends in .json is JSON");
  const { method: methods = [], alternatives, fractional, quiet = false } = options;
  return async (read: ReadBundle, people: readonly Named[], terminal: Terminal): Promise<void> => {
    if (await isSameFile(path, options.input)) {
      throw new ConfigError(`--output ${path}: the people are read from this file; name another`);
    }
    await mustBeWritable(dirname(path), REMEDY);
    const { signal } = terminal;
    const explainer = await openExplainer(read, { methods, alternatives, fractional, signal });
    const progress = startProgress("explain", terminal, quiet ? "quiet" : "normal");
    const answers: Answered[] = [];
    try {
      for (const { name, person } of people) {
        await pause(signal);
        progress.update(answers.length / people.length, `${count(answers.length)} of ${count(people.length)} people`);
        if (person instanceof DataError) answers.push({ name, problem: person.message });
        else answers.push({ name, ...(await explainer.explain(person)) });
      }
    } finally {
      progress.end();
      explainer.close();
    }
    const unanswered = answers.filter((one) => "problem" in one).length;
    const counts = { answered: answers.length - unanswered, unanswered };
    const { dataset, protocol, provenance } = read.bundle;
    const { program, lambda, seed, train, calibrate } = provenance;
    const model = { bundle: options.bundle, dataset: dataset.name, title: dataset.title, protocol };
    await writeWhole(path, write({ ...model, program, lambda, seed, train, calibrate }, counts, answers), REMEDY);
    if (unanswered > 0) {
      terminal.err(`${count(unanswered)} of ${count(answers.length)} people got no answer; the file says why\n`);
    }
    terminal.out(`${count(counts.answered)} ${counts.answered === 1 ? "answer is" : "answers are"} in ${path}\n`);
  };
}

async function isSameFile(path: string, input: string | undefined): Promise<boolean> {
  if (input === undefined) return false;
  const [there, from] = await Promise.all([path, input].map((each) => realpath(each).catch(() => null)));
  return there !== null && there === from;
}
