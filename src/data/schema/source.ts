/** What a data set's file says of the CSV: where it is, how it is written, which records stay. */
import { z } from "zod";
import { columnName, scalar } from "./cell.ts";

/** A download is written where this says, so that it may lead nowhere else. */
const PLAIN_NAME = /^(?!\.{1,2}$)[^/\\\0]+$/;

/** One file: what it is called, which bytes it must have, where they can be had. */
export const fileSchema = z.strictObject({
  file: z
    .string()
    .regex(PLAIN_NAME, "expected the name of a file without folders; name its folder with --data-dir")
    .describe("Name of the CSV inside the data folder."),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hexadecimal digits")
    .optional()
    .describe("SHA-256 the file must have. Without it any file of that name is taken."),
  bytes: z.int().positive().optional().describe("Size of the file: for the progress of a download."),
  urls: z
    .array(z.url())
    .default([])
    .describe("Where `recourse data fetch` looks, in this order. Pin a commit or an archive, never a branch."),
});

/** Where the rows come from and how their CSV is written. */
export const sourceSchema = z
  .strictObject({
    ...fileSchema.shape,
    test: fileSchema
      .nullable()
      .default(null)
      .describe(
        "A separate file for the test rows, written as the first one. It is scaled with the first file's scale.",
      ),
    licence: z.string().min(1).describe("Licence of the data, with who states it."),
    citation: z.string().min(1).describe("Whom to cite for the data."),
    page: z.url().optional().describe("A page that describes the data."),
    header: z.boolean().default(true).describe("Whether the first line names the columns."),
    columns: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("Names of all columns, in order, for a file without a header."),
    delimiter: z.string().length(1).default(",").describe("What separates two cells."),
    skip: z.int().nonnegative().default(0).describe("Records dropped from the start of the file."),
    trim: z.boolean().default(true).describe("Strip blanks around every cell."),
    // Without a default: a choice that was not made must not enter the keys of stored results.
    duplicates: z
      .enum(["keep", "drop"])
      .optional()
      .transform((choice) => (choice === "drop" ? choice : undefined))
      .describe(
        "drop: of records that are equal in every cell the first one stays. keep: all stay, also where a copy of a training " +
          "record becomes a test row. keep when absent.",
      ),
    missing: z.array(z.string()).default([""]).describe("Cells that mean: not known."),
  })
  .refine((source) => source.header === (source.columns === undefined), {
    error: "give `columns` for a file without a header (header: false), and only then",
    path: ["columns"],
  })
  .describe("The file, where it comes from and how it is written.");

/** A condition on one column; a missing cell fails it, and a record that fails any condition is dropped. */
export const filterSchema = z
  .strictObject({
    column: columnName,
    between: z
      .tuple([z.number(), z.number()])
      .optional()
      .describe("Keep numbers from the first to the second, both included."),
    equals: scalar.optional().describe("Keep this value. A number is compared as a number."),
    not: scalar.optional().describe("Keep everything but this value."),
    oneOf: z.array(scalar).min(1).optional().describe("Keep these values."),
    present: z.literal(true).optional().describe("Keep every cell that is not missing."),
  })
  .refine((filter) => Object.keys(filter).length === 2, {
    error: "expected a column and exactly one of between, equals, not, oneOf, present",
  });

export type FileSource = z.output<typeof fileSchema>;
export type DataSource = z.output<typeof sourceSchema>;
export type Filter = z.output<typeof filterSchema>;
