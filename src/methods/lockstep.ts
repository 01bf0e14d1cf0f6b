/** The searches of many people in lockstep: each asks about one point at a time, and one pass of the network answers all. */
import { type Matrix, matrix, rowsBetween } from "../core/matrix.ts";
import { pause } from "../core/yield.ts";
import type { ProposeOptions } from "./method.ts";

/** g at the point asked about, and the oracle's direction there. Held only until the search asks again. */
export interface OracleValue {
  readonly score: number;
  /** [d]. */
  readonly slope: Float32Array;
}

/** One person's search: yields a point [d], is resumed with the answer, returns its result. It knows of no other. */
export type LockstepSearch<Result> = Generator<Float32Array, Result, OracleValue>;

/** Scores [n] and slopes [n, d] of the points Z [n, d], held until the next call; no row depends on another. */
export type Oracle = (Z: Matrix) => { readonly score: Float32Array; readonly slope: Matrix };

const PASSES_BETWEEN_PAUSES = 16;

/**
 * Runs all searches to their end, one question of each per pass; a search that has finished leaves the batch. As an oracle answers
 * row by row, a search ends the same alone and in company. Reports as `rowsDone` how many have finished.
 */
export async function lockstep<Result>(
  searches: readonly LockstepSearch<Result>[],
  dimension: number,
  oracle: Oracle,
  { onProgress, signal }: ProposeOptions = {},
): Promise<Result[]> {
  const results = new Array<Result>(searches.length);
  const asking = new Int32Array(searches.length);
  const Z = matrix(searches.length, dimension);
  let active = 0;
  const take = (i: number, { done, value }: IteratorResult<Float32Array, Result>) => {
    if (done) {
      results[i] = value;
    } else {
      Z.data.set(value, active * dimension);
      asking[active++] = i;
    }
  };

  searches.forEach((search, i) => {
    take(i, search.next());
  });
  for (let pass = 1; active > 0; pass++) {
    const { score, slope } = oracle(rowsBetween(Z, 0, active));
    const asked = active;
    active = 0;
    for (let k = 0; k < asked; k++) {
      const answer = { score: score[k], slope: slope.data.subarray(k * dimension, (k + 1) * dimension) };
      take(asking[k], searches[asking[k]].next(answer));
    }
    if (pass % PASSES_BETWEEN_PAUSES === 0) {
      onProgress?.(searches.length - active);
      await pause(signal);
    }
  }
  onProgress?.(searches.length);
  return results;
}
