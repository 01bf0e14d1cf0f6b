/** Random numbers for one person, keyed by the values of x and not by its position among other rows. */
import { type Random, stream } from "../core/random.ts";

/** The stream of a purpose for x under a seed. Equal rows draw equal numbers; −0 is 0. FNV-1a over float32 words. */
export function personStream(seed: number, purpose: string, x: Float32Array): Random {
  let hash = 0x811c9dc5;
  const values = Float32Array.from(x, (value) => value + 0);
  for (const word of new Uint32Array(values.buffer)) hash = Math.imul(hash ^ word, 0x01000193);
  return stream(seed, purpose, hash >>> 0);
}
