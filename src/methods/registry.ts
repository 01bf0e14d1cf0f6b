/** The recourse methods by name, each behind the checks that all of them owe their caller. */
import { isDiscrete } from "../actions/discrete.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { nearest } from "../data/nearest.ts";
import { adversarial } from "./adversarial.ts";
import { causal } from "./causal/causal.ts";
import { gradient } from "./gradient/gradient.ts";
import { linear } from "./linear/linear.ts";
import type { RecourseMethod, RecourseProblem } from "./method.ts";
import { makeSayable } from "./rounded.ts";
import { exhaustive } from "./search/exhaustive.ts";
import { highest } from "./search/highest.ts";

/** In the order tables show them. */
const methods: readonly RecourseMethod[] = [gradient, adversarial, linear, exhaustive, highest, causal];

/** All recourse methods, by the name that follows `--method`. */
export const recourseMethods: ReadonlyMap<string, RecourseMethod> = new Map(
  methods.map((method) => [method.name, checked(method)]),
);

/** The method of that name. A name that is not registered is a ConfigError with the nearest one, or with all. */
export function recourseMethod(name: string): RecourseMethod {
  const method = recourseMethods.get(name);
  if (method) return method;
  throw new ConfigError(`method: unknown recourse method "${name}"${nearest(name, [...recourseMethods.keys()])}`);
}

/**
 * The same method, shown θ₀ and the structural equations only if it declares so, and given only rows of numbers. What
 * it proposes for a discrete Δ is made sayable.
 */
function checked(method: RecourseMethod): RecourseMethod {
  return {
    ...method,
    async prepare(problem, settings) {
      const { usesTheta0, usesCausal = false, name } = method;
      if (usesTheta0 && problem.theta0 === null)
        throw new RangeError(`invalid theta0: null for ${name}, which uses it`);
      if (usesCausal && problem.causal === null)
        throw new RangeError(`invalid causal: null for ${name}, which uses the structural equations`);
      const shown = { theta0: usesTheta0 ? problem.theta0 : null, causal: usesCausal ? problem.causal : null };
      const propose = await method.prepare({ ...problem, ...shown }, settings);
      const say = isDiscrete(problem.actions) ? await makeSayable(problem) : null;
      return async (X, options) => {
        refuseGaps(X, problem);
        const delta = await propose(X, options);
        await say?.(X, delta, options?.signal);
        return delta;
      };
    },
  };
}

function refuseGaps(X: Matrix, { network, columns }: RecourseProblem): void {
  if (X.cols !== network.spec.inputs) throw new RangeError(`invalid X: ${X.cols} columns for ${network.spec.inputs}`);
  const at = X.data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const column = columns[at % X.cols]?.name ?? at % X.cols;
  throw new DataError(
    `row ${Math.floor(at / X.cols)}, column ${column}: ${X.data[at]} is not a number recourse can be computed from; ` +
      "fill the gap or leave the row out",
  );
}
