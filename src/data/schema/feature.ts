/** What a data set's file says of features and label: how cells become columns of X, and y. */
import { z } from "zod";
import { columnName, scalar } from "./cell.ts";

const unit = z.string().min(1).optional().describe("Unit of the raw values, as printed: years, euros, days.");
const integer = z.boolean().default(false).describe("Whole numbers only: a cell such as 3.5 is refused.");

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

export type Feature = z.output<typeof featureSchema>;
export type Label = z.output<typeof labelSchema>;
