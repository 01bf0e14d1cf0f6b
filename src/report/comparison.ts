/** A report against an earlier one: which numbers moved. */
import Papa from "papaparse";

/** A number of either report, as its CSV has it; null where that report has no such place. */
export interface MovedNumber {
  /** "table1 · paper · adult.ours · f1". */
  readonly place: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What has to be the same: numbers, what they are compared with, and what is said of them. */
const fields = ["mean", "standard_error", "low", "high", "people", "published", "verdict", "note"];

/** What came of comparing a report with an earlier one. */
export interface Comparison {
  readonly moved: readonly MovedNumber[];
  /** How many numbers of the later report were looked for in the earlier one. */
  readonly compared: number;
  /** "table6 · paper · german": what of the later report is not in the earlier one at all. */
  readonly uncovered: readonly string[];
}

/**
 * Compares the CSVs of two reports in what both cover: a table under a protocol for a data set that either of them does not
 * have at all is no difference.
 */
export function compare(before: readonly string[], after: readonly string[]): Comparison {
  const [old, now] = [placesOf(before), placesOf(after)];
  const [covered, wanted] = [extentsOf(old), extentsOf(now)];
  const moved: MovedNumber[] = [];
  let compared = 0;
  for (const [place, { text, extent }] of now) {
    if (!covered.has(extent)) continue;
    compared++;
    const earlier = old.get(place)?.text ?? null;
    if (earlier !== text) moved.push({ place, before: earlier, after: text });
  }
  for (const [place, { text, extent }] of old) {
    if (!now.has(place) && wanted.has(extent)) moved.push({ place, before: text, after: null });
  }
  return { moved, compared, uncovered: [...wanted].filter((extent) => !covered.has(extent)) };
}

function extentsOf(places: ReadonlyMap<string, Written>): Set<string> {
  return new Set([...places.values()].map(({ extent }) => extent));
}

interface Written {
  readonly text: string;
  /** Table, protocol and data set. */
  readonly extent: string;
}

function placesOf(files: readonly string[]): Map<string, Written> {
  const places = new Map<string, Written>();
  for (const file of files) {
    const { data } = Papa.parse<Record<string, string>>(file, { header: true, comments: "#", skipEmptyLines: true });
    for (const record of data) {
      const { table, protocol, row, column, group } = record;
      const text = fields.flatMap((field) => (record[field] ? [`${field} ${record[field]}`] : [])).join(", ");
      places.set([table, protocol, column, row].join(" · "), { text, extent: [table, protocol, group].join(" · ") });
    }
  }
  return places;
}

/** One block for each number that moved, as a diff. */
export function differenceText(moved: readonly MovedNumber[]): string {
  return moved
    .map(({ place, before, after }) =>
      [place, ...(before === null ? [] : [`- ${before}`]), ...(after === null ? [] : [`+ ${after}`]), ""].join("\n"),
    )
    .join("");
}
