/** What configs/datasets/*.yaml may say: the zod schema of a data set, composed of the parts in schema/. */
import { z } from "zod";
import { actionsSchema } from "./schema/actions.ts";
import { causalSchema } from "./schema/causal.ts";
import { featuresSchema, labelSchema } from "./schema/feature.ts";
import { modelSchema } from "./schema/model.ts";
import { filterSchema, sourceSchema } from "./schema/source.ts";

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
  // Without a default: an absent choice must not enter the keys of stored results.
  model: modelSchema
    .nullable()
    .optional()
    .describe(
      "A model from outside that is asked for scores, so that nothing is trained; null trains a network after all.",
    ),
  causal: causalSchema.optional(),
  training: z
    .strictObject({
      epochs: z.int().positive().describe("Passes over the training rows."),
      batch: z.int().positive().describe("Rows per step."),
    })
    .describe("How long a network is trained on these data."),
  split: z
    .strictObject({
      test: z.int().positive().describe("Number of test rows."),
      // Without a default: an absent choice must not enter the keys of stored results.
      by: z
        .string()
        .min(1)
        .optional()
        .describe(
          "A column of the CSV that tells who a record is of: all rows of one person stay in one part, and calibration keeps " +
            "one of each.",
        ),
    })
    .describe("How many rows are kept for the test."),
  protocol: z
    .string()
    .min(1)
    .optional()
    .describe("The protocol of a run that names none: a name, or a path relative to this file; paper when absent."),
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
  // Without a default: an absent choice must not enter the keys of stored results.
  half: z
    .literal(true)
    .optional()
    .describe(
      "Keep half of the training and of the validation rows, a random half; the others serve as fresh rows that a network is " +
        "trained again on.",
    ),
});

export const standardiseSettingsSchema = z.strictObject({
  fit: z.enum(["all", "train"]).describe("Rows whose mean and standard deviation scale the continuous columns."),
  ddof: z.union([z.literal(0), z.literal(1)]).describe("Divisor n − ddof of the variance."),
});

export type DatasetConfig = z.output<typeof datasetSchema>;
export type SplitSettings = z.output<typeof splitSettingsSchema>;
export type StandardiseSettings = z.output<typeof standardiseSettingsSchema>;
