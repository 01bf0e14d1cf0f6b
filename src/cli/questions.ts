/** What `recourse init` asks a person, in this order, where the flags have not said it. */
import { ConfigError } from "../core/errors.ts";
import { changeable, groups, labelNamed, labelValues } from "../init/answers.ts";
import { type InferredColumn, infer, leakOf, usable } from "../init/inference.ts";
import type { Actionable, Answers } from "../init/planned.ts";
import type { TableProfile } from "../init/profile.ts";
import { Ended } from "./ended.ts";

/** One answer of several, and what is known of it. */
export interface Choice {
  readonly value: string;
  readonly hint?: string;
}

/** How a person is asked. Each question is answered, or null: the person has had enough (Ctrl-C). */
export interface Asker {
  choose(question: string, choices: readonly Choice[], first: string): Promise<string | null>;
  chooseSome(question: string, choices: readonly Choice[], min: number): Promise<readonly string[] | null>;
  write(question: string, proposal: string): Promise<string | null>;
}

/** What the flags say. */
export interface Given {
  readonly label?: string;
  readonly favourable?: readonly string[];
  readonly meaning?: string;
  readonly actionable?: readonly Actionable[];
  readonly sensitive?: string;
}

/** Everything only a person can say, and the favourable outcome in words. */
export interface Interview extends Answers {
  readonly meaning: string;
}

const DIRECTIONS = ["any", "increase", "decrease"] as const;
const NOBODY = "(none)";

/** "income:increase,savings" as what a person can change. Throws ConfigError for a direction there is not. */
export function parseActionable(names: readonly string[]): Actionable[] {
  return names.map((name) => {
    const at = name.lastIndexOf(":");
    if (at < 1) return { column: name, direction: "any" };
    const direction = DIRECTIONS.find((each) => each === name.slice(at + 1));
    if (direction === undefined) {
      throw new ConfigError(`--actionable ${name}: write ${name.slice(0, at)}:increase, :decrease or :any`);
    }
    return { column: name.slice(0, at), direction };
  });
}

/** The flags' answers and proposals; a ConfigError names the first flag that nothing can be proposed for. */
export function answersOf(given: Given, table: TableProfile): Interview {
  const names = table.columns.map(({ name }) => name);
  const { label, favourable, actionable, sensitive = null } = given;
  if (label === undefined) throw new ConfigError(`--label is missing: name the outcome, one of ${names.join(", ")}`);
  const values = labelValues(labelNamed(label, table), table.file);
  if (favourable === undefined) {
    throw new ConfigError(
      `--favourable is missing: name the values of ${label} that a person wants, of ${listed(values)}`,
    );
  }
  if (actionable === undefined) {
    const possible = table.columns.map(infer).filter((column) => changeable(column) && column.profile.name !== label);
    const some = possible.map(({ profile }) => profile.name).join(", ");
    throw new ConfigError(`--actionable is missing: name the columns a person can change, of ${some}`);
  }
  return { label, favourable, meaning: given.meaning ?? meaningOf(label, favourable), actionable, sensitive };
}

/** Asks for what the flags have not said. Throws Ended with 130 when the person stops. */
export async function interview(given: Given, table: TableProfile, ask: Asker): Promise<Interview> {
  const inferred = table.columns.map(infer);
  const label = given.label ?? (await askLabel(inferred, ask));
  const profile = labelNamed(label, table);
  const values = labelValues(profile, table.file);
  const favourable = given.favourable ?? (await askFavourable(profile.values, values, label, ask));
  const meaning =
    given.meaning ?? answered(await ask.write("What does that mean, in words?", meaningOf(label, favourable)));
  const wanted = new Set(favourable);
  const others = inferred.filter(
    (column) =>
      column.profile.name !== label && usable.has(column.kind) && leakOf(column, label, wanted, table) === null,
  );
  const actionable = given.actionable ?? (await askActionable(others.filter(changeable), ask));
  const sensitive = given.sensitive ?? (await askSensitive(others.filter(groups), ask));
  return { label, favourable, meaning, actionable, sensitive };
}

async function askLabel(columns: readonly InferredColumn[], ask: Asker): Promise<string> {
  const possible = columns.filter(({ profile }) => profile.values.size >= 2 && profile.values.size <= 20);
  const choices = (possible.length === 0 ? columns : possible).map(choiceOf);
  return answered(await ask.choose("Which column is the outcome?", choices, choices[choices.length - 1].value));
}

async function askFavourable(
  counts: ReadonlyMap<string, number>,
  values: readonly string[],
  label: string,
  ask: Asker,
): Promise<readonly string[]> {
  const choices = values.map((value) => ({ value, hint: `${counts.get(value) ?? 0} records` }));
  if (values.length > 2)
    return answered(await ask.chooseSome(`Which values of ${label} does a person want?`, choices, 1));
  return [
    answered(await ask.choose(`Which value of ${label} does a person want?`, choices, values[values.length - 1])),
  ];
}

async function askActionable(columns: readonly InferredColumn[], ask: Asker): Promise<Actionable[]> {
  const names = answered(await ask.chooseSome("What can a person change?", columns.map(choiceOf), 1));
  const actionable: Actionable[] = [];
  for (const column of names) {
    const inferred = columns.find(({ profile }) => profile.name === column);
    if (inferred === undefined || groups(inferred)) actionable.push({ column, direction: "any" });
    else {
      const choices = DIRECTIONS.map((value) => ({ value }));
      const direction = answered(await ask.choose(`Which way can ${column} move?`, choices, "any"));
      actionable.push(...parseActionable([`${column}:${direction}`]));
    }
  }
  return actionable;
}

async function askSensitive(columns: readonly InferredColumn[], ask: Asker): Promise<string | null> {
  if (columns.length === 0) return null;
  const choices = [{ value: NOBODY }, ...columns.map(choiceOf)];
  const name = answered(await ask.choose("Compare the recourse of two groups, told apart by", choices, NOBODY));
  return name === NOBODY ? null : name;
}

function choiceOf({ profile, kind, reason }: InferredColumn): Choice {
  return { value: profile.name, hint: `${kind}, ${reason}` };
}

function answered<T>(answer: T | null): T {
  if (answer === null) throw new Ended(130);
  return answer;
}

function meaningOf(label: string, favourable: readonly string[]): string {
  return `${label}: ${favourable.join(" or ")}`;
}

function listed(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}
