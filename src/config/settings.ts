/** Every choice a run reads: the protocol's flat list and the data set's file, composed from each module's own schemas. */
import { z } from "zod";
import { theta0Rules } from "../core/thresholds.ts";
import { actionSettingsSchema } from "../data/schema/actions.ts";
import { datasetSchema, splitSettingsSchema, standardiseSettingsSchema } from "../data/schema.ts";
import { experimentSettings } from "../experiments/settings.ts";
import { settingsSchemaOf } from "../methods/checked.ts";
import { recourseMethods } from "../methods/registry.ts";

const positive = z.number().positive();
const failure = z.number().gt(0).lt(1);

/** Step of the finest grid of θ₀: 10,000 candidates, far more than a choice on validation rows can tell apart. */
const LEAST_STEP = 0.0001;
const dividesOne = (step: number) => Math.abs(Math.round(1 / step) * step - 1) < 1e-9;

/** Why Adam's other settings have the defaults they have. */
const adam = { $comment: "A.1 names the step size alone and the release passes no more: what Kingma and Ba suggest" };

/** The sections a protocol speaks of. A protocol file names each choice flat, as `section.choice`. */
export const protocolSections = {
  run: z.strictObject({
    lambda: z.number().min(0).describe("λ, weight of the recourse loss in Eq. 1; 0 is the baseline"),
    seed: z.int().min(0).max(0xffffffff).describe("seed of the split, the initial parameters and every other draw"),
    engine: z
      .string()
      .default("wasm")
      .meta({ $comment: "ours: the same bits on every machine" })
      .describe("what computes the network: wasm, reference or tfjs"),
  }),
  network: z.strictObject({
    hidden: z.array(z.int().min(1).max(512)).max(4).describe("width of each hidden layer; [] is logistic regression"),
    activation: z.enum(["tanh", "relu"]),
    dropout: z.number().min(0).lt(1).describe("probability that a hidden unit is dropped"),
  }),
  optimiser: z.strictObject({
    learningRate: positive.describe("step size of Adam"),
    beta1: z.number().min(0).lt(1).default(0.9).meta(adam).describe("decay of Adam's mean of the gradients"),
    beta2: z.number().min(0).lt(1).default(0.999).meta(adam).describe("decay of Adam's mean of their squares"),
    epsilon: positive.default(1e-8).meta(adam).describe("what Adam adds to the root of that mean"),
  }),
  training: z.strictObject({
    sense: z.enum(["minimise", "maximise"]).describe("what δ does to ∇ℓ(g(x), 1)·δ; maximise is the release's"),
    solver: z
      .enum(["auto", "glpk"])
      .default("auto")
      .meta({ $comment: "§3.1 asks for a linear program; both solve it, and glpk serves the tests that compare them" })
      .describe("auto: the sign rule where Δ is a box, GLPK where it has joint constraints"),
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
      .union([z.literal("all"), z.number().min(LEAST_STEP).max(0.5).refine(dividesOne)], {
        error: `expected all, or a step from ${LEAST_STEP} to 0.5 that divides 1, as 0.05 does`,
      })
      .describe("step of the candidates, or all distinct scores"),
  }),
  pare: z.strictObject({
    epsilon: failure.describe("ε, the share of people who may be left without recourse"),
    alpha: failure.describe("α, the probability, over the calibration rows, that the guarantee fails: 0.05, not 0.95"),
    methods: z.array(z.string()).min(1).describe("the recourse methods 𝒜 to calibrate, each a row of Table 2"),
    score: z.enum(["proposed", "best"]).describe("proposed: g(x + 𝒜(x)); best: the higher of it and g(x)"),
    grid: z.enum(["paper", "all"]).describe("θ₀ up to the bound: ten equally spaced, or every validation score"),
    rule: z.enum(theta0Rules).describe("what θ₀ maximises on validation rows, up to the bound"),
    digits: z.int().min(1).max(15).nullable().describe("decimals θ₀ and what it maximises are rounded to; null: none"),
    targetScore: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .default(null)
      .meta({ $comment: "§3.3: 𝒜 is fixed before θ₀ is chosen" })
      .describe("score a method that reads θ₀ is aimed at; null: it is refused"),
  }),
  retrain: z.strictObject({
    networks: z
      .int()
      .min(2)
      .max(1000)
      .default(20)
      .meta({ $comment: "ours: ten to choose with and ten to count with, a second or two of training each" })
      .describe("networks trained again; the first half of them choose an action, the second half count how it lasts"),
    rows: z
      .enum(["bootstrap", "half", "same"])
      .default("bootstrap")
      .meta({ $comment: "ours: the bootstrap stands for other rows of the same population (Efron, 1979)" })
      .describe(
        "training and validation rows of each: as many drawn with replacement, a random half, or the same from another start",
      ),
  }),
  ...experimentSettings,
};

/** The settings of every method that is known. One all of whose settings have defaults, or that has none, needs no line. */
function recourseSection() {
  return z.strictObject(
    Object.fromEntries(
      [...recourseMethods.values()].map((method) => [method.name, settingsSchemaOf(method).prefault({})]),
    ),
  );
}

/** Composed anew when a method has become known since. */
function composed<T>(compose: () => T): () => T {
  let latest: { readonly methods: number; readonly made: T } | undefined;
  return () => {
    if (latest?.methods !== recourseMethods.size) latest = { methods: recourseMethods.size, made: compose() };
    return latest.made;
  };
}

const dataset = datasetSchema.shape;

/** Everything, merged: protocol ← data set ← the data set's section for that protocol ← flags. */
export const settingsSchema = composed(() =>
  z.strictObject({
    ...datasetSchema.omit({ protocol: true, protocols: true, settings: true }).shape,
    ...protocolSections,
    training: protocolSections.training.extend(dataset.training.shape),
    split: protocolSections.split.extend(dataset.split.shape),
    actions: protocolSections.actions.extend(dataset.actions.shape),
    // All of these have defaults.
    retrain: protocolSections.retrain.prefault({}),
    table1: protocolSections.table1.prefault({}),
    noise: protocolSections.noise.prefault({}),
    fineTuning: protocolSections.fineTuning.prefault({}),
    recourse: recourseSection(),
  }),
);

/** All settings of one run, as `settingsSchema` describes them one by one. */
export type Settings = z.infer<ReturnType<typeof settingsSchema>>;

/**
 * A protocol file: one line a choice, dotted. What the paper or the release speaks of must be there, since nothing is
 * inherited from another protocol; what neither speaks of has a default, beside its schema and with its reason.
 */
export const protocolSchema = composed(() =>
  z.strictObject({
    description: z.string(),
    ...Object.fromEntries([
      ...Object.entries(protocolSections).flatMap(([section, schema]) => flat(section, schema)),
      ...[...recourseMethods.values()].flatMap((method) => flat(`recourse.${method.name}`, settingsSchemaOf(method))),
    ]),
  }),
);

/** The dotted name of every choice a protocol can make. */
export const protocolChoices: () => readonly string[] = composed(() =>
  Object.keys(protocolSchema().shape).filter((name) => name.includes(".")),
);

function flat(prefix: string, schema: z.ZodType): [string, z.ZodType][] {
  if (!(schema instanceof z.ZodObject)) return [[prefix, schema]];
  return Object.entries(schema.shape).map(([name, member]) => [`${prefix}.${name}`, member as z.ZodType]);
}
