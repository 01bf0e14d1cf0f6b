/** A small table that has everything a table can have. */
import { entryOf, type ReportTable, type SplitValue } from "../../src/report/table.ts";

export function split(value: number, seed = 0): SplitValue {
  return { value, source: { stage: "evaluate", key: `key${seed}`, seed, engine: "wasm" } };
}

export const sample: ReportTable = {
  name: "table9",
  title: "Table 9: a_b & c",
  protocol: "paper",
  caption: "Means over 2 splits; θ₀ < 1.",
  rowHeaders: ["", "measure"],
  columns: [
    { key: "x.baseline", group: "x", title: "baseline" },
    { key: "x.ours", group: "x", title: "ours" },
    { key: "y.ours", group: "y", title: "ours" },
  ],
  rows: [
    {
      key: "f1",
      labels: ["Performance", "F1"],
      printed: true,
      format: "plain",
      places: [
        { ...entryOf([split(0.5), split(0.7, 21)], { published: 0.61, people: 1000 }), bold: true },
        entryOf([split(0.25)], { published: 0.3, note: "one split" }),
        { gap: "did not finish" },
      ],
    },
    {
      key: "cost",
      labels: ["Performance", "cost"],
      printed: false,
      format: "signed",
      places: [null, entryOf([split(-0.125)], { published: 0.5, compared: false }), entryOf([split(0.0001)])],
    },
    {
      key: "rate",
      labels: ["Recourse", "<rate>"],
      printed: true,
      format: "plain",
      places: [entryOf([split(0.5)], { published: 0.9, interval: { low: 0.4, high: 0.6 } }), null, null],
    },
  ],
  digits: 3,
  notices: ["Incomplete: y was not found."],
};
