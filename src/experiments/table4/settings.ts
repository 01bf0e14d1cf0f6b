/** The choices of Table 4: whose recourses are perturbed by noise, and by how much. */
import { z } from "zod";

/** `robustness.*` (§4.2). */
export const robustnessSettings = z.strictObject({
  methods: z.array(z.string()).min(1).describe("the recourse methods, each a row of Table 4"),
  noise: z.number().positive().describe("the 0.1 of N(0, 0.1), in standard deviations of a feature"),
  reading: z.enum(["standard deviation", "variance"]).describe("what the second argument of N(0, 0.1) is"),
  draws: z.int().min(1).max(100_000).describe("noisy copies of every person"),
});
