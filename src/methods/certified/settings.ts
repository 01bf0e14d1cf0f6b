/** What the methods that prove their answer are told. */
import { z } from "zod";
import { BOXES } from "../../certificates/branch-and-bound.ts";

export const certifiedSettings = z.strictObject({
  boxes: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(BOXES)
    .meta({ $comment: "ours: a hundred times what anybody of the data sets here needs" })
    .describe("regions of one person's Δ that are bounded before the answer is left open"),
});
