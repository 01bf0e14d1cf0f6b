/** What `bundle.json` says: how a person's data become a row of X, what they may change, and what was guaranteed. */
import { z } from "zod";
import type { Candidate } from "../actions/action-set.ts";
import { isNamed } from "../actions/enumeration.ts";
import { type ActionSet, actionSet } from "../actions/set.ts";
import { featuresSchema, labelSchema } from "../data/schema/feature.ts";
import { deepest, widest } from "../engines/parameters.ts";
import { guaranteeSchema } from "../pipeline/calibration/guarantee.ts";
import { retrainRows } from "../pipeline/retrain.ts";

/** Raised when the meaning of a member changes. */
export const BUNDLE_VERSION = 3;
/** Before bundles had a hash of their own and named the features that can be acted upon; still read. */
export const UNSEALED_VERSION = 2;

/** JSON has no infinity: null is no bound. */
const bounds = z.array(z.number().nullable());
const score = z.number().min(0).max(1);
const probability = z.number().gt(0).lt(1);
/** More rows than any file of people has. */
const rows = z.int().min(0).max(1e9);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const key = z.string().regex(/^[0-9a-f]{12}$/);
const column = z.int().min(0);
const change = z.strictObject({ column, value: z.number() });
/** A network that was trained again: which, from what seed, the θ₀ it decides with, and the key of its training. */
const retrained = z.strictObject({ network: z.int().min(0), seed: z.int(), theta0: score, train: key });

export const bundleSchema = z.strictObject({
  format: z.literal("recourse-bundle"),
  version: z.union([z.literal(UNSEALED_VERSION), z.literal(BUNDLE_VERSION)], {
    error: `expected the version to be ${UNSEALED_VERSION} or ${BUNDLE_VERSION}`,
  }),
  dataset: z.strictObject({ name: z.string(), title: z.string() }),
  protocol: z.string(),
  /** From a record of the source to a row of X, in this order of columns: x = (raw − mean) / std. */
  preprocessing: z.strictObject({
    /** How the columns of X come from the cells of a record, as in the data set's file. */
    features: featuresSchema,
    columns: z.array(
      z.strictObject({
        name: z.string(),
        /** The feature it is made for, and the category it is 1 for: null unless the feature is one-hot. */
        feature: z.string(),
        category: z.string().nullable(),
        kind: z.enum(["continuous", "indicator"]),
        integer: z.boolean(),
        unit: z.string().nullable(),
        mean: z.number(),
        std: z.number().positive(),
        /** The raw value that a missing cell is read as; null where such a person is not scored. */
        fill: z.number().nullable(),
        /** The range of raw values among the training rows. */
        least: z.number(),
        greatest: z.number(),
      }),
    ),
    /** Cells that mean: not known. */
    missing: z.array(z.string()),
  }),
  label: labelSchema,
  /** Δ in standard deviations, as `ActionSet` has it. */
  actions: z.strictObject({
    /** The features that can be acted upon; every other stays as it is. */
    actionable: z.array(z.string()).optional(),
    deltaMax: z.number().positive(),
    lower: z.array(z.number()),
    upper: z.array(z.number()),
    least: bounds,
    greatest: bounds,
    rows: z.strictObject({ A: z.array(z.array(z.number())), b: z.array(z.number()) }),
    groups: z.array(z.array(column)),
    steps: z.array(z.number()),
    rules: z.array(z.strictObject({ needs: z.array(column), allows: z.array(column) })),
    weights: z.array(z.number()),
    /** Actions by name, as `Candidate` has them; all there is to do where they are there, and no bounds are said then. */
    candidates: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          when: z.array(z.strictObject({ column, min: z.number().nullable(), max: z.number().nullable() })),
          by: z.array(change),
          to: z.array(change),
          cost: z.number().positive().nullable(),
        }),
      )
      .min(1)
      .optional(),
  }),
  /** The network in `model.json` and `weights.bin`; absent where the model comes from outside. */
  network: z
    .strictObject({
      inputs: z.int().min(1),
      hidden: z.array(z.int().min(1).max(widest)).max(deepest),
      activation: z.enum(["tanh", "relu"]),
    })
    .optional(),
  /** A model from outside: a command and the SHA-256 of the files it names, or the ONNX file in `model.onnx`. */
  model: z
    .union([
      z.strictObject({ command: z.string().min(1), shell: z.boolean(), files: z.record(z.string(), hash) }),
      z.strictObject({
        onnx: hash,
        output: z.string().nullable(),
        favourable: z.union([z.literal(0), z.literal(1)]),
      }),
    ])
    .optional(),
  /** A person is accepted when their score is θ₀ or more. */
  theta0: score,
  /** Settings of every recourse method, by name, as the protocol has them. */
  recourse: z.record(z.string(), z.json()),
  promise: z.strictObject({
    ...guaranteeSchema.shape,
    epsilon: probability,
    alpha: probability,
    /** 𝒜, with its settings, as it was when θ₀ was calibrated; `aim` is the score it was aimed at. */
    method: z.strictObject({ name: z.string(), settings: z.json(), aim: score.nullable() }),
    score: z.enum(["proposed", "best"]),
    n: rows,
    k: rows,
    theta0Bound: score,
  }),
  /** The networks in `networks.bin`, in its order: those an action is chosen with, and others that count how it lasts. */
  retrained: z
    .strictObject({ rows: z.enum(retrainRows), choosing: z.array(retrained), counting: z.array(retrained).min(1) })
    .optional(),
  /** Where it comes from: keys of the stored results, and what they were made from. */
  provenance: z.strictObject({
    program: z.string(),
    engine: z.string(),
    lambda: z.number().min(0),
    seed: z.int(),
    train: key,
    calibrate: key,
    data: z.array(hash).min(1),
  }),
  /** SHA-256 of the other files. */
  files: z.record(z.string(), hash),
  /** SHA-256 of all that is said above (see `sealOf`); `model.json` names it too. */
  hash: hash.optional(),
});

