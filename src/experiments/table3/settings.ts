/** The choices of Table 3: whose recourses are told from original rows, and by what. */
import { z } from "zod";

/** `distinguish.*`. Of these the paper says which recourse method it is, and no more. */
export const distinguishSettings = z.strictObject({
  method: z.string().describe("the recourse method whose x + δ are to be told from original rows"),
  people: z
    .int()
    .min(1)
    .default(1000)
    .meta({ $comment: "of training rows, since a test set may leave as few as 4 people with recourse" })
    .describe("most training rows turned down that it is asked about, drawn by the seed"),
  repeats: z
    .int()
    .min(2)
    .max(100)
    .default(5)
    .meta({ $comment: "ours: each fifth of the people is held out once" })
    .describe("parts the people are dealt into; each is held out once"),
  networkEpochs: z
    .int()
    .min(1)
    .default(50)
    .meta({ $comment: "after 15 the network was far from what it can learn" })
    .describe("passes of the network that tells them apart over its rows"),
  logisticEpochs: z
    .int()
    .min(1)
    .default(300)
    .meta({ $comment: "50 were too few on one of the paper's data sets" })
    .describe("passes of logistic regression over its rows"),
  logisticRate: z
    .number()
    .positive()
    .default(0.01)
    .meta({ $comment: "0.002, the networks' rate, was slower still" })
    .describe("learning rate of logistic regression"),
});
