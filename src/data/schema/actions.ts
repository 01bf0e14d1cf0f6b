/** What a data set's file says of Δ: which features a person can change, and how. */
import { z } from "zod";

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

export type ActionSection = z.output<typeof actionsSchema>;
