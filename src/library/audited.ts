/** What the subjects of audits share: data and origin in words, and answers to people by their records. */

import type { Subject } from "../audit/subject.ts";
import type { Dataset } from "../data/dataset.ts";
import { findFiles } from "../data/load.ts";
import { textAt } from "../data/text.ts";
import type { Answer } from "../explain/answer.ts";
import { type Person, peopleOfRecords, type Reading } from "../explain/person.ts";
import type { Run } from "../pipeline/run.ts";
import { programName } from "./package.ts";
import type { Workspace } from "./workspace.ts";

/** A subject whose networks are open. */
export interface OpenSubject {
  readonly subject: Subject;
  close(): void;
}

/** What of a subject the data set's file says. */
export function describedData({ settings }: Run, { title, favourable }: Pick<Dataset, "title" | "favourable">) {
  const { description = null, sensitive = null } = settings;
  return { title, favourable, description, sensitive };
}

export function rowsOf({ parts }: Dataset): number {
  return [...new Set(Object.values(parts))].reduce((sum, { X }) => sum + X.rows, 0);
}

/** "3 hidden layers of 100, 100 and 100 tanh units …". */
export function trainedText({ network: { hidden, activation }, run }: Run["settings"]): string {
  const { lambda, seed, engine } = run;
  return `${networkText(hidden, activation)}, trained with λ = ${lambda} and seed ${seed}, computed by ${engine}`;
}

export function networkText(hidden: readonly number[], activation: string): string {
  if (hidden.length === 0) return "logistic regression";
  return `a network with ${hidden.length} hidden layer${hidden.length === 1 ? "" : "s"} (${hidden.join(", ")} units, ${activation})`;
}

export function originOf({ settings, protocol, sha256 }: Run): [string, string][] {
  const { source } = settings;
  const files = [source.file, ...(source.test === null ? [] : [source.test.file])];
  return [
    ["program", programName()],
    ["protocol", protocol],
    ...files.map((file, i): [string, string] => [`SHA-256 of ${file}`, sha256[i]]),
  ];
}

/** Answers to people by their records in the CSV of the people audited, in the order asked for. */
export async function answersTo(
  records: readonly number[],
  reading: Reading,
  run: Run,
  { folders }: Workspace,
  answer: (person: Person) => Promise<Answer>,
): Promise<Answer[]> {
  const { source, name } = run.settings;
  const of = source.test ?? source;
  const files = run.csv === undefined ? await findFiles(source, folders, name) : [];
  const text = run.csv ?? (await textAt(files[files.length - 1].path));
  const ascending = records.toSorted((a, b) => a - b);
  const answers = new Map<number, Answer>();
  for (const [i, person] of peopleOfRecords(reading, text, { ...source, file: of.file }, records).entries()) {
    answers.set(ascending[i], await answer(person));
  }
  return records.flatMap((record) => answers.get(record) ?? []);
}
