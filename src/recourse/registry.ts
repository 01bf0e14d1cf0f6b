/** The recourse methods by name, each behind the checks that all of them owe their caller. */
import { ConfigError, DataError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { nearest } from "../data/nearest.ts";
import { adversarial } from "./adversarial.ts";
import { exhaustive } from "./exhaustive.ts";
import { gradient } from "./gradient/gradient.ts";
import { highest } from "./highest.ts";
import { linear } from "./linear.ts";
import type { RecourseMethod, RecourseProblem } from "./method.ts";
import { taylor } from "./taylor.ts";

/** In the order tables show them. */
const methods: readonly RecourseMethod[] = [gradient, adversarial, linear, taylor, exhaustive, highest];

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

/** The same method, shown θ₀ only if it declares so, and given only rows of numbers. */
function checked(method: RecourseMethod): RecourseMethod {
  return {
    ...method,
    async prepare(problem, settings) {
      const { usesTheta0, name } = method;
      if (usesTheta0 && problem.theta0 === null)
        throw new RangeError(`invalid theta0: null for ${name}, which uses it`);
      const propose = await method.prepare({ ...problem, theta0: usesTheta0 ? problem.theta0 : null }, settings);
      return async (X, options) => {
        refuseGaps(X, problem);
        return propose(X, options);
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
