/** A number that stands for a text, so that equal records are found without keeping them. */

/** A number that two texts share by chance once in 2⁵³: two FNV-1a hashes of 32 and 21 bits side by side. */
export function fingerprint(text: string): number {
  let high = 0x811c9dc5;
  let low = 0xcbf29ce4;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ (code + i), 0x85ebca6b);
    low ^= low >>> 13;
  }
  return (high >>> 0) * 2 ** 21 + ((low >>> 0) & 0x1fffff);
}
