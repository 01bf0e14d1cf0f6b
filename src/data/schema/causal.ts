/** What a data set's file says of causes: which feature follows from which, and the truth where it is known. */
import { z } from "zod";

const equationSchema = z.strictObject({
  parents: z
    .array(z.string().min(1))
    .min(1)
    .describe("The features it follows from; a one-hot feature by its own name."),
});

const termSchema = z.strictObject({
  weight: z.number().describe("Change of the log-odds for each step."),
  centre: z.number().default(0).describe("Raw value that adds nothing."),
  per: z.number().positive().default(1).describe("Raw size of a step."),
});

const truthSchema = z.strictObject({
  equations: z
    .record(z.string(), z.record(z.string(), z.number()))
    .describe("Coefficients in raw units: by feature, then by the feature it follows from."),
  outcome: z
    .strictObject({
      intercept: z.number().describe("Log-odds where every term is 0."),
      terms: z
        .record(z.string(), termSchema)
        .describe("The log-odds' terms, weight · (value − centre)/per, by feature."),
    })
    .describe("The true probability of the favourable outcome, by its log-odds."),
});

/** A structural causal model with additive noise: X_i = f_i(parents of i) + U_i, every f_i linear (Karimi et al., 2020b). */
export const causalSchema = z
  .strictObject({
    equations: z
      .record(z.string(), equationSchema)
      .refine((equations) => Object.keys(equations).length > 0, { error: "expected at least one equation" })
      .describe("What each feature follows from, by feature; fitted on the training rows. The others have no causes."),
    truth: truthSchema.optional().describe("The true model, for data whose model is known."),
  })
  .describe("How features follow from each other, for recourse that counts what an action leads to.");

export type CausalSection = z.output<typeof causalSchema>;
