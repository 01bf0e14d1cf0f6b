/** The definition of the dropout masks: a hash of (seed, step, pass, layer, row, unit), the same in every engine. */
import { type Matrix, matrix } from "../core/matrix.ts";
import type { GradientMasks } from "./engine.ts";

/**
 * The passes of one training step that draw masks. `first` is the pass over x that comes first: the one that yields
 * ∇ₓℓ(g(x), 1), or the step's own when that gradient is shared or was not asked for. `second` is the step's own pass over
 * x after a gradient with masks of its own or with none. `proposed` is the pass over x + δ.
 */
export const passes = { first: 0, second: 1, proposed: 2 } as const;

/** The pass whose masks a step's own pass over x uses, after the gradient that was asked for, if any. */
export function passOverX(gradient: GradientMasks | undefined): number {
  return gradient === "own" || gradient === "eval" ? passes.second : passes.first;
}

/**
 * A permutation of the 32-bit words in which every input bit changes every output bit with probability near ½.
 * Source: Wellons, "Prospecting for Hash Functions" (2018), there called lowbias32.
 */
export function lowbias32(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Absorbs one more word into a key; `lowbias32(key ^ word)`. Words are absorbed from the seed towards the unit. */
export function absorb(key: number, word: number): number {
  return lowbias32(key ^ word);
}

/** Where keys start: not 0, which `lowbias32` maps to itself. */
const origin = 0x9e3779b9;

/** The key of one pass: seed, step (Adam steps done before this one) and pass absorbed. */
export function passKey(seed: number, step: number, pass: number): number {
  return [seed, step, pass].reduce(absorb, origin);
}

/** A unit is kept when the upper 24 bits of its hash are below this; at least one value of 2²⁴ is kept. */
export function keepBelow(dropout: number): number {
  return Math.ceil((1 - dropout) * 2 ** 24);
}

/** What a kept unit is multiplied by: 1/(1 − dropout), rounded to float32. */
export function keepScale(dropout: number): number {
  return Math.fround(1 / (1 - dropout));
}

/**
 * The masks of one hidden layer (0 is the first) in the pass of `key`: [rows, units], each 0 or 1/(1 − dropout). Row i is the i-th
 * row of the batch; the element does not depend on how many rows or units there are. `dropout` 0 gives ones.
 */
export function dropoutMask(key: number, layer: number, rows: number, units: number, dropout: number): Matrix {
  const mask = matrix(rows, units);
  const below = keepBelow(dropout);
  const scale = keepScale(dropout);
  const layerKey = absorb(key, layer);
  for (let i = 0; i < rows; i++) {
    const rowKey = absorb(layerKey, i);
    for (let j = 0; j < units; j++) mask.data[i * units + j] = absorb(rowKey, j) >>> 8 < below ? scale : 0;
  }
  return mask;
}
