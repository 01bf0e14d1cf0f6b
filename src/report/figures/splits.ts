/** The splits of a figure, as its caption names them. */

/** "3 splits (seeds 0, 21, 42)", "1 split (seed 0)". */
export function splitsText(seeds: readonly number[]): string {
  const plural = seeds.length === 1 ? "" : "s";
  return `${seeds.length} split${plural} (seed${plural} ${seeds.join(", ")})`;
}
