/** A report as JSON: the record that its page is rendered from, again whenever figures are drawn. */
import { z } from "zod";
import type { AblationFindings } from "./explanation.ts";
import type { Report } from "./report.ts";
import type { ReportTable } from "./table.ts";
import { verdicts } from "./verdict.ts";

/** A row or a column of a table on each line: a number that moves is a line that differs. */
export function recordOf(report: Report): string {
  // Within a string the quotes would be escaped: what is replaced is never text.
  return `${JSON.stringify(report).replaceAll('{"key":', '\n{"key":')}\n`;
}

const nullable = z.number().nullable();

const entry = z.strictObject({
  mean: z.number(),
  standardError: nullable,
  values: z.array(
    z.strictObject({
      value: z.number(),
      source: z.strictObject({ stage: z.string(), key: z.string(), seed: z.number(), engine: z.string() }),
    }),
  ),
  interval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  people: nullable,
  published: nullable,
  atMost: z.literal(true).optional(),
  verdict: z.enum(verdicts).nullable(),
  bold: z.boolean(),
  note: z.string().nullable(),
});

const table: z.ZodType<ReportTable> = z.strictObject({
  name: z.string(),
  title: z.string(),
  protocol: z.string(),
  caption: z.string(),
  rowHeaders: z.array(z.string()),
  columns: z.array(z.strictObject({ key: z.string(), group: z.string(), title: z.string() })),
  rows: z.array(
    z.strictObject({
      key: z.string(),
      labels: z.array(z.string()),
      printed: z.boolean(),
      format: z.enum(["plain", "signed"]),
      places: z.array(z.union([entry, z.strictObject({ gap: z.string() })]).nullable()),
    }),
  ),
  digits: z.number(),
  notices: z.array(z.string()),
});

const explanation: z.ZodType<AblationFindings> = z.strictObject({
  from: z.string(),
  towards: z.string(),
  tables: z.array(table),
  findings: z.array(
    z.strictObject({
      dataset: z.string(),
      model: z.string(),
      what: z.string(),
      ours: z.number(),
      published: z.number(),
      contributors: z.array(z.strictObject({ title: z.string(), change: z.number() })),
      together: nullable,
    }),
  ),
});

/** What a record has to be; every member of a Report, and no other. */
export const recordSchema: z.ZodType<Report> = z.strictObject({
  protocols: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  tables: z.array(table),
  explanation: explanation.nullable(),
  notices: z.array(z.string()),
  build: z.strictObject({ version: z.string(), commit: z.string() }),
});
