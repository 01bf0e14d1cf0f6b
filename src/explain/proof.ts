/** What is proven of a person's recourse: that no action they are shown is accepted, or what the cheapest costs at least. */
import { isNamed } from "../actions/enumeration.ts";
import type { ActionSet } from "../actions/set.ts";
import { answer, BOXES } from "../certificates/branch-and-bound.ts";
import type { Certifiable, Certificate } from "../certificates/certificate.ts";
import type { ActionReading } from "../certificates/reading.ts";
import { wholeOf } from "../certificates/region.ts";
import type { Choices } from "./alternatives.ts";

/** A proof about all actions of Δ as they are shown: in whole units and within the data's range. */
export interface RecourseProof {
  /** Every action was scored, by name where Δ names them, or all of Δ bounded (docs/certificates.md). */
  readonly by: "every action" | "every candidate" | "bounds";
  /** No accepted action costs less; null: none is accepted at all. */
  readonly leastCost: number | null;
  /** Whether the first alternative costs no more than that, to within 1 %. */
  readonly cheapest: boolean;
  /** Whether the search ended undecided: its budget was used up, or what was left is too close to call in float32. */
  readonly open: boolean;
  /** Parts of Δ that were bounded; 0 where every action was scored. */
  readonly boxes: number;
}

/** The cheapest is called so when it is, to within this share. */
const GAP = 0.01;
/** Asked for, so that what the printed numbers are off by leaves it within `GAP`. */
const ASKED = 0.009;

/** The certificate of the cheapest action of the person x at θ₀, all actions read as they are shown. */
export function certificateOf(
  certifiable: Certifiable,
  actions: ActionSet,
  x: Float32Array,
  theta0: number,
  reading: ActionReading,
  signal: AbortSignal | undefined,
): Promise<Certificate> {
  const question = { ask: "cheapest", theta0 } as const;
  return answer(question, certifiable, actions, x, { budget: BOXES, costGap: ASKED, reading, signal });
}

/** How much less than δ the action may cost that is shown for it, at most. */
export function costRounding(actions: ActionSet, x: Float32Array, { off }: ActionReading): number {
  if (isNamed(actions)) return 0;
  const { person, region } = wholeOf(actions, x);
  return person.features.reduce((sum, j) => {
    const size = Math.max(Math.abs(region.lower[j]), Math.abs(region.upper[j]));
    return sum + actions.weights[j] * off(j, size);
  }, 0);
}

/**
 * The proof, from what was tried and bounded; `shown` is the cost of the first alternative, as it is printed. Null where
 * neither all actions were tried nor their network can be bounded.
 */
export function proofOf(
  { complete, named, leastCost: tried }: Choices,
  certificate: Certificate | null,
  rounding: number,
  shown: number | null,
): RecourseProof | null {
  const costs = (bound: number) => {
    const leastCost = Number.isFinite(bound) ? Math.max(0, bound - rounding) : null;
    return { leastCost, cheapest: leastCost !== null && shown !== null && shown <= leastCost * (1 + GAP) };
  };
  if (complete) return { by: named ? "every candidate" : "every action", ...costs(tried), open: false, boxes: 0 };
  if (certificate === null) return null;
  const { kind, bound, boxes } = certificate;
  return { by: "bounds", ...costs(kind === "none" ? Infinity : bound), open: kind === "open", boxes };
}
