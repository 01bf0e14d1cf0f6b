/** What a person's raw values are after an action, as their own input would be read: what is scored can be typed in. */
import type { Candidate } from "../actions/action-set.ts";
import { integralSteps } from "../actions/discrete.ts";
import { candidateAt, isNamed, type NamedActions, NOTHING, openCandidates } from "../actions/enumeration.ts";
import type { ActionSet } from "../actions/set.ts";
import type { Bundle } from "../bundle/schema.ts";
import type { ActionReading } from "../certificates/reading.ts";
import { plus, rawDecimal, times } from "../core/decimals.ts";
import { wholeDays } from "../data/written.ts";

type Preprocessing = Bundle["preprocessing"];

/** From an action δ, [d] in standard deviations, to the raw values [d] of x + δ. */
export type After = (delta: ArrayLike<number>) => Float64Array;

/** δ is a float32 of standard deviations: seven digits of a change hold. */
const DIGITS = 7;
/** How far, in standard deviations, rounding δ to float32 can carry a value past the data's range. */
const GIVE = 1e-5;

/** The row of X, [d], of a person with these raw values. */
export function standardisedRow({ columns }: Pick<Preprocessing, "columns">, raw: ArrayLike<number>): Float32Array {
  return Float32Array.from(columns, ({ mean, std }, j) => (raw[j] - mean) / std);
}

/** The change of a feature with steps is a multiple of its step, which is a decimal in raw units. */
export function rawStep(actions: ActionSet, std: number, j: number): number {
  return Number((actions.steps[j] * std).toPrecision(12));
}

/**
 * Values after an action of Δ by the person whose raw values are given. A change in steps is exact in decimals; a feature of
 * whole numbers stays whole, also where a missing value was filled with a mean; a date stays a day; and no rounding carries
 * a value past the range of the training rows. What a named action says is what becomes of a value, to the decimal.
 */
export function afterOf({ columns, features }: Preprocessing, actions: ActionSet, raw: Float64Array): After {
  const remembered = columns.map(() => new Map<number, number>());
  const featureOf = (name: string) => (Object.hasOwn(features, name) ? features[name] : undefined);
  const keptAsCell = (j: number, value: number, down: boolean): number => {
    const { feature: name, integer } = columns[j];
    const feature = featureOf(name);
    if (feature?.kind === "date") return wholeDays(feature, value);
    return integer ? (down ? Math.floor(value) : Math.ceil(value)) : value;
  };
  const valueAfter = (j: number, delta: number): number => {
    const { category, feature: name, integer, std, least, greatest } = columns[j];
    if (category !== null) return raw[j] + delta;
    const step = rawStep(actions, std, j);
    const change = step > 0 ? times(integralSteps(actions, j, delta), step) : Number((delta * std).toPrecision(DIGITS));
    const value = plus(raw[j], change);
    if (featureOf(name)?.kind === "date" || (integer && step > 0)) return keptAsCell(j, value, change > 0);
    if (value > greatest && value - greatest < GIVE * std) return greatest;
    if (value < least && least - value < GIVE * std) return least;
    return value;
  };
  const byName = isNamed(actions) ? namedAfterOf({ columns }, actions, raw, keptAsCell) : null;
  return (delta) => {
    const named = byName?.(delta);
    if (named) return named;
    const after = raw.slice();
    for (let j = 0; j < after.length; j++) {
      if (delta[j] === 0) continue;
      let value = remembered[j].get(delta[j]);
      if (value === undefined) {
        value = valueAfter(j, delta[j]);
        remembered[j].set(delta[j], value);
      }
      after[j] = value;
    }
    return after;
  };
}

/** The same for actions by name, each computed once; null for what is none of them. */
function namedAfterOf(
  { columns }: Pick<Preprocessing, "columns">,
  actions: NamedActions,
  raw: Float64Array,
  keptAsCell: (j: number, value: number, down: boolean) => number,
): (delta: ArrayLike<number>) => Float64Array | null {
  const open = openCandidates(actions, standardisedRow({ columns }, raw));
  const known = new Map<number, Float64Array>();
  const valuesAfter = ({ by, to }: Candidate): Float64Array => {
    const after = raw.slice();
    for (const { column: j, value } of by) {
      const change = rawDecimal(value * columns[j].std);
      after[j] = keptAsCell(j, plus(raw[j], change), change > 0);
    }
    for (const { column: j, value } of to) {
      const { category, mean, std } = columns[j];
      const size = Math.abs(mean) + Math.abs(value * std);
      after[j] = category !== null ? value : keptAsCell(j, rawDecimal(mean + value * std, size), true);
    }
    return after;
  };
  return (delta) => {
    const which = candidateAt(open, delta);
    if (which === null || which === NOTHING) return null;
    const after = known.get(which) ?? valuesAfter(actions.candidates[which]);
    known.set(which, after);
    return after.slice();
  };
}

/** u, to which standardised values are rounded. */
const UNIT = 2 ** -24;
/** What `contains` lets a column leave its bounds by, and what seven digits leave out, relative above 1. */
const FREE = 2e-6;

/**
 * By how much at most, in standard deviations, column j of a person after an action with |δ_j| ≤ `size` may be off x + δ: what rounding
 * to units, to days, to digits and to the range of the training rows does, and the arithmetic. `ActionReading.off` of
 * `certificates/`.
 */
export function offOf(
  { columns, features }: Preprocessing,
  actions: ActionSet,
  raw: Float64Array,
): ActionReading["off"] {
  const units = columns.map(({ feature: name, integer, std, least, greatest }, j) => {
    const feature = Object.hasOwn(features, name) ? features[name] : undefined;
    const step = rawStep(actions, std, j);
    const whole = step > 0 && Number.isInteger(step) && Number.isInteger(raw[j]);
    // The arithmetic of raw values is that of float64, many times over.
    const arithmetic = 2 ** -46 * (Math.abs(raw[j]) / std);
    if (feature?.kind === "date") {
      const days = feature.count === "days";
      return { fixed: arithmetic + (days && whole ? 0 : (days ? 1 : 1 / 365) / std), free: 0 };
    }
    if (integer && step > 0) return { fixed: arithmetic + (whole ? 0 : 1 / std), free: 0 };
    return { fixed: arithmetic + (raw[j] > greatest || raw[j] < least ? GIVE : 0), free: FREE };
  });
  const x = standardisedRow({ columns }, raw);
  return (j, size) => units[j].fixed + units[j].free * Math.max(1, size) + 4 * UNIT * (Math.abs(x[j]) + size);
}
