/** From thresholds on raw values to the standardised values at which a step function can change. */
import { smallestFloat } from "../core/float-search.ts";
import type { Threshold } from "./trees.ts";

/** More standard deviations than any value has. */
const FARTHEST = 1e30;

/**
 * [k] Ascending float32 values of x_j: the smallest at which each of the thresholds of a column is passed. Between two of
 * them, the lower one included, no node answers otherwise. `raw` is the value that a model is given for x_j, which rises with
 * it; the runtime compares it as float32.
 */
export function breaksOf(thresholds: readonly Threshold[], raw: (x: number) => number): Float32Array {
  const found = new Set<number>();
  for (const { value, inclusive } of thresholds) {
    const passed = (x: number) => {
      const given = Math.fround(raw(x));
      return inclusive ? given >= value : given > value;
    };
    found.add(smallestFloat(passed, -FARTHEST, FARTHEST));
  }
  return Float32Array.from(found).sort();
}
