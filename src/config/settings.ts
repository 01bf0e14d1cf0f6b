/** Every choice a run reads: the protocol's flat list and the data set's file, composed from each module's own schemas. */
import { z } from "zod";
import { theta0Rules } from "../core/thresholds.ts";
import { actionSettingsSchema } from "../data/schema/actions.ts";
import { datasetSchema, splitSettingsSchema, standardiseSettingsSchema } from "../data/schema.ts";
import { recourseMethods } from "../methods/registry.ts";

const positive = z.number().positive();
const failure = z.number().gt(0).lt(1);

/** The sections a protocol speaks of. A protocol file names each choice flat, as `section.choice`. */
export const protocolSections = {
  run: z.strictObject({
    lambda: z.number().min(0).describe("λ, weight of the recourse loss in Eq. 1; 0 is the baseline"),
    seed: z.int().min(0).max(0xffffffff).describe("seed of the split, the initial parameters and every other draw"),
    engine: z.string().describe("what computes the network: wasm, reference or tfjs"),
  }),
  network: z.strictObject({
    hidden: z.array(z.int().min(1).max(512)).max(4).describe("width of each hidden layer; [] is logistic regression"),
    activation: z.enum(["tanh", "relu"]),
    dropout: z.number().min(0).lt(1).describe("probability that a hidden unit is dropped"),
  }),
  optimiser: z.strictObject({
    learningRate: positive,
    beta1: z.number().min(0).lt(1),
    beta2: z.number().min(0).lt(1),
    epsilon: positive,
  }),
  training: z.strictObject({
    sense: z.enum(["minimise", "maximise"]).describe("what δ does to ∇ℓ(g(x), 1)·δ; maximise is the release's"),
    solver: z.enum(["auto", "glpk"]).describe("auto: the sign rule where Δ is a box, GLPK where it has rows"),
    gradientMasks: z.enum(["shared", "own", "eval"]).describe("dropout masks of the pass that yields ∇ₓℓ"),
    shuffle: z.boolean(),
    classWeights: z.enum(["none", "minority"]).describe("minority: the rarer label weighs majority/minority"),
    skipZeroDelta: z.boolean().describe("leave out the recourse term of rows whose δ is 0"),
    lossCarryOver: z.boolean().describe("step and carry loss over as the release does"),
    validationWeights: z.enum(["own", "previous"]).describe("whose label weighs a validation row"),
    epochRule: z.enum(["loss", "f1", "balanced-accuracy"]).describe("what makes an epoch the best on validation"),
  }),
  split: splitSettingsSchema,
  standardise: standardiseSettingsSchema,
  actions: actionSettingsSchema,
  threshold: z.strictObject({
    rule: z.enum(theta0Rules).describe("how θ₀ is chosen on validation rows"),
    grid: z
      .union([z.literal("all"), z.number().gt(0).max(0.5)])
      .describe("step of the candidates, or all distinct scores"),
  }),
  pare: z.strictObject({
    epsilon: failure.describe("ε, the share of people who may be left without recourse"),
    alpha: failure.describe("α, the probability, over the calibration rows, that the promise fails: 0.05, not 0.95"),
    methods: z.array(z.string()).min(1).describe("the recourse methods 𝒜 to calibrate, each a row of Table 2"),
    score: z.enum(["proposed", "best"]).describe("proposed: g(x + 𝒜(x)); best: the higher of it and g(x)"),
    grid: z.enum(["paper", "all"]).describe("θ₀ up to the bound: ten equally spaced, or every validation score"),
    rule: z.enum(theta0Rules).describe("what θ₀ maximises on validation rows, up to the bound"),
    digits: z.int().min(1).max(15).nullable().describe("decimals θ₀ and what it maximises are rounded to; null: none"),
    aim: z.number().min(0).max(1).nullable().describe("score a method that reads θ₀ is aimed at; null: it is refused"),
  }),
  distinguish: z.strictObject({
    method: z.string().describe("the recourse method whose x + δ are to be told from original rows"),
    people: z.int().min(1).describe("most training rows turned down that it is asked about, drawn by the seed"),
    repeats: z.int().min(2).describe("parts the people are dealt into; each is held out once"),
    networkEpochs: z.int().min(1).describe("passes of the network that tells them apart over its rows"),
    logisticEpochs: z.int().min(1).describe("passes of logistic regression over its rows"),
    logisticRate: positive.describe("learning rate of logistic regression"),
  }),
  disparity: z.strictObject({
    precision: z.number().gt(0).lt(1).describe("precision on validation rows that θ₀ is chosen for"),
    method: z.string().describe("the recourse method by which the two groups are compared"),
  }),
  robustness: z.strictObject({
    methods: z.array(z.string()).min(1).describe("the recourse methods, each a row of Table 4"),
    noise: positive.describe("the 0.1 of N(0, 0.1), in standard deviations of a feature"),
    reading: z.enum(["standard deviation", "variance"]).describe("what the second argument of N(0, 0.1) is"),
    draws: z.int().min(1).describe("noisy copies of every person"),
  }),
  intervene: z.strictObject({
    rows: z
      .enum(["test", "train"])
      .describe("test: the people turned down; train: the training rows at their positions, as the release's"),
    response: z
      .enum(["structural", "none"])
      .describe("what follows from an action: the structural equations say, or nothing"),
  }),
  recourse: z.strictObject(Object.fromEntries([...recourseMethods.values()].map((m) => [m.name, m.settings]))),
};

const dataset = datasetSchema.shape;

/** Everything, merged: protocol ← data set ← the data set's section for that protocol ← flags. */
export const settingsSchema = z.strictObject({
  ...datasetSchema.omit({ protocols: true, settings: true }).shape,
  ...protocolSections,
  training: protocolSections.training.extend(dataset.training.shape),
  split: protocolSections.split.extend(dataset.split.shape),
  actions: protocolSections.actions.extend(dataset.actions.shape),
});

/** All settings of one run, as `settingsSchema` describes them one by one. */
export type Settings = z.infer<typeof settingsSchema>;

/** A protocol file: one line a choice, dotted. Every choice must be there: nothing is inherited. */
export const protocolSchema = z.strictObject({
  description: z.string(),
  ...Object.fromEntries(
    Object.entries(protocolSections).flatMap(([section, schema]) =>
      section === "recourse"
        ? [...recourseMethods.values()].flatMap((method) => flat(`recourse.${method.name}`, method.settings))
        : flat(section, schema),
    ),
  ),
});

function flat(prefix: string, schema: z.ZodType): [string, z.ZodType][] {
  if (!(schema instanceof z.ZodObject)) return [[prefix, schema]];
  return Object.entries(schema.shape).map(([name, member]) => [`${prefix}.${name}`, member as z.ZodType]);
}
