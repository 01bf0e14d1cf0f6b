/** What every recourse method has to guarantee its caller, done once for all of them. */
import { z } from "zod";
import { isDiscrete } from "../actions/discrete.ts";
import { isNamed } from "../actions/enumeration.ts";
import { isProvable } from "../certificates/certifiable.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import type { RecourseMethod, RecourseProblem } from "./method.ts";
import { proposalRounding } from "./rounded.ts";

/** The settings of a method that was given none: its defaults. Throws ConfigError for the first one that has no default. */
export function defaultSettingsOf(method: RecourseMethod): unknown {
  const { success, data, error } = settingsSchemaOf(method).safeParse({});
  if (success) return data;
  const [{ path, message }] = error.issues;
  throw new ConfigError(`recourse.${[method.name, ...path].join(".")}: has neither a value nor a default: ${message}`);
}

/** Why a method that needs gradients cannot run on a model from outside. */
export const NO_GRADIENTS =
  "needs gradients, and a model from outside gives scores; choose a method that needs no more: exhaustive, ascent, linear, " +
  "or gradient with --set recourse.gradient.gradients=numeric";

/** Why a method that proves its answers cannot run on some networks. */
export const UNPROVABLE =
  "no proof covers the arithmetic of this engine; choose the engine wasm or reference, or a search: exhaustive for cheapest, ascent for highest";

/** Why nothing is proven of a model from outside. */
export const NO_BOUNDS =
  "nothing can be proven of a model of which only scores are known; choose a search: exhaustive for cheapest, ascent for highest";

const done = new WeakSet<RecourseMethod>();

/** The schema of a method's settings; one without any takes the empty object. */
export function settingsSchemaOf({ settings = z.strictObject({}) }: RecourseMethod): z.ZodType {
  return settings;
}

/**
 * The same method, shown θ₀, training rows, retrained networks and the structural equations only if it declares so, and given only rows of
 * numbers. What it proposes for a discrete Δ is rounded to a feasible action.
 */
export function checked(method: RecourseMethod): RecourseMethod {
  if (done.has(method)) return method;
  const made: RecourseMethod = {
    ...method,
    async prepare(problem, settings) {
      const { usesTheta0, usesTrain = false, usesCausal = false, usesRetrained = false, proves = false, name } = method;
      const { network } = problem;
      if (network.gives === "scores" && method.usesGradients?.(settings, isNamed(problem.actions))) {
        throw new ConfigError(`${name}: ${NO_GRADIENTS}`);
      }
      if (proves && !isProvable(network, problem.actions))
        throw new ConfigError(`${name}: ${network.gives === "scores" ? NO_BOUNDS : UNPROVABLE}`);
      if (usesTheta0 && problem.theta0 === null)
        throw new RangeError(`invalid theta0: null for ${name}, which uses it`);
      if (usesCausal && problem.causal === null)
        throw new RangeError(`invalid causal: null for ${name}, which uses the structural equations`);
      if (usesTrain && (problem.train === null || problem.reference === null))
        throw new RangeError(`invalid train or reference: null for ${name}, which is fitted on rows`);
      if (usesRetrained && problem.retrained === null)
        throw new RangeError(`invalid retrained: null for ${name}, which looks at networks trained again`);
      const shown = {
        theta0: usesTheta0 ? problem.theta0 : null,
        train: usesTrain ? problem.train : null,
        reference: usesTrain ? problem.reference : null,
        retrained: usesRetrained ? problem.retrained : null,
        causal: usesCausal ? problem.causal : null,
      };
      const propose = await method.prepare({ ...problem, ...shown }, settings);
      const round = isDiscrete(problem.actions) ? await proposalRounding(problem) : null;
      return async (X, options) => {
        refuseGaps(X, problem);
        const delta = await propose(X, options);
        await round?.(X, delta, options?.signal);
        return delta;
      };
    },
  };
  done.add(made);
  return made;
}

function refuseGaps(X: Matrix, { network, columns }: RecourseProblem): void {
  if (X.cols !== network.spec.inputs) throw new RangeError(`invalid X: ${X.cols} columns for ${network.spec.inputs}`);
  const at = X.data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const column = columns[at % X.cols]?.name ?? at % X.cols;
  throw new DataError(
    `row ${Math.floor(at / X.cols)}, column ${column}: ${X.data[at]} is not a number recourse can be computed from; ` +
      "fill in the value or leave the row out",
  );
}
