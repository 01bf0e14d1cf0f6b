/** Conditions on raw values as a person writes them, "age >= 30", and the box of people they leave around one of them. */
import type { Bundle } from "../bundle/schema.ts";
import type { PeopleBox } from "../certificates/people.ts";
import { ConfigError } from "../core/errors.ts";
import { COMPARISON_FORM, comparisonIn } from "../data/comparison.ts";
import { nearest } from "../data/nearest.ts";

interface Bound {
  readonly j: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Everybody with the raw values [d] of a person, but for the columns that the conditions name: these range between the bounds,
 * and where one is missing to the end of the training rows. `varied` are those columns. Throws a ConfigError for
 * a condition that cannot be read, for a feature that is no number, and where nobody is left.
 */
export function peopleWhere(
  where: readonly string[],
  { columns, features }: Bundle["preprocessing"],
  raw: Float64Array,
): { readonly box: PeopleBox; readonly varied: readonly number[] } {
  if (where.length === 0) throw new ConfigError(`where: no condition; ${COMPARISON_FORM}`);
  const numbers = columns.flatMap(({ name, feature }, j) =>
    features[feature]?.kind === "continuous" ? [{ name, j }] : [],
  );
  const bounds = where.map((text) => boundOf(text, numbers));
  const box = { lower: raw.slice(), upper: raw.slice() };
  const varied = [...new Set(bounds.map(({ j }) => j))].sort((a, b) => a - b);
  for (const j of varied) {
    const { name, least, greatest, integer } = columns[j];
    const own = bounds.filter((bound) => bound.j === j);
    const min = Math.max(...own.map((bound) => bound.min));
    const max = Math.min(...own.map((bound) => bound.max));
    const low = min === Number.NEGATIVE_INFINITY ? least : min;
    const high = max === Number.POSITIVE_INFINITY ? greatest : max;
    box.lower[j] = integer ? Math.ceil(low) : low;
    box.upper[j] = integer ? Math.floor(high) : high;
    if (box.lower[j] <= box.upper[j]) continue;
    throw new ConfigError(
      `where: nobody is left: ${name} would lie between ${low} and ${high}${integer ? ", in whole numbers" : ""}; ` +
        `the training rows have ${least} … ${greatest}`,
    );
  }
  return { box, varied };
}

function boundOf(text: string, numbers: readonly { readonly name: string; readonly j: number }[]): Bound {
  const comparison = comparisonIn(text);
  const value = Number(comparison?.value);
  if (comparison === null || !Number.isFinite(value)) {
    throw new ConfigError(`where: "${text}" is no condition; ${COMPARISON_FORM}`);
  }
  const { feature: name, sign } = comparison;
  const found = numbers.find((one) => one.name === name);
  if (found === undefined) {
    const known = numbers.map((one) => one.name);
    throw new ConfigError(`where: "${text}": ${name} is no feature that is a number${nearest(name, known)}`);
  }
  const min = sign === "<=" ? Number.NEGATIVE_INFINITY : value;
  const max = sign === ">=" ? Number.POSITIVE_INFINITY : value;
  return { j: found.j, min, max };
}
