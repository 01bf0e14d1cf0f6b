/** From the action section of a data set, written in raw units, to Δ in standard deviations. */
import { MOST_STEPS } from "../actions/discrete.ts";
import { type ActionSet, actionSet } from "../actions/set.ts";
import { ConfigError } from "../core/errors.ts";
import { actionableColumns, actionableFeatures, checkKnown } from "./actionable.ts";
import { namedActionsOf } from "./candidates.ts";
import { parseCondition, parseRule } from "./condition.ts";
import { nearest } from "./nearest.ts";
import type { Column } from "./scale.ts";
import type { ActionSection, ActionSettings, FeatureAction } from "./schema/actions.ts";
import type { Feature } from "./schema/feature.ts";

/** What is said of the columns of a one-hot feature, and of no other column. */
const ONLY_ONE_HOT = ["to"] as const;
const NOT_ONE_HOT = ["deltaMax", "maxChange", "min", "max", "step"] as const;

/**
 * Δ over the columns of X. A feature that is named may move by at most its own maxChange or deltaMax, or the given one
 * (δmax = 0.75 standard deviations in §4.1), in its direction; every other feature stays. `min` and `max` bound the raw
 * value of x + δ, and a constraint Σ weight · change ≥ atLeast is turned into standard deviations: a raw change is std · δ. The
 * columns of a oneHot feature become a group. With `integral`, changes are multiples of the feature's step (1 for whole
 * numbers) and rules hold; without, Δ is a polytope but for its groups.
 *
 * Where the actions are named one by one Δ is those (`namedActionsOf`), which are read with the data set's `features`.
 *
 * `place` is the YAML. Throws ConfigError for a feature that is unknown or a mere 0/1 column, for a choice that does not
 * suit the feature's kind, and for a constraint on a feature that cannot move.
 */
