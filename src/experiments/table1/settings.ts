/** The choice of Table 1: what its ceiling is computed by. */
import { z } from "zod";

/** `table1.*`. */
export const table1Settings = z.strictObject({
  ceiling: z
    .enum(["exhaustive", "cheapest"])
    .default("exhaustive")
    .meta({ $comment: "ours: a search, of any model; cheapest proves what it finds" })
    .describe("the method that the others are bounded by, the last row of each rate"),
});
