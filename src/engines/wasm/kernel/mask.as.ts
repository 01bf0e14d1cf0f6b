/**
 * Dropout masks, as masks.ts defines them: a unit is kept when the upper 24 bits of a hash of (seed, step, pass, layer, row,
 * unit) are below a threshold. The words are absorbed one after the other; seed, step and pass arrive as one key.
 */

/** Kept units have their hash, shifted right by 8, below this; and are multiplied by that. */
let keepBelow: i32 = 0;
let keepScale: f32 = 1;

/** Sets the dropout of the network. */
export function setDropout(below: i32, scale: f32): void {
  keepBelow = below;
  keepScale = scale;
}

/** lowbias32 of key ^ word. */
export function absorb(key: u32, word: u32): u32 {
  let x = key ^ word;
  x = (x ^ (x >> 16)) * 0x7feb352d;
  x = (x ^ (x >> 15)) * 0x846ca68b;
  return x ^ (x >> 16);
}

/** `absorb` for four words at once. */
// @ts-ignore: decorator
@inline
function absorb4(key: v128, words: v128, multiplier1: v128, multiplier2: v128): v128 {
  let x = v128.xor(key, words);
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), multiplier1);
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), multiplier2);
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** The masks of one row: `bytes` of factors, each 0 or `keepScale`, a multiple of 16 bytes. */
export function drawMask(rowKey: u32, target: usize, bytes: usize): void {
  const multiplier1 = i32x4.splat(0x7feb352d);
  const multiplier2 = i32x4.splat(0x846ca68b);
  const below = i32x4.splat(keepBelow);
  const scale = f32x4.splat(keepScale);
  const key = i32x4.splat(rowKey);
  const four = i32x4.splat(4);
  const end = target + bytes;
  let units = i32x4(0, 1, 2, 3);
  let at = target;
  do {
    const hash = absorb4(key, units, multiplier1, multiplier2);
    v128.store(at, v128.and(i32x4.lt_s(i32x4.shr_u(hash, 8), below), scale));
    units = i32x4.add(units, four);
    at += 16;
  } while (at < end);
}
