/** The choices of B.1, none of which the paper states: the generator, the search, the attacks, how far proofs reach. */
import { z } from "zod";

const zhao = { $comment: "Zhao et al. (2018) and their code" };
const moosavi = { $comment: "Moosavi-Dezfooli et al. (2016) and their code" };
const gulrajani = { $comment: "Gulrajani et al. (2017)" };
const measured = { $comment: "ours: what two-sample tests of the samples asked for, in some seconds of training" };

/** `noise.*` (B.1). */
export const noiseSettings = z.strictObject({
  latent: z
    .int()
    .min(1)
    .max(256)
    .default(12)
    .meta(measured)
    .describe("dimensions of the latent space of the generator"),
  width: z.int().min(1).max(512).default(64).meta(measured).describe("units of both hidden layers of G, critic and I"),
  rounds: z.int().min(1).max(1_000_000).default(2000).meta(measured).describe("steps of the generator"),
  batch: z.int().min(1).max(10_000).default(64).meta(gulrajani).describe("rows of a step"),
  criticSteps: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .meta(gulrajani)
    .describe("steps of the critic before each of the generator's"),
  penalty: z.number().min(0).default(10).meta(gulrajani).describe("weight of the gradient penalty"),
  rate: z
    .number()
    .positive()
    .default(0.002)
    .meta(measured)
    .describe("first learning rate of critic and inverter, which falls to 0"),
  generatorRate: z
    .number()
    .positive()
    .default(0.0006)
    .meta({ $comment: "ours: a critic that learns faster keeps up with the generator (Heusel et al., 2017)" })
    .describe("the same of the generator"),
  inverterRounds: z.int().min(1).max(1_000_000).default(2000).meta(measured).describe("steps of the inverter"),
  inverterWeight: z.number().min(0).default(0.1).meta(zhao).describe("what the latent error counts beside that of x"),
  samples: z
    .int()
    .min(1)
    .max(100_000)
    .default(250)
    .meta({ $comment: "ours: Zhao et al. draw 5000, twenty times the work" })
    .describe("points of the latent space in each iteration of the search"),
  farthest: z.number().positive().default(10).meta(zhao).describe("how far from I(x) the search begins"),
  step: z.number().positive().default(0.01).meta(zhao).describe("width of the shells in which it ends"),
  tries: z.int().min(1).max(1000).default(5).meta(zhao).describe("shells without a find after which it ends"),
  move: z
    .number()
    .positive()
    .default(0.1)
    .meta({ $comment: "B.1 says small; the 0.1 of §4.2's noise, in the latent space" })
    .describe("standard deviation of the random moves in the latent space"),
  draws: z
    .int()
    .min(1)
    .max(100_000)
    .default(100)
    .meta({ $comment: "as robustness.draws" })
    .describe("such moves of every person"),
  overshoot: z.number().min(0).default(0.02).meta(moosavi).describe("what DeepFool adds to a perturbation, relative"),
  iterations: z.int().min(1).max(10_000).default(50).meta(moosavi).describe("most steps of DeepFool"),
  reach: z
    .number()
    .positive()
    .max(100)
    .default(2)
    .meta({ $comment: "ours: further than anybody's noise" })
    .describe("how far proofs look, in standard deviations"),
  boxes: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(20_000)
    .meta({ $comment: "ours: after which a person's radius is left open" })
    .describe("regions bounded for one person"),
});

export type NoiseSettings = z.infer<typeof noiseSettings>;
