/** The moves of each feature for one person, as they are shown: whole units, another category, round numbers. */
import { movesOf } from "../actions/moves.ts";
import type { ActionSet } from "../actions/set.ts";

/** A feature that can move, or the categories of one. */
export interface FeatureMoves {
  /** Its columns: one, or a group. */
  readonly columns: readonly number[];
  /** Its moves by number; to stay is not among them. */
  readonly moves: readonly number[];
  /** Writes a move into δ's `columns`. */
  set(move: number, delta: Float32Array): void;
  /** Whether these are all the moves there are. */
  readonly complete: boolean;
}

/**
 * The moves of each feature of the person x, in the order of the columns, with no more than `most` moves each. Of a feature
 * that has more steps, only multiples of 1, 2 or 5 times a power of ten are tried; one without steps moves by such numbers of units,
 * `std[j]` of which are a standard deviation.
 */
export function featureMovesOf(
  actions: ActionSet,
  std: readonly number[],
  x: ArrayLike<number>,
  most: number,
): FeatureMoves[] {
  const { discrete, free, lower, upper } = movesOf(actions, x);
  const featureMoves = discrete.map(({ columns, count, min, set }): FeatureMoves => {
    if (min === null)
      return { columns, moves: Array.from({ length: count - 1 }, (_, k) => k + 1), set, complete: true };
    const stride = Math.max(1, roundStep((count - 1) / most));
    const moves = multiples(min, min + count - 1, stride);
    return { columns, moves, set: (steps, delta) => set(steps - min, delta), complete: stride === 1 };
  });
  for (const j of free) {
    const unit = roundStep(((upper[j] - lower[j]) * std[j]) / most) / std[j];
    const set = (units: number, delta: Float32Array) => {
      delta[j] = units * unit;
    };
    const moves = multiples(Math.ceil(lower[j] / unit), Math.floor(upper[j] / unit), 1);
    featureMoves.push({ columns: [j], moves, set, complete: false });
  }
  return featureMoves.filter(({ moves }) => moves.length > 0).sort((a, b) => a.columns[0] - b.columns[0]);
}

/** The multiples of `stride` from `min` to `max` without 0, ascending. */
function multiples(min: number, max: number, stride: number): number[] {
  const found: number[] = [];
  for (let k = Math.ceil(min / stride) * stride; k <= max; k += stride) if (k !== 0) found.push(k);
  return found;
}

/** The smallest of 1, 2, 5 times a power of ten that is `size` or more. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * ([1, 2, 5].find((times) => times * power >= size) ?? 10);
}
