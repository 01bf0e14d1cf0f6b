/** A table as CSV: one line for each number, with everything that is known of it. What `--check` compares. */
import Papa from "papaparse";
import { csvFormat } from "../../core/csv.ts";
import { isEntry, isGap, type Place, type ReportTable } from "../table.ts";
import { exact } from "./numbers.ts";

const fields = [
  "table",
  "protocol",
  "row",
  "column",
  "group",
  "label",
  "mean",
  "standard_error",
  "low",
  "high",
  "people",
  "published",
  "verdict",
  "bold",
  "note",
  "seeds",
  "values",
  "records",
];

/** Notices come first, as lines that start with "#". Lists within a line are separated by blanks. */
export function csvOf(table: ReportTable): string {
  const data = table.rows.flatMap((row) =>
    row.places.flatMap((place, i) => {
      const { key, group } = table.columns[i];
      const label = row.labels.filter((each) => each !== "").join(" · ");
      return place === null ? [] : [[table.name, table.protocol, row.key, key, group, label, ...numbersOf(place)]];
    }),
  );
  const notices = table.notices.map((notice) => `# ${notice}\n`).join("");
  return `${notices}${Papa.unparse({ fields, data }, csvFormat)}\n`;
}

function numbersOf(place: Place): string[] {
  if (isGap(place)) return ["", "", "", "", "", "", "", "", place.gap, "", "", ""];
  if (!isEntry(place)) return [];
  const { mean, standardError, interval, people, published, verdict, bold, note, values } = place;
  const optional = (value: number | null | undefined) => (value === null || value === undefined ? "" : exact(value));
  return [
    exact(mean),
    optional(standardError),
    optional(interval?.low),
    optional(interval?.high),
    optional(people),
    `${place.atMost ? "<=" : ""}${optional(published)}`,
    verdict ?? "",
    bold ? "bold" : "",
    note ?? "",
    values.map(({ source }) => source.seed).join(" "),
    values.map(({ value }) => exact(value)).join(" "),
    values.map(({ source }) => `${source.stage}/${source.key}`).join(" "),
  ];
}
