/** What an audit comes to in a few words. */
import { count, percent } from "../report/format.ts";
import type { Audit } from "./audit.ts";

/** How many are turned down and what they can do, quality, and whether there is a guarantee. */
export function leadOf({ counts, proven, performance, guarantee }: Audit): string {
  const { people, turnedDown, recourse, none, open } = counts;
  if (turnedDown === 0) return `All ${count(people)} people are accepted.`;
  const parts = [
    `${count(recourse.count)} (${percent(recourse.rate, 0)}) can change it`,
    ...(none.count > 0 ? [`${count(none.count)} provably cannot`] : []),
    ...(open.count > 0 ? [`${count(open.count)} ${proven ? "are open" : "have no recourse that was found"}`] : []),
  ];
  const bound =
    "none" in guarantee
      ? "θ₀ carries no guarantee."
      : `θ₀ carries a guarantee${guarantee.caveats.length === 0 ? "" : ", with caveats"}.`;
  const auc =
    performance.auc === null ? "" : ` AUC ${performance.auc.toFixed(3)}, accuracy ${performance.accuracy.toFixed(3)}.`;
  return `Of ${count(people)} people ${count(turnedDown)} are turned down: ${parts.join(", ")}.${auc} ${bound}`;
}
