/** The inputs of a network over a region of Δ, and how far the x + δ that the kernel reads may be off. */
import { type Ranges, UNIT } from "./float32.ts";
import type { PersonMoves, Region } from "./region.ts";

/** x + δ with every open column at its middle and every open group in its first category. */
export interface Inputs {
  readonly point: readonly number[];
  /** [d] by how much x + δ may be off. */
  readonly noise: readonly number[];
  /** Open columns, with half of their length. */
  readonly features: readonly { readonly column: number; readonly half: number }[];
  /** Of open groups: each category but the first, which replaces the first one. */
  readonly groups: readonly { readonly base: number; readonly others: readonly number[] }[];
  /** How many forms that makes. */
  readonly columns: number;
}

/** How far, in standard deviations and relative above 1, `contains` lets a free column leave its bounds. */
const TOLERANCE = 1e-6;

/** The inputs over a region of a person's Δ. */
export function inputsOf(person: PersonMoves, { lower, upper, categories }: Region): Inputs {
  const { x, actions } = person;
  const point = Array.from(x);
  const noise = new Array<number>(x.length).fill(0);
  const features: { column: number; half: number }[] = [];
  for (const j of person.features) {
    const half = (upper[j] - lower[j]) / 2;
    const delta = (lower[j] + upper[j]) / 2;
    point[j] = x[j] + delta;
    if (half > 0) features.push({ column: j, half });
    const size = Math.abs(delta) + half;
    // x + δ is rounded to float32, and its middle to float64.
    noise[j] = 2 * UNIT * (Math.abs(x[j]) + size);
    if (actions.steps[j] === 0) noise[j] += TOLERANCE * Math.max(1, size);
    if (person.reading !== undefined) noise[j] += person.reading.off(j, size);
  }
  const groups: { base: number; others: readonly number[] }[] = [];
  let columns = features.length;
  person.groups.forEach((group, g) => {
    const [base, ...others] = categories[g];
    for (const j of group.columns) point[j] = Number(j === base);
    if (others.length > 0) groups.push({ base, others });
    columns += others.length;
  });
  return { point, noise, features, groups, columns };
}

/** The ranges of x + δ. */
export function inputRanges({ point, noise, features, groups }: Inputs): Ranges {
  const ranges = { mid: Float64Array.from(point), radius: Float64Array.from(noise) };
  for (const { column, half } of features) ranges.radius[column] += half;
  for (const { base, others } of groups) for (const j of [base, ...others]) ranges.mid[j] = ranges.radius[j] = 0.5;
  return ranges;
}
