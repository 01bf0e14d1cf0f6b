/** The choices of Figure 5: at which threshold, and by which recourse method, two groups are compared. */
import { z } from "zod";

/** `disparity.*` (B.3). */
export const disparitySettings = z.strictObject({
  precision: z.number().gt(0).lt(1).describe("precision on validation rows that θ₀ is chosen for"),
  method: z.string().describe("the recourse method by which the two groups are compared"),
});