/** What `bundle.json` holds; `bundleSchema` says what each member means. */
export type Bundle = z.infer<typeof bundleSchema>;

const finite = (value: number) => (Number.isFinite(value) ? value : null);

/** Δ over these columns as a bundle writes it. */
export function actionsToJson(
  actions: ActionSet,
  columns: readonly { readonly feature: string }[],
  deltaMax: number,
): Bundle["actions"] {
  const { dimension: d, constraints } = actions;
  const none = new Float64Array(d);
  const { lower, upper, min, max } = isNamed(actions)
    ? { lower: none, upper: none, min: none.map(() => -Infinity), max: none.map(() => Infinity) }
    : actions;
  return {
    actionable: movingFeatures(actions, columns),
    deltaMax,
    lower: [...lower],
    upper: [...upper],
    least: Array.from(min, finite),
    greatest: Array.from(max, finite),
    rows: {
      A: Array.from(constraints.b, (_, r) => [...constraints.A.subarray(r * d, (r + 1) * d)]),
      b: [...constraints.b],
    },
    groups: actions.groups.map((group) => [...group]),
    steps: [...actions.steps],
    rules: actions.rules.map(({ needs, allows }) => ({ needs: [...needs], allows: [...allows] })),
    weights: [...actions.weights],
    ...(actions.candidates === undefined ? {} : { candidates: actions.candidates.map(candidateToJson) }),
  };
}

function candidateToJson({ name, when, by, to, cost }: Candidate) {
  const bounds = when.map(({ column, min, max }) => ({ column, min: finite(min), max: finite(max) }));
  return { name, when: bounds, by: [...by], to: [...to], cost };
}

function candidateFromJson({ when, ...rest }: ReturnType<typeof candidateToJson>): Candidate {
  return {
    ...rest,
    when: when.map(({ column, min, max }) => ({ column, min: min ?? -Infinity, max: max ?? Infinity })),
  };
}

/** The features that Δ lets change, in the order of the columns. */
export function movingFeatures(actions: ActionSet, columns: readonly { readonly feature: string }[]): string[] {
  return [...new Set(actions.actionable.map((j) => columns[j].feature))];
}

/** The Δ a bundle holds. Throws ConfigError or RangeError where it holds none. */
export function actionsFromJson({ actions, preprocessing }: Pick<Bundle, "actions" | "preprocessing">): ActionSet {
  const { lower, least, greatest, rows, steps, candidates } = actions;
  return actionSet(lower.length, {
    ...actions,
    candidates: candidates?.map(candidateFromJson),
    steps: candidates === undefined || steps.some((step) => step !== 0) ? steps : undefined,
    constraints: rows,
    min: least.map((bound) => bound ?? Number.NEGATIVE_INFINITY),
    max: greatest.map((bound) => bound ?? Number.POSITIVE_INFINITY),
    names: preprocessing.columns.map(({ name }) => name),
  });
}
