/** What a data set's file says of actions that it names one by one. */
import { z } from "zod";
import { scalar } from "./cell.ts";

const candidateSchema = z
  .strictObject({
    when: z
      .array(z.string())
      .optional()
      .describe(
        "Conditions on the person's values, in raw units, all of which hold of whom the action is open to: age >= 30, " +
          "age <= 40, age = 35, housing = rent. Open to everybody when absent.",
      ),
    to: z
      .record(z.string(), scalar)
      .optional()
      .describe(
        "Values that features come to have: a number, a category of a oneHot feature, a value of an ordinal one.",
      ),
    by: z
      .record(z.string(), z.number({ error: "expected a finite number" }))
      .optional()
      .describe("How much features change, in raw units."),
    cost: z
      .number()
      .positive()
      .optional()
      .describe("What it costs; the sum of its changes in standard deviations, 1 for a new category, when absent."),
  })
  .describe("An action: whom it is open to, and what it does.");

/** Actions by name. A data set that names them has no other actions. */
export const candidatesSchema = z
  .record(z.string().min(1), candidateSchema)
  .refine((candidates) => Object.keys(candidates).length > 0, { error: "expected at least one action" })
  .describe(
    "All there is to do, one by one, by the names that people are told; in place of features, constraints and rules. δmax and " +
      "actions.integral say nothing about them.",
  );

export type CandidateSection = z.output<typeof candidatesSchema>;
