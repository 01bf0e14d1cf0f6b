/** The recourse methods by name, each behind the checks that all of them owe their caller. */
import { ConfigError } from "../core/errors.ts";
import { nearest } from "../data/nearest.ts";
import { adversarial } from "./adversarial.ts";
import { causal } from "./causal/causal.ts";
import { checked } from "./checked.ts";
import { gradient } from "./gradient/gradient.ts";
import { linear } from "./linear/linear.ts";
import type { RecourseMethod } from "./method.ts";
import { exhaustive } from "./search/exhaustive.ts";
import { highest } from "./search/highest.ts";

/** In the order tables show them. */
const methods: readonly RecourseMethod[] = [gradient, adversarial, linear, exhaustive, highest, causal];

/** All recourse methods, by the name that follows `--method`. */
export const recourseMethods: ReadonlyMap<string, RecourseMethod> = new Map(
  methods.map((method) => [method.name, checked(method)]),
);

/**
 * The method of that name, or the method that is given, behind the same checks. A name that is not registered is a
 * ConfigError with the nearest one, or with all; so is a method of one's own under the name of another, whose results in
 * the store would be taken for its.
 */
export function recourseMethod(given: string | RecourseMethod): RecourseMethod {
  const name = typeof given === "string" ? given : given.name;
  const registered = recourseMethods.get(name);
  if (typeof given !== "string") {
    if (registered === undefined || registered === given) return checked(given);
    throw new ConfigError(`method: "${name}" is the name of a method that is there already; give yours another`);
  }
  if (registered) return registered;
  throw new ConfigError(`method: unknown recourse method "${name}"${nearest(name, [...recourseMethods.keys()])}`);
}
