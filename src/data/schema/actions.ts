/** What a data set's file says of Δ: which features a person can change, and how. */
import { z } from "zod";
import { candidatesSchema } from "./candidates.ts";
import { scalar } from "./cell.ts";

const actionSchema = z
  .strictObject({
    direction: z
      .enum(["any", "increase", "decrease"])
      .optional()
      .describe("Which way a person can move the feature. Not for a oneHot feature, whose categories have no order."),
    deltaMax: z
      .number()
      .positive()
      .optional()
      .describe("Largest change in standard deviations, where it differs from the protocol's δmax."),
    maxChange: z.number().positive().optional().describe("Largest change in raw units, in place of δmax."),
    min: z.number().optional().describe("Least value after the change, raw units."),
    max: z.number().optional().describe("Greatest value after the change, raw units."),
    step: z
      .number()
      .positive()
      .optional()
      .describe(
        "With actions.integral, the change is a multiple of this, raw units; 1 for a feature of whole numbers.",
      ),
    to: z
      .array(scalar)
      .min(1)
      .optional()
      .describe("Of a oneHot feature: the categories that can be reached; every one when absent."),
    cost: z
      .number()
      .positive()
      .optional()
      .describe("Cost of a change per standard deviation, or of a new category; 1 when absent."),
  })
  .refine((action) => action.min === undefined || action.max === undefined || action.min <= action.max, {
    error: "min is greater than max",
  })
  .refine((action) => action.deltaMax === undefined || action.maxChange === undefined, {
    error: "expected at most one of deltaMax, maxChange",
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

const conditionSchema = z
  .string()
  .describe("A condition on the changes, not the values, in raw units: savings + 0.2*income >= 0. No change keeps it.");

/** Δ: what a person can change (§2, A.3). */
export const actionsSchema = z
  .strictObject({
    features: z
      .record(z.string(), actionSchema)
      .optional()
      .describe("The actionable features; every other feature stays as it is."),
    constraints: z
      .array(
        z.union([rowSchema, conditionSchema], {
          error: 'expected {weights, atLeast, units}, or a text such as "savings + 0.2*income >= 0"',
        }),
      )
      .default([])
      .describe("Joint linear constraints: conditions on several changes at once."),
    // Without a default: an absent list must not enter the keys of stored results.
    rules: z
      .array(z.string())
      .optional()
      .describe(
        "With actions.integral, what may change only along with something else: if education changes then income may.",
      ),
    // Without a default, for the same reason.
    candidates: candidatesSchema.optional(),
  })
  .refine(({ features, candidates }) => features !== undefined || candidates !== undefined, {
    error: "expected the features that can be acted upon, or candidates",
    path: ["features"],
  })
  .describe("Δ: what a person can change, and how far.");

/** A protocol's choices about Δ. */
export const actionSettingsSchema = z.strictObject({
  deltaMax: z.number().positive().describe("δmax in standard deviations"),
  integral: z
    .boolean()
    .default(false)
    .meta({ $comment: "ours: Table 6 prints 1.397 years, and the release solves in real numbers" })
    .describe("changes in whole steps and by the data set's rules; false: any real number, no rules"),
});

export type ActionSection = z.output<typeof actionsSchema>;
export type ActionSettings = z.output<typeof actionSettingsSchema>;
export type FeatureAction = NonNullable<ActionSection["features"]>[string];
