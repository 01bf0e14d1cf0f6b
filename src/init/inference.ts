/** What the columns of a CSV seem to be: measurements, categories, dates, identifiers; and which give the label away. */
import { rocAuc } from "../core/metrics.ts";
import { type DateOrder, dateIn, dateOrders, dayOf, numberIn } from "../data/cell.ts";
import { type ColumnProfile, MANY, type TableProfile } from "./profile.ts";

export type Kind =
  | "continuous"
  | "integer"
  | "binary"
  | "categorical"
  | "date"
  | "constant"
  | "empty"
  | "identifier"
  | "text";

/** A column with what it seems to be, and why. */
export interface InferredColumn {
  readonly profile: ColumnProfile;
  readonly kind: Kind;
  /** "53 distinct whole numbers, 18 … 70". */
  readonly reason: string;
  /** How a date is written; null for other kinds. */
  readonly order: DateOrder | null;
}

/** Kinds that become features. */
export const usable: ReadonlySet<Kind> = new Set(["continuous", "integer", "binary", "categorical", "date"]);

/** A categorical column has at most so many values, and on average at least so many rows for each. */
const MOST_CATEGORIES = 50;
const ROWS_PER_CATEGORY = 5;
/** From this share of unique cells on, a column names rows rather than describing people. */
const UNIQUE = 0.95;
/** A category is rare below this share of rows or this number of them. */
const RARE_SHARE = 0.01;
const RARE_ROWS = 10;
/** The AUC from which a column is said to give the label away, and the rows of each label needed to say so. */
const LEAK_AUC = 0.999;
const LEAK_ROWS = 10;

/** A number as shown: "1,203", "0.35". */
export function shown(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 6 });
}

/** What a column seems to be. The rules are applied from top to bottom; the first that holds decides. */
export function infer(profile: ColumnProfile): InferredColumn {
  const { name, known, values, overflows, numbers, whole, padded, min, max } = profile;
  const distinct = values.size;
  const many = overflows ? `more than ${shown(MANY)} distinct` : `${shown(distinct)} distinct`;
  const is = (kind: Kind, reason: string, order: DateOrder | null = null) => ({ profile, kind, reason, order });

  if (known === 0) return is("empty", "every cell is missing");
  if (distinct === 1) return is("constant", `always ${JSON.stringify([...values.keys()][0])}`);
  const unique = overflows ? [...values.values()].every((times) => times === 1) : distinct >= UNIQUE * known;

  if (numbers === known && padded === 0) {
    const range = `${shown(min)} … ${shown(max)}`;
    if (distinct === 2) return is("binary", `two numbers, ${range}`);
    const named = /(^|[\W_])(id|uuid|key|index|row|nr|no|number)$|[a-z](Id|ID)$|^id([\W_]|$)/i.test(name);
    const consecutive = max - min + 1 === known;
    if (whole === known && unique && known > 20 && (named || consecutive)) {
      return is("identifier", `${many} whole numbers in ${shown(known)} rows`);
    }
    return whole === known
      ? is("integer", `${many} whole numbers, ${range}`)
      : is("continuous", `${many} numbers, ${range}`);
  }
  const order = dateOrders.find((order) => profile.dates[order].count === known);
  if (order !== undefined) {
    const { first, last } = profile.dates[order];
    return is("date", `${many} dates, ${dayOf(first)} … ${dayOf(last)}`, order);
  }
  if (distinct === 2 && known >= 4) return is("binary", `two values, ${[...values.keys()].sort().join(" and ")}`);
  if (!overflows && distinct <= MOST_CATEGORIES && distinct * ROWS_PER_CATEGORY <= known) {
    return is("categorical", `${distinct} distinct values`);
  }
  if (numbers > 0.5 * known) return is("text", strayReason(profile));
  const cell = [...values.keys()].find((value) => /^[^\d\w]*\d[\d.,' ]*[^\d\w]*$/.test(value));
  if (cell !== undefined && [...values.keys()].filter((value) => /\d[.,' ]\d/.test(value)).length > distinct / 2) {
    return is("text", `numbers written as ${JSON.stringify(cell)}; write them as 1234.5`);
  }
  if (unique && profile.sentences < 0.2 * known) return is("identifier", `${many} texts in ${shown(known)} rows`);
  return is("text", `${many} texts, too many for categories`);
}

/** Which cells keep a column from being a number. */
function strayReason({ values, numbers, known }: ColumnProfile): string {
  const stray = [...values.keys()].filter((cell) => Number.isNaN(numberIn(cell)));
  const listed = stray.slice(0, 3).map((cell) => JSON.stringify(cell));
  const cells = `${shown(known - numbers)} of ${shown(known)} cells are no number`;
  const few =
    stray.length <= 3 ? `; if ${listed.join(", ")} mean that the value is missing, add them to source.missing` : "";
  return `${cells} (${listed.join(", ")}${stray.length > 3 ? " …" : ""})${few}`;
}

/** The values of a column with few rows, rarest first. */
export function rareValues({ values, known }: ColumnProfile): [value: string, times: number][] {
  const enough = Math.max(RARE_ROWS, RARE_SHARE * known);
  return [...values].filter(([, times]) => times < enough).sort(([, a], [, b]) => a - b);
}

/**
 * How a column gives the label away, or null. On the sample's rows with a label: each of its values occurs with one label
 * only; or, as a number or date, one threshold parts the labels (ROC AUC at least 0.999); or it is missing under one label only.
 */
export function leakOf(
  column: InferredColumn,
  label: string,
  favourable: ReadonlySet<string>,
  { columns, sample, gaps }: TableProfile,
): string | null {
  const at = columns.findIndex(({ name }) => name === column.profile.name);
  const labelAt = columns.findIndex(({ name }) => name === label);
  const rows = sample.filter((cells) => !gaps.has(cells[labelAt]));
  const y = Uint8Array.from(rows, (cells) => Number(favourable.has(cells[labelAt])));
  const cells = rows.map((row) => row[at]);

  const gapLabels = parted(
    cells.map((cell) => String(gaps.has(cell))),
    y,
  );
  if (gapLabels) return `it is missing exactly where ${label} is one of two outcomes`;
  const known = cells.flatMap((cell, i) => (gaps.has(cell) ? [] : [i]));
  const values = known.map((i) => cells[i]);
  const labels = Uint8Array.from(known, (i) => y[i]);
  if (values.every((cell, i) => cell === rows[known[i]][labelAt])) return `it equals ${label}`;
  if (column.kind === "binary" || column.kind === "categorical") {
    return parted(values, labels) ? `each of its values goes with one outcome of ${label}` : null;
  }
  if (!enough(labels)) return null;
  const order = column.order;
  const numbers = values.map((cell) => (order === null ? numberIn(cell) : dateIn(cell, order)));
  const auc = rocAuc(numbers, labels) ?? 0.5;
  const parts = Math.max(auc, 1 - auc);
  return parts >= LEAK_AUC ? `a threshold on it parts the outcomes of ${label} (AUC ${parts.toFixed(4)})` : null;
}

function enough(labels: Uint8Array): boolean {
  const ones = labels.reduce((sum, label) => sum + label, 0);
  return Math.min(ones, labels.length - ones) >= LEAK_ROWS;
}

/** Whether each value occurs with one label only, both labels occurring often enough to tell. */
function parted(values: readonly string[], labels: Uint8Array): boolean {
  if (!enough(labels)) return false;
  const labelOf = new Map<string, number>();
  for (const [i, value] of values.entries()) {
    const before = labelOf.get(value);
    if (before !== undefined && before !== labels[i]) return false;
    labelOf.set(value, labels[i]);
  }
  return true;
}
