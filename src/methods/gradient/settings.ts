/** The choices of gradient descent; values in brackets, and defaults, are alibi 0.5.2's, which the release keeps. */
import { z } from "zod";

const alibi = { $comment: "the paper is silent; the default of alibi 0.5.2, which the release keeps" };

export const gradientSettings = z.strictObject({
  gradients: z.enum(["exact", "numeric"]).describe("∇g by back-propagation, or by central differences [numeric]"),
  distance: z.enum(["l1", "l2"]).describe("the norm λ′ weighs and candidates are ranked by [l1; the text says l2]"),
  target: z
    .enum(["favourable", "other"])
    .describe("other: away from the likelier outcome, so that 0.5 ≤ g(x) < θ₀ is searched downwards [other]"),
  warmStart: z.boolean().default(true).meta(alibi).describe("each λ′ goes on from where the one before it ended"),
  lambdaInit: z.number().positive().describe("λ′ the sweep starts from, divided by 10 nine times [0.001]"),
  lambdaSteps: z.int().positive().describe("rounds of the bisection of λ′ [10]"),
  maxIterations: z
    .int()
    .min(10)
    .default(1000)
    .meta(alibi)
    .describe("most steps of a round; a tenth of it for each λ′ of the sweep"),
  earlyStop: z.int().positive().default(50).meta(alibi).describe("successes, or failures, in a row that end a round"),
  learningRate: z
    .number()
    .positive()
    .default(0.1)
    .meta(alibi)
    .describe("Adam's first step size, in standard deviations"),
  decay: z.boolean().default(true).meta(alibi).describe("the step size falls linearly to 0 over maxIterations"),
  onlyOneSuccess: z
    .enum(["nothing", "use"])
    .describe("when the sweep succeeds at one λ′ only: give up, as alibi's exception does, or use it [nothing]"),
});

export type GradientSettings = z.infer<typeof gradientSettings>;
