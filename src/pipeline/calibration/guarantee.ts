/** The guarantee of Theorem 3.1 as a sentence with its conditions, and whatever stands in its way. */
import { z } from "zod";
import { decimalsOf, rounded, roundedDown } from "../../core/decimals.ts";
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
  /** How many of how many retrained networks have to accept too; null where the guarantee is about the network alone. */
  readonly held: { readonly enough: number; readonly networks: number } | null;
  readonly n: number;
  readonly heldOut: boolean;
  /** Whether means and standard deviations were taken over these rows too. */
  readonly standardisedWithThem: boolean;
  readonly theta0: number;
  readonly theta0Bound: number;
  /** How many of these rows are whole copies of training records. */
  readonly copies: number;
  /** Whether rows of one person are among these, of whom the data set knows that they are one. */
  readonly severalOfOne: boolean;
  /** Whether the model is one from outside, of whose training rows nothing is known. */
  readonly outside: boolean;
  /** The shift between calibration and test rows in words; null where there is no sign of one. */
  readonly shift: string | null;
}

/** How the caveats of each kind begin, by which a stored one is recognised; numbers and names come later. */
export const openings = {
  copies: "The first condition does not hold: ",
  people: "The first condition holds for people, and not for their rows: ",
  outside: "Whether the second condition holds is not known here: ",
  "not held out": "The second condition does not hold: ",
  standardised: "The second condition does not hold for means and standard deviations: ",
  "large alpha": "An α of ",
  rounded: "θ₀ was rounded to ",
  shift: "The test rows are not people like the calibration rows: ",
} as const;

export type CaveatKind = keyof typeof openings;

/** Fewer copies among the rows than a tenth of those that may miss change next to nothing. */
const FEW_COPIES = 0.1;
/** Decimals of a percentage that float64 holds. */
const KEPT = 11;
/** 1 − p from below, of a p so small that float64 takes 100 − 100p for 100. */
const NEARLY_ALL = "99.99999999999 %";

/** How the two kinds of numbers in the sentence are written. */
interface Writing {
  theta0(value: number): string;
  /** 1 − p in per cent. */
  share(p: number): string;
}

/** "95 %", "99.5 %": 1 − p, exactly or rounded down. */
export function complement(p: number): string {
  const decimals = Math.max(0, decimalsOf(p) - 2);
  const percent = decimals <= KEPT ? rounded(100 - 100 * p, decimals) : roundedDown(100 - 100 * p, KEPT);
  return p > 0 && percent >= 100 ? NEARLY_ALL : `${percent} %`;
}

/** What is proven of θ₀ and of a rate is proven of lesser ones, so that both are rounded down. */
const told: Writing = { theta0: (value) => `${roundedDown(value, 4)}`, share: complement };

const stored: Writing = {
  theta0: (value) => `${Number(value.toFixed(4))}`,
  share: (p) => `${Number((100 * (1 - p)).toPrecision(10))} %`,
};

/** The guarantee as a person is told it. */
export function guaranteeOf(terms: GuaranteeTerms): Guarantee {
  return { sentence: sentenceOf(terms, told), caveats: [...caveatsOf(terms)] };
}

/**
 * The guarantee as records have it. A record under a key never changes, so that this keeps the words of the first ones:
 * numbers are rounded to the nearest, and caveats of later are not among them. Nobody is told it.
 */
export function storedGuarantee(terms: Omit<GuaranteeTerms, "copies" | "severalOfOne" | "outside">): Guarantee {
  const { standardisedWithThem, heldOut } = terms;
  const known = {
    ...terms,
    copies: 0,
    severalOfOne: false,
    outside: false,
    standardisedWithThem: standardisedWithThem && !heldOut,
  };
  return { sentence: sentenceOf(known, stored), caveats: [...caveatsOf(known)] };
}

/** Caveats that follow from the numbers of a guarantee; the others are about the rows. */
const derived: readonly CaveatKind[] = ["not held out", "large alpha", "rounded"];

