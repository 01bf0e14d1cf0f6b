/** What a calibration leaves: the bound and its rows, θ₀ with and without the guarantee, and the sentence. */
import { z } from "zod";
import { proofsSchema } from "../evaluation.ts";
import { performanceSchema } from "../performance.ts";
import { guaranteeSchema } from "./guarantee.ts";
import { rateSchema } from "./rate.ts";
import { shiftSchema } from "./two-sample.ts";

/** The outcome of a θ₀ on the test rows. */
const decisionSchema = z.strictObject({
  theta0: z.number(),
  test: performanceSchema,
  /** Rows whose guarantee score reaches θ₀: what Theorem 3.1 is about. */
  promised: rateSchema,
  /** "Recourse neg" and "recourse all" of §4.1. */
  recourseNegative: rateSchema,
  recourseAll: rateSchema,
});

/** The outcome of a θ₀ on the test rows. */
export type Decision = z.infer<typeof decisionSchema>;

/** What is stored of a calibration. */
export const calibrateRecordSchema = z.strictObject({
  method: z.string(),
  aim: z.number().nullable(),
  score: z.enum(["proposed", "best"]),
  epsilon: z.number(),
  alpha: z.number(),
  /** Z: which rows, how many, how many of them may miss the bound, and the bound. */
  calibration: z.strictObject({
    part: z.enum(["validation", "calibration"]),
    n: z.int(),
    k: z.int(),
    theta0Bound: z.number(),
    /** What a method that proves its answers has proven of these rows. */
    proofs: proofsSchema.optional(),
  }),
  /** How θ₀ was chosen up to the bound, on the validation rows; `value` is what the rule maximises. */
  choice: z.strictObject({ rule: z.string(), grid: z.string(), rows: z.int(), candidates: z.int(), value: z.number() }),
  /** θ₀ with the guarantee, and the θ₀ that the rule chooses without one. */
  pare: decisionSchema,
  free: decisionSchema,
  guarantee: guaranteeSchema,
  shift: shiftSchema,
});

/** A calibration as it is stored: what was guaranteed on which rows, and θ₀ with and without the guarantee. */
export type CalibrateRecord = z.infer<typeof calibrateRecordSchema>;
