/** The choices of Table 3: whose recourses are told from original rows, and by what. */
import { z } from "zod";

/** `distinguish.*`. Of these the paper says which recourse method it is, and no more. */
export const distinguishSettings = z.strictObject({
  method: z.string().describe("the recourse method whose x + δ are to be told from original rows"),
  // Of training rows, since a test set may leave as few as 4 people with recourse.
  people: z
    .int()
    .min(1)
    .default(1000)
    .describe("most training rows turned down that it is asked about, drawn by the seed"),
  // Each fifth of the people is held out once.
  repeats: z.int().min(2).default(5).describe("parts the people are dealt into; each is held out once"),
  // After 15 it was far from what it can learn.
  networkEpochs: z.int().min(1).default(50).describe("passes of the network that tells them apart over its rows"),
  // 50 were too few on one of the data sets.
  logisticEpochs: z.int().min(1).default(300).describe("passes of logistic regression over its rows"),
  // The network's 0.002 was slower still.
  logisticRate: z.number().positive().default(0.01).describe("learning rate of logistic regression"),
});
