/** What a data set's file says of features and label: how cells become columns of X, and y. */
import { z } from "zod";
import { dateIn, dateOrders } from "../cell.ts";
import { columnName, scalar } from "./cell.ts";

const unit = z.string().min(1).optional().describe("Unit of the raw values, as printed: years, euros, days.");
const integer = z.boolean().default(false).describe("Whole numbers only: a cell such as 3.5 is refused.");

const column = columnName.optional().describe("The CSV's column, where it is not named as the feature.");
const POLICY =
  "What becomes of a missing cell, which is an error when this is absent. drop: the record is left out; " +
  "mean, mode: it is filled with the mean, or the most frequent value, of the rows the scale is fitted on; " +
  "{value: …}: it is read as that value; {codes: [-9, 999], policy: …}: so is a cell with one of these codes.";

/** What every kind says of missing cells: a policy, and whether 0/1 columns say where it was applied. */
function missingCells<F extends "mean" | "mode", V extends z.ZodType>(fitted: F, value: V) {
  const policy = z.union([
    z.enum(["drop", fitted]),
    z.strictObject({ value: value.describe("As a cell of the feature would say it.") }),
  ]);
  const coded = z.strictObject({
    codes: z.array(scalar).min(1).describe("Cells of this column that mean: not known, for one reason or another."),
    policy: policy.describe("What becomes of them, and of the cells in source.missing."),
  });
  return {
    missing: z
      .union([...policy.options, coded], {
        error: `expected drop, ${fitted}, {value: …} or {codes: […], policy: drop, ${fitted} or {value: …}}`,
      })
      .optional()
      .describe(POLICY),
    indicator: z
      .union([z.literal(true), z.literal("each")], { error: "expected true or each" })
      .optional()
      .describe(
        "true: adds a 0/1 column <feature>_missing, 1 where the cell was missing and has been filled. each: and one " +
          "<feature>_missing_<code> for every code.",
      ),
  };
}

/** A 0/1 column of filled cells needs cells that are filled, and one for each code needs codes. */
const flagsFilled = ({ missing, indicator }: { missing?: unknown; indicator?: unknown }) => {
  const coded = typeof missing === "object" && missing !== null && "codes" in missing;
  if (indicator === "each" && !coded) return false;
  const policy = coded && "policy" in missing ? missing.policy : missing;
  return indicator === undefined || (policy !== undefined && policy !== "drop");
};
const UNFILLED = {
  error: "indicator says which cells were filled; choose a `missing` that fills them, with codes where it is each",
  path: ["indicator"],
};

const continuousSchema = z
  .strictObject({
    kind: z.literal("continuous").describe("A number. Standardised."),
    column,
    integer,
    unit,
    ...missingCells("mean", z.number()),
  })
  .refine(flagsFilled, UNFILLED);

const ordinalSchema = z
  .strictObject({
    kind: z.literal("ordinal").describe("Steps of a ladder: 0 for the first value, 1 for the second … Standardised."),
    column,
    values: z.array(scalar).min(2).describe("Every value that may occur, from the lowest to the highest."),
    ...missingCells("mode", scalar),
  })
  .refine(flagsFilled, UNFILLED);

const dateSchema = z
  .strictObject({
    kind: z.literal("date").describe("Time from a stated day to the date in the cell. Standardised."),
    column,
    since: z
      .string()
      .refine((day) => !Number.isNaN(dateIn(day)), { error: "expected a day such as 2013-08-14" })
      .describe("The day counted from: 2013-08-14. Dates before it are negative."),
    count: z.enum(["days", "years"]).default("days").describe("Whole days, or years of 365.25 days with a fraction."),
    order: z
      .enum(dateOrders)
      .default("year-month-day")
      .describe("How a date is written: 2013-08-14, 14.08.2013 or 08/14/2013; a time of day may follow."),
    ...missingCells("mean", z.string()),
  })
  .refine(flagsFilled, UNFILLED);

const indicatorSchema = z
  .strictObject({
    kind: z.literal("indicator").describe("1 where a cell passes one test, else 0. Not standardised."),
    column,
    contains: z.string().min(1).optional().describe("The text is part of the cell; upper and lower case differ."),
    equals: scalar.optional().describe("The cell is this value."),
    values: z
      .array(scalar)
      .min(2)
      .optional()
      .describe("Every value that may occur; any other is refused. When absent, every other value is a 0."),
    ...missingCells("mode", scalar),
  })
  .refine((feature) => (feature.contains === undefined) !== (feature.equals === undefined), {
    error: "expected exactly one of contains, equals",
  })
  .refine(({ equals, values }) => equals === undefined || values === undefined || values.includes(equals), {
    error: "equals is none of them",
    path: ["values"],
  })
  .refine(flagsFilled, UNFILLED);

const oneHotSchema = z
  .strictObject({
    kind: z.literal("oneHot").describe("One 0/1 column per value, named <feature>_<value>. Not standardised."),
    column,
    values: z.array(scalar).min(2).describe("Every value that may occur, in the order of the columns."),
    ...missingCells("mode", scalar),
  })
  .refine(flagsFilled, UNFILLED);

const daysBetweenSchema = z
  .strictObject({
    kind: z.literal("daysBetween").describe("Whole days from one date to another, rounded down. Standardised."),
    from: columnName,
    to: columnName,
    ...missingCells("mean", z.number()),
  })
  .refine(flagsFilled, UNFILLED);

/** How one feature is made from the cells of a record. */
export const featureSchema = z.discriminatedUnion("kind", [
  continuousSchema,
  ordinalSchema,
  indicatorSchema,
  oneHotSchema,
  dateSchema,
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
    missing: z
      .literal("drop")
      .optional()
      .describe("drop: a record without a label is left out. It is an error when this is absent."),
  })
  .refine((label) => !label.favourable.some((value) => label.unfavourable.includes(value)), {
    error: "a value is both favourable and unfavourable",
    path: ["unfavourable"],
  })
  .describe("The outcome: which values are favourable, y = 1.");

export type Feature = z.output<typeof featureSchema>;
export type Label = z.output<typeof labelSchema>;
