/** What the columns of a CSV seem to be: measurements, categories, dates, identifiers; and which give the label away. */
import { rocAuc } from "../core/metrics.ts";
import { cut, type DateOrder, dateIn, dateOrders, dayOf, numberIn, quote } from "../data/cell.ts";

import type { TableProfile } from "./profile.ts";
import { type ColumnProfile, MANY } from "./tally.ts";

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
/** Of both outcomes together so many are told apart by whether a cell is missing: no cause of the outcome does that. */
const LEAK_GAPS = 0.98;

/** A number as shown: "1,203", "0.35". */
export function shown(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 6 });
}

/** What a column seems to be. The rules are applied from top to bottom; the first that holds decides. */
export function infer(profile: ColumnProfile): InferredColumn {
  const { name, known, values, overflows, numbers, whole, padded, huge, min, max } = profile;
  const distinct = values.size;
  const many = overflows ? `more than ${shown(MANY)} distinct` : `${shown(distinct)} distinct`;
  const is = (kind: Kind, reason: string, order: DateOrder | null = null) => ({ profile, kind, reason, order });

  if (known === 0) return is("empty", "every cell is missing");
  if (distinct === 1) return is("constant", `always ${quote([...values.keys()][0])}`);
  const unique = overflows ? [...values.values()].every((times) => times === 1) : distinct >= UNIQUE * known;

  if (huge > 0 && distinct > MOST_CATEGORIES) {
    const kind = unique ? "identifier" : "text";
    return is(kind, "whole numbers with more digits than a number keeps (2⁵³): names rather than amounts");
  }
  if (numbers === known && padded === 0 && huge === 0) {
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
  const written = writtenNumber(values);
  if (written !== null) return is("text", `numbers written as ${JSON.stringify(written)}; write them as 1234.5`);
  if (distinct === 2 && known >= 4)
    return is("binary", `two values, ${[...values.keys()].sort().map(cut).join(" and ")}`);
  if (!overflows && distinct <= MOST_CATEGORIES && distinct * ROWS_PER_CATEGORY <= known) {
    return is("categorical", `${distinct} distinct values`);
  }
  if (numbers === known) {
    const example = [...values.keys()].find((value) => /^0\d/.test(value)) ?? "";
    const kind = unique ? "identifier" : "text";
    return is(kind, `${many} numbers with leading zeros, as ${cut(example)}: names rather than amounts`);
  }
  if (numbers > 0.5 * known) return is("text", strayReason(profile));
  if (unique && profile.sentences < 0.2 * known) return is("identifier", `${many} texts in ${shown(known)} rows`);
  return is("text", `${many} texts, too many for categories`);
}

/** An amount as people write it: $1,234.50, 1.234,5 €, 12 %, 1'000. */
const AMOUNT = /^[-+−(]?[$€£¥]? ?[-+−]?\d{1,15}(?:[.,' ]\d{1,15}){0,9} ?(?:[$€£¥%]|[A-Z]{3})?\)?$/;
/** From this share of distinct values on a column is one of amounts. */
const MOSTLY = 0.9;

/** The first value that is a number but for the way it is written, where nearly every value is a number; else null. */
function writtenNumber(values: ReadonlyMap<string, number>): string | null {
  const amounts = [...values.keys()].filter((value) => AMOUNT.test(value) && !/^0\d+$/.test(value));
  if (amounts.length < 3 || amounts.length < MOSTLY * values.size) return null;
  return amounts.find((value) => Number.isNaN(numberIn(value))) ?? null;
}

/** Which cells keep a column from being a number. */
function strayReason({ values, numbers, known }: ColumnProfile): string {
  const stray = [...values.keys()].filter((cell) => Number.isNaN(numberIn(cell)));
  const listed = stray.slice(0, 3).map(quote);
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
  { columns, sample, isGap }: TableProfile,
): string | null {
  const at = columns.findIndex(({ name }) => name === column.profile.name);
  const labelAt = columns.findIndex(({ name }) => name === label);
  const rows = sample.filter((cells) => favourable.has(cells[labelAt]) || !isGap(labelAt, cells[labelAt]));
  const y = Uint8Array.from(rows, (cells) => Number(favourable.has(cells[labelAt])));
  const cells = rows.map((row) => row[at]);

  const missing = Uint8Array.from(cells, (cell) => Number(isGap(at, cell)));
  const told = gapTells(missing, y, label);
  if (told !== null) return `it is missing ${told}`;
  const known = cells.flatMap((_, i) => (missing[i] === 1 ? [] : [i]));
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

/** For which outcomes a value is missing, where that alone tells them apart; else null. */
function gapTells(missing: Uint8Array, y: Uint8Array, label: string): string | null {
  if (!enough(y)) return null;
  const shareOf = (label: number) => {
    const rows = missing.filter((_, i) => y[i] === label);
    return rows.reduce((sum, gap) => sum + gap, 0) / rows.length;
  };
  const [unfavourable, favourable] = [shareOf(0), shareOf(1)];
  if (Math.abs(favourable - unfavourable) < 2 * LEAK_GAPS - 1) return null;
  if (Math.abs(favourable - unfavourable) === 1) return `exactly where ${label} is one of two outcomes`;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return `for ${percent(favourable)} of the favourable outcomes of ${label} and ${percent(unfavourable)} of the others`;
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
