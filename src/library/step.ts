/** A step after training: the same classifier under choices of the step's own. */
import { resolve } from "../config/resolve.ts";
import { ConfigError } from "../core/errors.ts";
import type { Cell } from "../stages/cell.ts";
import { trainKeyOf } from "../stages/scores.ts";
import { overridesOf } from "./options.ts";
import type { Classifier } from "./train.ts";

/**
 * The classifier's cell with more choices laid over its own, its data read no second time. A choice that training reads
 * would speak of another classifier and is refused with a ConfigError.
 */
export async function cellOf(
  { request, cell, stored }: Classifier,
  options: { readonly overrides?: Readonly<Record<string, unknown>> | undefined },
  named: Parameters<typeof overridesOf>[1] = {},
): Promise<Cell> {
  const more = overridesOf(options, named);
  if (Object.keys(more).length === 0) return cell;
  const resolved = await resolve({ ...request, overrides: { ...request.overrides, ...more } });
  const laid = { ...resolved, sha256: cell.sha256, read: cell.read };
  if (trainKeyOf(laid) !== stored.key) {
    throw new ConfigError(
      `overrides: one of ${Object.keys(more).join(", ")} changes what is trained; give it to train`,
    );
  }
  return laid;
}
