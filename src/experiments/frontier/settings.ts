/** The choice of the frontier: what its ceiling is computed by. */
import { z } from "zod";

/** `frontier.*`. */
export const frontierSettings = z.strictObject({
  ceiling: z
    .enum(["ascent", "highest"])
    .default("ascent")
    .meta({ $comment: "ours: a search, of any model; highest proves what it finds" })
    .describe("the method that no other exceeds, at every θ₀, in the figures at matched acceptance rates"),
});
