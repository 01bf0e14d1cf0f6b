/** Into which parts a region of Δ is split, and whether that is worth it. */
import type { LogitBounds } from "./bounds.ts";
import { among, halves, type PersonMoves, type Region } from "./region.ts";
import { byRule } from "./tighten.ts";

/** The share of a region below which what is left of it is bounded again, and not split. */
const WORTH_BOUNDING_AGAIN = 0.6;

/**
 * The parts of a region: by an if-then constraint that is open; or by the feature or group with most influence, which is how far
 * it moves the sums of the first layer, `reach`, by how much of it arrives at the logit (the geometric mean). Null where
 * nothing is left to split, or only free features of a region so small that float32 alone keeps it open.
 */
export function partsOf(
  person: PersonMoves,
  region: Region,
  linear: LogitBounds,
  reach: Float64Array,
): readonly Region[] | null {
  return byRule(person, region) ?? byInfluence(person, region, linear, reach);
}

function byInfluence(person: PersonMoves, region: Region, linear: LogitBounds, reach: Float64Array): Region[] | null {
  const { slope } = linear;
  const sharp = isSharp(person, region, linear);
  const steepest = slope.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  return widestSplit(person, region, sharp, (j) => Math.sqrt(reach[j] * Math.max(Math.abs(slope[j]), steepest / 16)));
}

/**
 * The parts by the feature whose range times its influence is greatest, or by the group of categories whose two most
 * influential moves are; of a sharp region free features are not split. Null where nothing is left.
 */
export function widestSplit(
  person: PersonMoves,
  region: Region,
  sharp: boolean,
  influence: (j: number) => number,
): Region[] | null {
  const { features, groups, actions } = person;
  let most = 0;
  let parts: (() => Region[]) | null = null;
  for (const j of features) {
    const moved = (region.upper[j] - region.lower[j]) * influence(j);
    if (!(moved > most) || (sharp && actions.steps[j] === 0)) continue;
    most = moved;
    parts = () => halves(person, region, j);
  }
  for (let g = 0; g < groups.length; g++) {
    const open = region.categories[g];
    if (open.length === 1) continue;
    const moved = influence(open[0]) + open.slice(1).reduce((top, j) => Math.max(top, influence(j)), 0);
    if (!(moved > most)) continue;
    most = moved;
    parts = () => open.map((j) => among(person, region, g, [j]));
  }
  return parts?.() ?? null;
}

/** Whether a region is so small that only the allowances for float32 are left of a network's bounds. */
export function isSharp(
  { features }: PersonMoves,
  { lower, upper }: Region,
  { slope, radius, allowance }: LogitBounds,
): boolean {
  let range = 0;
  for (const j of features) range += Math.abs(slope[j]) * (upper[j] - lower[j]);
  return range < allowance && radius - allowance < allowance / 4;
}

/** Whether so little is left of a region that it is bounded once more before it is split. */
export function isSmaller({ features }: PersonMoves, left: Region, region: Region): boolean {
  let share = 1;
  for (const j of features) {
    const length = region.upper[j] - region.lower[j];
    if (length > 0) share *= (left.upper[j] - left.lower[j]) / length;
  }
  return share < WORTH_BOUNDING_AGAIN;
}
