/** A data set whose rows are in memory: what its file would say, and its rows as the CSV they would be. */
import Papa from "papaparse";
import type { z } from "zod";
import type { TableInMemory } from "../config/resolve.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import type { datasetSchema } from "../data/schema.ts";
import { testRows, trainingOf } from "../init/size.ts";

/** A value of a table. Null, undefined and NaN mean: not known. */
export type CellValue = string | number | boolean | null | undefined;

type Said = z.input<typeof datasetSchema>;

/**
 * A data set as an object. It says what a file under configs/datasets says, of which only the name, features, label and
 * actions have to be said, and holds its rows, or its columns by name.
 */
export type DatasetInMemory = Pick<Said, "name" | "features" | "label" | "actions"> &
  Partial<Omit<Said, "name" | "features" | "label" | "actions" | "source">> & {
    readonly source?: Partial<Pick<Said["source"], "licence" | "citation" | "trim" | "missing">>;
  } & (
    | { readonly rows: readonly Readonly<Record<string, CellValue>>[]; readonly columns?: never }
    | { readonly columns: Readonly<Record<string, ArrayLike<CellValue>>>; readonly rows?: never }
  );

/**
 * The data set as the configuration takes it. Its CSV has the columns in the order of their names, so that equal rows are
 * equal bytes, and the store finds what was computed from them. How long to train and how many rows to test on follow
 * from the number of rows, as `recourse init` has it, unless they are said.
 *
 * Throws ConfigError without a name or rows, DataError for columns of unequal length and values a CSV cannot hold.
 */
export function tableInMemory({ rows, columns, ...said }: DatasetInMemory): TableInMemory {
  if (typeof said.name !== "string") throw new ConfigError("train: dataset.name is missing: give the data set a name");
  const place = `data set ${said.name}`;
  if ((rows === undefined) === (columns === undefined)) {
    throw new ConfigError(`${place}: give either rows, one object each, or columns, one list each`);
  }
  const fields = columns
    ? Object.keys(columns).toSorted()
    : [...new Set((rows ?? []).flatMap((row) => Object.keys(row)))].toSorted();
  const count = columns ? (columns[fields[0]]?.length ?? 0) : (rows?.length ?? 0);
  if (count === 0) throw new DataError(`${place}: there are no rows`);
  const short = columns && fields.find((field) => columns[field].length !== count);
  if (columns && short !== undefined) {
    throw new DataError(
      `${place}: column ${short} has ${columns[short].length} values where ${fields[0]} has ${count}`,
    );
  }
  const valueAt = (i: number, field: string) => (columns ? columns[field][i] : own(rows?.[i], field));
  const data = Array.from({ length: count }, (_, i) =>
    fields.map((field) => cellOf(valueAt(i, field), () => `${place}: row ${i + 1}, column ${field}`)),
  );
  const { epochs, batch } = trainingOf(count);
  const given = { licence: "as given by the caller", citation: "as given by the caller", ...said.source };
  return {
    config: {
      title: said.name,
      training: { epochs, batch },
      split: { test: testRows(count) },
      ...said,
      source: { ...given, file: `rows of ${said.name}` },
    },
    csv: `${Papa.unparse({ fields, data }, { newline: "\n" })}\n`,
  };
}

function own(row: Readonly<Record<string, CellValue>> | undefined, field: string): CellValue {
  return row !== undefined && Object.hasOwn(row, field) ? row[field] : null;
}

function cellOf(value: CellValue, place: () => string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  if (typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return String(value);
  throw new DataError(
    `${place()}: ${String(value)} is no value of a table; give a string, a number, a boolean or null`,
  );
}
