/** A step after training: the same classifier under choices of the step's own. */
import { resolve } from "../config/resolve.ts";
import { ConfigError } from "../core/errors.ts";
import type { Run } from "../pipeline/run.ts";
import { trainKeyOf } from "../pipeline/score.ts";
import { overridesOf } from "./options.ts";
import type { Classifier } from "./train.ts";

/**
 * The classifier's run with more choices laid over its own, its data read and its model found no second time. A choice that training reads
 * would speak of another classifier and is refused with a ConfigError.
 */
export async function runOf(
  { request, run, stored }: Classifier,
  options: { readonly overrides?: Readonly<Record<string, unknown>> | undefined },
  named: Parameters<typeof overridesOf>[1] = {},
): Promise<Run> {
  const more = overridesOf(options, named);
  if (Object.keys(more).length === 0) return run;
  const resolved = await resolve({ ...request, overrides: { ...request.overrides, ...more } });
  const laid = { ...resolved, sha256: run.sha256, read: run.read, model: run.model };
  if (trainKeyOf(laid) !== stored.key) {
    throw new ConfigError(
      `overrides: one of ${Object.keys(more).join(", ")} changes what is trained; give it to train`,
    );
  }
  return laid;
}
