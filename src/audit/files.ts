/** An audit as files: the page, its numbers, and everybody it is about. */
import Papa from "papaparse";
import { isNamed } from "../actions/enumeration.ts";
import { csvFormat } from "../core/csv.ts";
import { row } from "../core/matrix.ts";
import type { Audit } from "./audit.ts";
import { numbersCsv } from "./numbers.ts";
import { auditPage } from "./page/page.ts";
import type { Subject } from "./subject.ts";

export const PAGE_FILE = "audit.html";
const NUMBERS_FILE = "numbers.csv";
const PEOPLE_FILE = "people.csv";

/** The files by name. Throws ConfigError where an installation leaves out what figures are drawn with. */
export async function auditFiles(audit: Audit, subject: Subject): Promise<ReadonlyMap<string, string>> {
  const page = await auditPage(audit, subject, { numbers: NUMBERS_FILE, people: PEOPLE_FILE });
  return new Map([
    [PAGE_FILE, page],
    [NUMBERS_FILE, numbersCsv(audit)],
    [PEOPLE_FILE, peopleCsv(audit, subject)],
  ]);
}

/** One line for each person: the decision, what is known of recourse, and raw values with their changes. */
function peopleCsv({ people, theta0 }: Audit, { columns, actions, people: { X } }: Subject): string {
  const acted = actions.actionable.map((j) => columns[j].name);
  const fields = [
    ...["record", "label", "group", "score", "theta0", "answer", "cost", "score after", "highest score"],
    ...(isNamed(actions) ? ["action"] : []),
    ...acted.flatMap((name) => [name, `delta ${name}`]),
  ];
  const data = people.map(({ row: i, record, label, group, score, answer, action, highest }) => [
    ...[record, label, group, score, theta0, answer, action === null ? null : digits(action.cost)],
    ...[action === null ? null : action.score, highest],
    ...(isNamed(actions) ? [action?.name ?? null] : []),
    ...actions.actionable.flatMap((j) => {
      const { mean, std } = columns[j];
      return [digits(mean + std * row(X, i)[j]), digits(std * (action?.delta[j] ?? 0))];
    }),
  ]);
  return `${Papa.unparse({ fields, data }, csvFormat)}\n`;
}

/** Seven digits: what float32 holds. */
function digits(value: number): number {
  return Number(value.toPrecision(7)) + 0;
}
