/** The guarantee of Theorem 3.1 as a sentence with its conditions, and whatever stands in its way. */
import { z } from "zod";
import type { GuaranteeScore } from "./threshold.ts";

/** What was guaranteed, and to whom, in words. */
export const guaranteeSchema = z.strictObject({
  sentence: z.string(),
  /** Conditions that do not hold, or that make the guarantee worthless, one sentence each; empty when all is well. */
  caveats: z.array(z.string()),
});

export type Guarantee = z.infer<typeof guaranteeSchema>;

export interface GuaranteeTerms {
  readonly epsilon: number;
  readonly alpha: number;
  readonly score: GuaranteeScore;
  /** The recourse method's name. */
  readonly method: string;
  readonly n: number;
  readonly heldOut: boolean;
  /** Whether means and standard deviations were taken over these rows too. */
  readonly standardisedWithThem: boolean;
  readonly theta0: number;
  readonly theta0Bound: number;
  /** The shift between calibration and test rows in words; null where there is no sign of one. */
  readonly shift: string | null;
}

/** How the caveats of each kind begin, by which a stored one is recognised; numbers and names come later. */
export const openings = {
  "not held out": "The second condition does not hold: ",
  "large alpha": "An α of ",
  rounded: "θ₀ was rounded to ",
  shift: "The test rows are not people like the calibration rows: ",
} as const;

export type CaveatKind = keyof typeof openings;

/** "95 %", "99.5 %": 1 − p without the noise of its last bits. */
export function complement(p: number): string {
  return `${Number((100 * (1 - p)).toPrecision(10))} %`;
}

/** A threshold or score with at most four decimals: "0.3127". */
export function short(value: number): string {
  return `${Number(value.toFixed(4))}`;
}

export function guaranteeOf(terms: GuaranteeTerms): Guarantee {
  const { epsilon, alpha, score, method, n, heldOut, theta0 } = terms;
  const rows = `${n.toLocaleString("en-US")} ${heldOut ? "held-out calibration" : "validation"} rows`;
  const reaches =
    score === "best"
      ? `a score of at least θ₀ = ${short(theta0)}, as they are or after the action proposed by the method “${method}”`
      : `a score of at least θ₀ = ${short(theta0)} after the action proposed by the method “${method}”`;
  return {
    sentence:
      `If the ${rows} are independent draws of the people the classifier will meet, and the network and the recourse ` +
      `method were fixed before these rows were seen, then, with probability at least ${complement(alpha)} over these ` +
      `rows, at least ${complement(epsilon)} of those people have ${reaches}.`,
    caveats: [...caveatsOf(terms)],
  };
}

/** What a stored caveat is about. Throws RangeError for a sentence that is none of ours. */
export function caveatKind(sentence: string): CaveatKind {
  const kinds = Object.keys(openings) as CaveatKind[];
  const kind = kinds.find((each) => sentence.startsWith(openings[each]));
  if (kind === undefined) throw new RangeError(`invalid caveat: ${sentence}`);
  return kind;
}

function* caveatsOf(terms: GuaranteeTerms): Generator<string> {
  const { alpha, heldOut, standardisedWithThem, theta0, theta0Bound, shift } = terms;
  if (!heldOut) {
    const also = standardisedWithThem ? ", and means and standard deviations were taken over them too" : "";
    yield `${openings["not held out"]}these rows chose the epoch${also}. Rows held out for calibration would mend it.`;
  }
  if (!(alpha < 0.5)) {
    yield `${openings["large alpha"]}${alpha} allows the promise to fail in ${complement(1 - alpha)} of all calibrations: it promises next to nothing.`;
  }
  if (theta0 > theta0Bound) {
    yield `${openings.rounded}${theta0}, above the bound ${theta0Bound.toFixed(6)} up to which the promise reaches.`;
  }
  if (shift !== null) yield shift;
}
