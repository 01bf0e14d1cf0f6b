/** Scores beside θ₀ as people read them. */
import { roundedDown } from "../core/decimals.ts";

/** Decimals that tell any two float32 scores apart. */
const MOST = 10;

/**
 * A score in as few decimals, at least two, as tell it from the other number. Both are rounded down, so that they stand to
 * each other as they are, and θ₀ is not shown above what is proven.
 */
export function scoreText(score: number, other: number): string {
  let digits = 2;
  while (digits < MOST && score !== other && roundedDown(score, digits) === roundedDown(other, digits)) digits++;
  return roundedDown(score, digits).toFixed(digits);
}