/** Which of its numbers a guarantee that was told contradicts: the member and what is wrong with it. */
export function guaranteeContradiction(
  { sentence, caveats }: Guarantee,
  numbers: Pick<GuaranteeTerms, "epsilon" | "alpha" | "score" | "method" | "n" | "theta0" | "theta0Bound">,
  /** Whether it may have the words of the first records. */
  old: boolean,
): string | null {
  const kinds = caveats.map((caveat) => kindOf(caveat));
  const unknown = kinds.indexOf(undefined);
  if (unknown >= 0) return `caveats.${unknown}: is no caveat of this program`;
  if (new Set(kinds).size < kinds.length) return "caveats: one is there twice";
  const heldOut = !kinds.includes("not held out");
  const outside = kinds.includes("outside");
  const terms = {
    ...numbers,
    // A bundle holds no guarantee about retrained networks.
    held: null,
    heldOut,
    outside,
    copies: 0,
    severalOfOne: false,
    standardisedWithThem: false,
    shift: null,
  };
  const readings = [terms, { ...terms, standardisedWithThem: true }].map((each) => guaranteeOf(each).caveats);
  const among = caveats.filter((_, i) => derived.some((kind) => kind === kinds[i]));
  const follow = readings.map((each) => each.filter((caveat) => derived.some((kind) => kind === kindOf(caveat))));
  if (!follow.some((each) => JSON.stringify(each) === JSON.stringify(among))) {
    return `caveats: are not those that follow from θ₀ = ${terms.theta0}, its bound ${terms.theta0Bound} and α = ${terms.alpha}`;
  }
  const sentences = [told, ...(old ? [stored] : [])].map((writing) => sentenceOf(terms, writing));
  if (sentences.includes(sentence)) return null;
  return "sentence: is not the one that follows from n, ε, α, θ₀, the method and the caveats";
}

function sentenceOf(terms: GuaranteeTerms, { theta0: written, share }: Writing): string {
  const { epsilon, alpha, score, method, held, n, heldOut, theta0 } = terms;
  const rows = `${n.toLocaleString("en-US")} ${heldOut ? "held-out calibration" : "validation"} rows`;
  const reaches =
    score === "best"
      ? `a score of at least θ₀ = ${written(theta0)}, as they are or after the action proposed by the method “${method}”`
      : `a score of at least θ₀ = ${written(theta0)} after the action proposed by the method “${method}”`;
  return (
    `If the ${rows} are independent draws of the people the classifier will meet, and the network${held ? "s" : ""} and the recourse ` +
    `method were fixed before these rows were seen, then, with probability at least ${share(alpha)} over these ` +
    `rows, at least ${share(epsilon)} of those people have ${reaches}${held ? heldText(held) : ""}.`
  );
}

function heldText({ enough, networks }: NonNullable<GuaranteeTerms["held"]>): string {
  return (
    `, and so that at least ${enough} of ${networks} retrained networks accept them too, each at the threshold where it accepts as ` +
    "large a share of its validation rows. Of any other network that a retraining may yield, nothing is proven"
  );
}

/** What a stored caveat is about. Throws RangeError for a sentence that is none of ours. */
export function caveatKind(sentence: string): CaveatKind {
  const kind = kindOf(sentence);
  if (kind === undefined) throw new RangeError(`invalid caveat: ${sentence}`);
  return kind;
}

function kindOf(sentence: string): CaveatKind | undefined {
  const kinds = Object.keys(openings) as CaveatKind[];
  return kinds.find((each) => sentence.startsWith(openings[each]));
}

function* caveatsOf(terms: GuaranteeTerms): Generator<string> {
  const {
    epsilon,
    alpha,
    heldOut,
    standardisedWithThem,
    theta0,
    theta0Bound,
    shift,
    n,
    copies,
    severalOfOne,
    outside,
  } = terms;
  if (copies > FEW_COPIES * epsilon * n) {
    const counts = `${copies.toLocaleString("en-US")} of these ${n.toLocaleString("en-US")} rows`;
    yield `${openings.copies}${counts} are whole copies of training records. source.duplicates: drop would mend it.`;
  }
  if (severalOfOne) {
    yield `${openings.people}several of these may be of one person. Rows held out for calibration, one of each, would mend it.`;
  }
  if (outside) {
    yield `${openings.outside}the model comes from outside. None of these rows may have been used to train or choose it.`;
  }
  if (!heldOut) {
    const also = standardisedWithThem ? ", and means and standard deviations were taken over them too" : "";
    yield `${openings["not held out"]}${outside ? "θ₀ was chosen on these rows" : "these rows chose the epoch"}${also}. Rows held out for calibration would mend it.`;
  }
  if (heldOut && standardisedWithThem) {
    yield `${openings.standardised}they were taken over these rows too. standardise.fit: train would mend it.`;
  }
  if (!(alpha < 0.5)) {
    yield `${openings["large alpha"]}${alpha} allows the promise to fail in ${Number((100 * alpha).toPrecision(10))} % of all calibrations: it promises next to nothing.`;
  }
  if (theta0 > theta0Bound) {
    yield `${openings.rounded}${theta0}, above the bound ${theta0Bound.toFixed(6)} up to which the promise reaches.`;
  }
  if (shift !== null) yield shift;
}
