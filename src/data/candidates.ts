/** From the candidates of a data set, written in raw units, to a Δ that names its actions, in standard deviations. */
import type { Candidate, ColumnChange } from "../actions/action-set.ts";
import { type ActionSet, actionSet } from "../actions/set.ts";
import { ConfigError } from "../core/errors.ts";
import { actionableColumns, checkKnown } from "./actionable.ts";
import { quote } from "./cell.ts";
import { comparisonIn } from "./comparison.ts";
import { intervalsOf } from "./intervals.ts";
import { rawValueOf, type ValueReading } from "./raw-value.ts";
import type { Column } from "./scale.ts";
import type { CandidateSection } from "./schema/candidates.ts";

/** What of a data set its candidates are read with; `place` is the YAML, for messages. */
export interface CandidateReading extends ValueReading {
  readonly place: string;
}

const FORM = 'write it as "age >= 30", "age <= 40", "age = 35" or "housing = rent"';

/**
 * Δ as these candidates by name. A change `by` raw units is change / std, and a value `to` is (value − mean) / std, of a category the
 * columns of its feature; an end of a condition is rounded as the rows of X are (see `candidateActionSet`). Whole numbers stay
 * whole, a step of a ladder is open to those who do not leave it, and a condition on a feature of which a column says that it is
 * not known holds of nobody of whom it says so. Throws ConfigError with place and remedy for what cannot be read or never holds.
 */
export function namedActionsOf(section: CandidateSection, reading: CandidateReading): ActionSet {
  const { columns, place } = reading;
  const acted = new Set<number>();
  const candidates = Object.entries(section).map(([name, own]): Candidate => {
    const at = `${place}: actions.candidates.${name}`;
    const { by, ladders } = changesBy(own.by ?? {}, reading, `${at}.by`);
    const to = Object.entries(own.to ?? {}).flatMap(([feature, value]) =>
      changesTo(feature, value, reading, `${at}.to`),
    );
    if (by.length + to.length === 0) {
      throw new ConfigError(
        `${at}: it changes nothing; say to what (to: {…}) or by how much (by: {…}) something changes`,
      );
    }
    const twice = by.find(({ column }) => to.some((other) => other.column === column));
    if (twice !== undefined) {
      throw new ConfigError(`${at}: ${columns[twice.column].feature} is under by and under to; keep one of them`);
    }
    for (const { column } of to) acted.add(column);
    const conditions = (own.when ?? []).map((text, k) => {
      const comparison = comparisonIn(text);
      if (comparison === null) throw new ConfigError(`${at}.when.${k}: ${quote(text)} is no condition; ${FORM}`);
      return { comparison, text, at: `${at}.when.${k}: ${quote(text)}` };
    });
    const when = intervalsOf([...conditions, ...ladders], reading, at).map(({ column, min, max }) => {
      const { mean, std } = columns[column];
      return { column, min: (min - mean) / std, max: (max - mean) / std };
    });
    return { name, when, by, to, cost: own.cost ?? null };
  });
  const d = columns.length;
  const groups = categoryGroups(columns).filter((group) => group.some((j) => acted.has(j)));
  try {
    const names = columns.map(({ name }) => name);
    return actionSet(d, { lower: new Float64Array(d), upper: new Float64Array(d), groups, candidates, names });
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${place}: actions: ${error.message}`);
    throw error;
  }
}

/** Changes in standard deviations; and, of ladders, which of their steps can be left so. */
function changesBy(by: Readonly<Record<string, number>>, { columns, features, place }: CandidateReading, at: string) {
  const changes: ColumnChange[] = [];
  const ladders: { readonly feature: string; readonly min: number; readonly max: number }[] = [];
  for (const [feature, change] of Object.entries(by)) {
    const own = actionableColumns(feature, columns, `${at}.${feature}`);
    const [j] = own;
    if (columns[j].category !== null) {
      throw new ConfigError(`${at}.${feature}: a category has no size; say to which: to: { ${feature}: … }`);
    }
    checkKnown(feature, own, columns, place);
    if (change === 0)
      throw new ConfigError(`${at}.${feature}: 0 changes nothing; give another number, or leave it out`);
    if (columns[j].integer && !Number.isInteger(change)) {
      throw new ConfigError(
        `${at}.${feature}: ${change} is not a whole number, and the feature has no others; give one`,
      );
    }
    changes.push({ column: j, value: change / columns[j].std });
    const rule = features[feature];
    if (rule?.kind !== "ordinal") continue;
    const last = rule.values.length - 1;
    if (Math.abs(change) > last) {
      throw new ConfigError(`${at}.${feature}: the ladder has ${last + 1} steps; change it by fewer`);
    }
    ladders.push({ feature, min: Math.max(0, -change), max: Math.min(last, last - change) });
  }
  return { by: changes, ladders };
}

/** One column's value, or those of all categories. */
function changesTo(feature: string, value: string | number, reading: CandidateReading, at: string): ColumnChange[] {
  const { columns, place } = reading;
  const own = actionableColumns(feature, columns, `${at}.${feature}`);
  checkKnown(feature, own, columns, place);
  const raw = rawValueOf(feature, own, String(value), reading, `${at}.${feature}`);
  if (columns[own[0]].integer && !Number.isInteger(raw)) {
    throw new ConfigError(`${at}.${feature}: ${raw} is not a whole number, and the feature has no others; give one`);
  }
  return own.map((j) => {
    const { category, mean, std } = columns[j];
    return { column: j, value: category === null ? (raw - mean) / std : Number(j === raw) };
  });
}

/** The columns of every one-hot feature. */
function categoryGroups(columns: readonly Column[]): number[][] {
  const groups = new Map<string, number[]>();
  columns.forEach(({ feature, category }, j) => {
    if (category !== null) groups.set(feature, [...(groups.get(feature) ?? []), j]);
  });
  return [...groups.values()];
}
