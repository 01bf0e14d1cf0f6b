/** What an ablation finds: which changes are more than the splits vary by, and which lead towards the published number. */
import type { Finding } from "../../report/explanation.ts";
import { type Entry, isEntry, type Place } from "../../report/table.ts";
import { SAME } from "../../report/verdict.ts";

/** Contributors told of one finding. */
const TOLD = 3;

/** Whether a change is more than the splits vary by. */
export function moves({ mean, standardError }: Entry): boolean {
  return Math.abs(mean) > Math.max(2 * (standardError ?? 0), SAME);
}

/** The changes that lead from a number to the published one, `gap` away. */
export function contributorsOf(
  gap: number,
  withFactor: readonly { readonly title: string; readonly entry: Place }[],
): Finding["contributors"] {
  return withFactor
    .flatMap(({ title, entry }) => (isEntry(entry) && moves(entry) ? [{ title, change: entry.mean }] : []))
    .filter(({ change }) => Math.abs(gap - change) < Math.abs(gap))
    .sort((a, b) => Math.abs(gap - a.change) - Math.abs(gap - b.change))
    .slice(0, TOLD);
}