export function actionsOf(
  section: ActionSection,
  columns: readonly Column[],
  { deltaMax, integral }: ActionSettings,
  place: string,
  features: Readonly<Record<string, Feature>> = {},
): ActionSet {
  if (section.candidates !== undefined) {
    refuseOthers(section, place);
    return namedActionsOf(section.candidates, { columns, features, place });
  }
  const d = columns.length;
  const lower = new Float64Array(d);
  const upper = new Float64Array(d);
  const min = new Float64Array(d).fill(Number.NEGATIVE_INFINITY);
  const max = new Float64Array(d).fill(Number.POSITIVE_INFINITY);
  const steps = new Float64Array(d);
  const weights = new Float64Array(d).fill(1);
  const groups: number[][] = [];
  const known = actionableFeatures(columns);
  const names = [...known.keys()];

  const columnsOf = (feature: string, at: string) => actionableColumns(feature, columns, `${place}: ${at}`);

  for (const [feature, action] of Object.entries(section.features ?? {})) {
    const at = `actions.features.${feature}`;
    const own = columnsOf(feature, at);
    checkKind(action, columns[own[0]], `${place}: ${at}`);
    checkKnown(feature, own, columns, place);
    for (const j of own) weights[j] = action.cost ?? 1;
    if (columns[own[0]].category !== null) {
      groups.push([...own]);
      const reachable = reachableColumns(action, own, columns, `${place}: ${at}`);
      own.forEach((j) => {
        lower[j] = -1;
        upper[j] = Number(reachable.includes(j));
      });
      continue;
    }
    const [j] = own;
    const { mean, std, integer } = columns[j];
    const most = action.maxChange === undefined ? (action.deltaMax ?? deltaMax) : action.maxChange / std;
    if (action.direction !== "increase") lower[j] = -most;
    if (action.direction !== "decrease") upper[j] = most;
    if (action.min !== undefined) min[j] = (action.min - mean) / std;
    if (action.max !== undefined) max[j] = (action.max - mean) / std;
    if (integral) steps[j] = stepOf(action.step ?? Number(integer), std, most, `${place}: ${at}`);
  }

  const moving = (feature: string, at: string): readonly number[] => {
    const own = columnsOf(feature, at);
    if (own.some((j) => lower[j] < upper[j])) return own;
    throw new ConfigError(`${place}: ${at}: the feature cannot change; name it under actions.features as well`);
  };
  const numeric = names.filter((name) => columnsOf(name, "").length === 1);
  const conditions = section.constraints.map((constraint, r) => {
    const at = `actions.constraints.${r}`;
    if (typeof constraint !== "string") return { ...constraint, at: (feature: string) => `${at}.weights.${feature}` };
    const parsed = parseCondition(constraint, numeric, `${place}: ${at}`);
    return { ...parsed, units: "raw" as const, at: (feature: string) => `${at}: ${feature}` };
  });
  const A = conditions.map((condition) => {
    const coefficients = new Float64Array(d);
    for (const [feature, weight] of Object.entries(condition.weights)) {
      const [j, ...others] = moving(feature, condition.at(feature));
      if (others.length > 0) {
        throw new ConfigError(`${place}: ${condition.at(feature)}: a category has no size; weigh numbers only`);
      }
      coefficients[j] = condition.units === "raw" ? weight * columns[j].std : weight;
    }
    return coefficients;
  });
  const constraints = { A, b: conditions.map(({ atLeast }) => 0 - atLeast) };

  const stated = (section.rules ?? []).map((text, r) => {
    const at = `actions.rules.${r}`;
    const { needs, allows } = parseRule(text, names, `${place}: ${at}`);
    const needed = moving(needs, `${at}: ${needs}`);
    if (integral && groups.every((group) => !group.includes(needed[0])) && steps[needed[0]] === 0) {
      throw new ConfigError(`${place}: ${at}: no change of ${needs} is too small to count; give it a step`);
    }
    return { needs: needed, allows: moving(allows, `${at}: ${allows}`) };
  });
  const rules = integral ? stated : [];

  try {
    const named = columns.map(({ name }) => name);
    return actionSet(d, {
      lower,
      upper,
      min,
      max,
      constraints,
      groups,
      steps,
      rules,
      weights,
      names: named,
    });
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${place}: actions: ${error.message}`);
    throw error;
  }
}

/** With candidates nothing else is said of Δ. */
function refuseOthers({ features, constraints, rules }: ActionSection, place: string): void {
  const said = Object.entries({ features, constraints: constraints.length > 0 ? constraints : undefined, rules });
  const other = said.find(([, value]) => value !== undefined);
  if (other === undefined) return;
  throw new ConfigError(
    `${place}: actions.${other[0]}: does not go with actions.candidates, which are all there is to do; leave one of them out`,
  );
}

/** Refuses what does not suit a feature with, or one without, categories. */
function checkKind(action: FeatureAction, { category }: Column, at: string): void {
  const oneHot = category !== null;
  for (const key of oneHot ? NOT_ONE_HOT : ONLY_ONE_HOT) {
    if (action[key] === undefined) continue;
    const remedy = oneHot ? "say which categories can be reached: to: [own, rent]" : "give a direction instead";
    throw new ConfigError(`${at}.${key}: the feature ${oneHot ? "has categories" : "has no categories"}; ${remedy}`);
  }
  if (oneHot && action.direction !== undefined && action.direction !== "any") {
    throw new ConfigError(`${at}.direction: categories have no order; leave it out, or make the feature ordinal`);
  }
  if (!oneHot && action.direction === undefined) {
    throw new ConfigError(`${at}.direction is missing; give any, increase or decrease`);
  }
}

/** The columns of the categories in `to`, or all of the feature's. */
function reachableColumns(
  { to }: FeatureAction,
  own: readonly number[],
  columns: readonly Column[],
  at: string,
): readonly number[] {
  const categories = own.map((j) => columns[j].category ?? "");
  return (to?.map(String) ?? categories).map((category) => {
    const i = categories.indexOf(category);
    if (i < 0) throw new ConfigError(`${at}.to: unknown category ${category}${nearest(category, categories)}`);
    return own[i];
  });
}

/** A step in standard deviations, 0 for none. Throws ConfigError where more would fit than a float32 δ can tell apart. */
function stepOf(step: number, std: number, most: number, at: string): number {
  if (step === 0 || most <= MOST_STEPS * (step / std)) return step / std;
  throw new ConfigError(
    `${at}: changes up to ${most * std} in steps of ${step} are more than the ${MOST_STEPS} that can be told apart; ` +
      "give a larger step, or a smaller maxChange",
  );
}
