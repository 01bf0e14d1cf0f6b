/** What configs/datasets/*.yaml may say: the zod schemas of a data set, the one place where its keys are named. */
import { z } from "zod";

const scalar = z.union([z.string(), z.number()]);
const columnName = z.string().min(1).describe("A column of the CSV, by its name in the header.");
const unit = z.string().min(1).optional().describe("Unit of the raw values, as printed: years, euros, days.");
const integer = z.boolean().default(false).describe("Whole numbers only: a cell such as 3.5 is refused.");

/** One file: what it is called, which bytes it must have, where they can be had. */
export const fileSchema = z.strictObject({
  file: z.string().min(1).describe("Name of the CSV inside the data folder."),
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

const continuousSchema = z.strictObject({
  kind: z.literal("continuous").describe("A number. Standardised."),
  column: columnName.optional().describe("The CSV's column, where it is not named as the feature."),
  integer,
  unit,
});

const indicatorSchema = z
  .strictObject({
    kind: z.literal("indicator").describe("1 where a cell passes one test, else 0. Not standardised."),
    column: columnName.optional().describe("The CSV's column, where it is not named as the feature."),
    contains: z.string().min(1).optional().describe("The text is part of the cell; upper and lower case differ."),
    equals: scalar.optional().describe("The cell is this value."),
  })
  .refine((feature) => (feature.contains === undefined) !== (feature.equals === undefined), {
    error: "expected exactly one of contains, equals",
  });

const oneHotSchema = z.strictObject({
  kind: z.literal("oneHot").describe("One 0/1 column per value, named <feature>_<value>. Not standardised."),
  column: columnName.optional().describe("The CSV's column, where it is not named as the feature."),
  values: z.array(scalar).min(2).describe("Every value that may occur, in the order of the columns."),
});

const daysBetweenSchema = z.strictObject({
  kind: z.literal("daysBetween").describe("Whole days from one date to another, rounded down. Standardised."),
  from: columnName,
  to: columnName,
});

/** How one feature is made from the cells of a record. */
export const featureSchema = z.discriminatedUnion("kind", [
  continuousSchema,
  indicatorSchema,
  oneHotSchema,
  daysBetweenSchema,
]);

/** The features by name; X has their columns in this order. */
export const featuresSchema = z
  .record(z.string().min(1), featureSchema)
  .refine((features) => Object.keys(features).length > 0, { error: "expected at least one feature" })
  // JavaScript moves whole-number keys to the front of an object, which would change the order of the columns.
  .refine((features) => !Object.keys(features).some((name) => /^\d+$/.test(name)), {
    error: "a feature's name cannot be a whole number",
  })
  .describe("How each feature is made from a record, by the feature's name; X has the columns in this order.");

/** Which outcome is the favourable one, y = 1. */
export const labelSchema = z
  .strictObject({
    column: columnName,
    favourable: z.array(scalar).min(1).describe("Values that become y = 1, the outcome a person wants."),
    unfavourable: z.array(scalar).min(1).describe("Values that become y = 0. Any other value is an error."),
    meaning: z.string().min(1).describe("The favourable outcome in words: income above $50,000."),
  })
  .refine((label) => !label.favourable.some((value) => label.unfavourable.includes(value)), {
    error: "a value is both favourable and unfavourable",
    path: ["unfavourable"],
  })
  .describe("The outcome: which values are favourable, y = 1.");

const actionSchema = z
  .strictObject({
    direction: z.enum(["any", "increase", "decrease"]).describe("Which way a person can move the feature."),
    deltaMax: z
      .number()
      .positive()
      .optional()
      .describe("Largest change in standard deviations, where it differs from the protocol's δmax."),
    min: z.number().optional().describe("Least value after the change, raw units."),
    max: z.number().optional().describe("Greatest value after the change, raw units."),
  })
  .refine((action) => action.min === undefined || action.max === undefined || action.min <= action.max, {
    error: "min is greater than max",
  });

const rowSchema = z.strictObject({
  weights: z.record(z.string(), z.number()).describe("Weight of each feature's change."),
  atLeast: z
    .number()
    .max(0, "must be 0 or less: changing nothing has to stay allowed")
    .default(0)
    .describe("The weighted sum of the changes is at least this."),
  units: z.enum(["raw", "standardised"]).default("raw").describe("Units of the changes that are weighed."),
});

/** Δ: what a person can change (§2, A.3). */
export const actionsSchema = z
  .strictObject({
    features: z
      .record(z.string(), actionSchema)
      .describe("The actionable features; every other feature stays as it is."),
    rows: z.array(rowSchema).default([]).describe("Linear conditions over several changes at once."),
  })
  .describe("Δ: what a person can change, and how far.");

/** A protocol's choices that a data set overrides: dotted path to value, as `training.batch: 10`. */
export const overridesSchema = z.record(z.string(), z.unknown());

/** One data set: everything that is the data's and nothing that is a method's. */
export const datasetSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "expected lower-case letters, digits and hyphens")
    .describe("As typed after --dataset; the file is called <name>.yaml."),
  title: z.string().min(1).describe("As printed in a table."),
  description: z.string().min(1).optional().describe("What the data are, for a reader."),
  source: sourceSchema,
  filters: z.array(filterSchema).default([]).describe("A record stays when it passes all of them."),
  features: featuresSchema,
  label: labelSchema,
  sensitive: z
    .strictObject({
      feature: z.string().min(1).describe("A 0/1 feature."),
      majority: z.string().min(1).describe("People with 1, in words."),
      minority: z.string().min(1).describe("People with 0, in words."),
    })
    .optional()
    .describe("Two groups whose recourse rates are compared (B.3)."),
  actions: actionsSchema,
  training: z
    .strictObject({
      epochs: z.int().positive().describe("Passes over the training rows."),
      batch: z.int().positive().describe("Rows per step."),
    })
    .describe("How long a network is trained on these data."),
  split: z
    .strictObject({
      test: z.int().positive().describe("Number of test rows."),
    })
    .describe("How many rows are kept for the test."),
  settings: overridesSchema.default({}).describe("Protocol choices this data set overrides under every protocol."),
  protocols: z
    .record(z.string(), overridesSchema)
    .default({})
    .describe("Choices of this data set, or of a protocol for it, that differ under one protocol."),
});

/** A protocol's choices about rows: how they are split and what the scale is fitted on. */
export const splitSettingsSchema = z.strictObject({
  validation: z
    .number()
    .gt(0)
    .lt(1)
    .describe("Share of all rows set aside from training; the test rows are taken out of it."),
  calibration: z
    .number()
    .min(0)
    .lt(1)
    .describe("Share of all rows taken from training for calibration alone. 0: calibrate on the validation rows."),
});

export const standardiseSettingsSchema = z.strictObject({
  fit: z.enum(["all", "train"]).describe("Rows whose mean and standard deviation scale the continuous columns."),
  ddof: z.union([z.literal(0), z.literal(1)]).describe("Divisor n − ddof of the variance."),
});

export type FileSource = z.output<typeof fileSchema>;
export type Source = z.output<typeof sourceSchema>;
export type Filter = z.output<typeof filterSchema>;
export type Feature = z.output<typeof featureSchema>;
export type Label = z.output<typeof labelSchema>;
export type ActionSection = z.output<typeof actionsSchema>;
export type DatasetConfig = z.output<typeof datasetSchema>;
export type SplitSettings = z.output<typeof splitSettingsSchema>;
export type StandardiseSettings = z.output<typeof standardiseSettingsSchema>;
