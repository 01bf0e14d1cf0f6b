/** The recourse methods by name, each behind the checks that apply to all. */
import { ConfigError } from "../core/errors.ts";
import { nearest } from "../data/nearest.ts";
import { adversarial } from "./adversarial.ts";
import { causal } from "./causal/causal.ts";
import { cheapest } from "./certified/cheapest.ts";
import { highest } from "./certified/highest.ts";
import { checked } from "./checked.ts";
import { gradient } from "./gradient/gradient.ts";
import { lasting } from "./lasting/lasting.ts";
import { linear } from "./linear/linear.ts";
import type { RecourseMethod } from "./method.ts";
import { ascent } from "./search/ascent.ts";
import { exhaustive } from "./search/exhaustive.ts";

/** In the order tables show them. */
const methods: readonly RecourseMethod[] = [
  gradient,
  adversarial,
  linear,
  cheapest,
  exhaustive,
  highest,
  ascent,
  causal,
  lasting,
];

const known = new Map<string, RecourseMethod>(methods.map((method) => [method.name, checked(method)]));

/** All recourse methods, by the name that follows `--method`; methods of a caller's own come last. */
export const recourseMethods: ReadonlyMap<string, RecourseMethod> = known;

/** Methods of callers' own, as they were given. */
const given = new Map<string, RecourseMethod>();

/**
 * The method of that name; or the method that is given, which is known by its name from then on, so that settings may
 * speak of it. A ConfigError for a name that is not known, with the nearest one or with all, for a name that settings
 * cannot speak of, and for a method under the name of another, whose results in the store would be taken for its.
 */
export function recourseMethod(asked: string | RecourseMethod): RecourseMethod {
  const name = typeof asked === "string" ? asked : asked.name;
  const found = known.get(name);
  if (typeof asked === "string") {
    if (found) return found;
    throw new ConfigError(`method: unknown recourse method "${name}"${nearest(name, [...known.keys()])}`);
  }
  if (found) {
    if (found === asked || given.get(name) === asked) return found;
    throw new ConfigError(`method: "${name}" is the name of another method; give yours a name of its own`);
  }
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new ConfigError(`method: "${name}" is no name for a method: take lower-case letters, digits and hyphens`);
  }
  const made = checked(asked);
  given.set(name, asked);
  known.set(name, made);
  return made;
}
