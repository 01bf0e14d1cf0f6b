/** `explain` as a function: what one person is told, from a calibrated classifier or a saved bundle. */

import { type ReadBundle, readBundle } from "../bundle/bundle.ts";
import { ConfigError } from "../core/errors.ts";
import { explain as explainPerson, type ExplanationOptions as MethodOptions } from "../explain/explain.ts";
import type { Explanation } from "../explain/explanation.ts";
import { personOf } from "../explain/person.ts";
import type { CalibratedClassifier } from "./calibrate.ts";
import { refuseUnknown } from "./options.ts";

/** Whom to explain the decision to, and how. */
export interface ExplainOptions extends MethodOptions {
  /** The person's cells by the names of the CSV's columns, in raw units: `{ age: 39, race: "White" }`. */
  readonly person: Readonly<Record<string, string | number>>;
}

const optionNames = ["person", "methods", "alternatives", "fractional", "engine", "signal"];

/**
 * The decision on one person, what would change it in whole raw units, cheapest first, and the guarantee the classifier
 * carries. Takes a calibrated classifier, a bundle that was read, or the folder of one. For many people, `openExplainer`
 * prepares once.
 * @throws ConfigError for a method that is not known, DataError for a cell that is missing or not of its kind and for a
 * bundle that cannot be used, and the signal's reason when stopped.
 */
export async function explain(
  given: CalibratedClassifier | ReadBundle | string,
  options: ExplainOptions,
): Promise<Explanation> {
  refuseUnknown("explain", options, optionNames);
  const { person, ...how } = options;
  if (typeof person !== "object" || person === null) {
    throw new ConfigError("explain: person is missing: give the person's cells by the names of the CSV's columns");
  }
  how.signal?.throwIfAborted();
  const read = await bundleOf(given);
  return explainPerson(read, personOf(read.bundle, person, "person"), how);
}

/** The bundle as it would read back. */
export function bundleOf(given: CalibratedClassifier | ReadBundle | string): ReadBundle | Promise<ReadBundle> {
  if (typeof given === "string") return readBundle(given);
  return "classifier" in given ? given.bundle() : given;
}
