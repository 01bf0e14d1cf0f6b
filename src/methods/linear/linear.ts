/** The linear approximation of Table 1: LIME's line around a person, then the integer program of Ustun et al. (§3.2). */
import { z } from "zod";
import { ConfigError } from "../../core/errors.ts";
import { row } from "../../core/matrix.ts";
import { stream } from "../../core/random.ts";
import type { ColumnInfo, RecourseMethod } from "../method.ts";
import { personStream } from "../person-stream.ts";
import { flipsets } from "./flipset.ts";
import { drawPoints, inReleaseUnits, inScoreUnits, limeFitter, surroundingsOf } from "./lime.ts";

/** Why settings on which the paper is silent have the defaults they have. */
const lime = { $comment: "the paper is silent; LIME's default, which the release keeps" };
const ustun = { $comment: "the default of Ustun et al.'s actionable-recourse, which the release keeps" };

const settings = z.strictObject({
  fit: z
    .enum(["train", "test"])
    .describe("rows that LIME learns means, deviations and frequencies from; test is the release's"),
  categorical: z
    .union([z.literal("indicators"), z.array(z.string())])
    .describe("columns that LIME treats as categorical: the 0/1 columns, or those named"),
  samples: z
    .int()
    .min(2)
    .max(1_000_000)
    .default(5000)
    .meta(lime)
    .describe("points LIME scores around a person, the person among them"),
  neighbourhood: z
    .enum(["shared", "own"])
    .default("shared")
    .meta({
      $comment: "LIME samples around the data's mean, so that one draw serves everybody with the same distribution",
    })
    .describe("shared: one draw of the points serves everybody; own: each person draws anew, as LIME does"),
  kernelWidth: z.number().positive().describe("distance at which a point's weight has fallen to exp(−½)"),
  ridge: z.number().positive().default(1).meta(lime).describe("α, penalty on LIME's coefficients"),
  units: z
    .enum(["score", "release"])
    .describe("score: the line in the units of x; release: LIME's own units and intercept, applied to x uncorrected"),
  box: z.boolean().describe("δ ∈ Δ; false is the release's: grid values only, neither δmax nor directions"),
  step: z
    .number()
    .min(0.0001)
    .max(1)
    .default(0.01)
    .meta(ustun)
    .describe("step of the action grid, as a share of the 1st to 99th percentile"),
  atLeastOneChange: z.boolean().default(true).meta(ustun).describe("refuse δ = 0 even where the line is at θ₀ already"),
  solver: z
    .enum(["auto", "glpk"])
    .default("auto")
    .meta({ $comment: "exact either way; glpk serves the tests that compare them" })
    .describe("auto: enumerate small programs; glpk: branch and cut for all"),
});

export type LinearSettings = z.infer<typeof settings>;

/**
 * LIME fits a line to the scores of random points, weighted by nearness to x; δ is the cheapest grid action that lifts the
 * line from x to θ₀, 0 when none does. How well the line knows g is the evaluation's to find out: δ is not checked here.
 *
 * LIME draws around the *data's* mean, so only the weights, the person's own row and the "same as the person" indicators
 * depend on the person. `neighbourhood: shared` therefore draws and scores the points once: each person's fit has the
 * distribution it had, about seven times faster, while the sampling errors of different people are no longer independent.
 * `own` draws from a stream named by the person's values. Either way δ depends on x and the seed alone.
 *
 * The release differs in `fit`, `units`, `box` and `neighbourhood` (and is unseeded). With `box: false` δ may lie outside
 * Δ: the one declared exception to the contract of a method.
 */
export const linear: RecourseMethod<LinearSettings> = {
  name: "linear",
  title: "Linear approx.",
  usesTheta0: true,
  usesTrain: true,
  settings,
  reference: ({ fit }) => fit,
  async prepare({ network, actions, columns, seed, theta0, train, reference }, settings) {
    if (theta0 === null) throw new RangeError("invalid theta0: null");
    if (train === null || reference === null) throw new RangeError("invalid train or reference: null");
    const { samples, neighbourhood } = settings;
    const around = surroundingsOf(reference, categoricalColumns(columns, settings.categorical));
    const points = drawPoints(around, samples, stream(seed, "lime"));
    const scores = network.score(points);
    const lineThrough = limeFitter(around, settings);
    const inUnits = settings.units === "score" ? inScoreUnits : inReleaseUnits;
    const propose = flipsets({ actions, train }, settings);

    return async (X, options) => {
      const g = network.score(X);
      const localScore = (x: Float32Array, i: number) => {
        if (neighbourhood === "own") {
          drawPoints(around, samples, personStream(seed, "lime", x), points);
          network.score(points, scores);
        }
        row(points, 0).set(x);
        scores[0] = g[i];
        const { w, b0 } = inUnits(around, lineThrough(points.data, scores), x);
        return { w, s0: x.reduce((sum, value, j) => sum + w[j] * value, b0 - theta0) };
      };
      return propose(X, localScore, options);
    };
  },
};

function categoricalColumns(columns: readonly ColumnInfo[], chosen: LinearSettings["categorical"]): boolean[] {
  if (chosen === "indicators") return columns.map(({ kind }) => kind === "indicator");
  const names = columns.map(({ name }) => name);
  for (const name of chosen) {
    if (names.includes(name)) continue;
    throw new ConfigError(
      `recourse.linear.categorical: unknown column "${name}"; name any of ${names.join(", ")}, or write indicators`,
    );
  }
  return names.map((name) => chosen.includes(name));
}
