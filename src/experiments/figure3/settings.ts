/** The choices of Figure 3: whose actions, and what follows from them. */
import { z } from "zod";

/** `intervene.*` (§4.2). */
export const interventionSettings = z.strictObject({
  rows: z
    .enum(["test", "train"])
    .describe("test: the people turned down; train: the training rows at their positions, as the release's"),
  response: z
    .enum(["structural", "none"])
    .describe("what follows from an action: the structural equations say, or nothing"),
});
