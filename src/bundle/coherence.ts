/** Whether the members of a bundle agree with each other: what is told of one follows from the others. */
import type { ActionSet } from "../actions/set.ts";
import { rawDecimal } from "../core/decimals.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import { pacIndex } from "../core/pac.ts";
import type { FrameColumn } from "../data/column.ts";
import { featureRules } from "../data/feature.ts";
import { lastingSettings } from "../methods/lasting/lasting.ts";
import { recourseMethods } from "../methods/registry.ts";
import { guaranteeContradiction } from "../pipeline/calibration/guarantee.ts";
import { methodNameFromStored, methodSettingsFromStored } from "../pipeline/spelling.ts";
import { actionsFromJson, type Bundle, movingFeatures, UNSEALED_VERSION } from "./schema.ts";

type Column = Bundle["preprocessing"]["columns"][number];

/**
 * What contradicts what, one clause each; nothing where a bundle can be used. Columns are those that the features make, in
 * their order, and as many as the network has inputs; Δ is one over them, with 0 in it, moves what it is said to and never
 * a 0/1 column by itself; and the guarantee follows from n, k, ε, α, θ₀ and its bound.
 */
export function* contradictions(bundle: Bundle): Generator<string> {
  const { preprocessing, network } = bundle;
  yield* columnContradictions(preprocessing);
  if (network !== undefined && network.inputs !== preprocessing.columns.length) {
    yield `the network has ${network.inputs} inputs for ${preprocessing.columns.length} columns`;
  }
  yield* actionContradictions(bundle);
  yield* guaranteeContradictions(bundle);
  yield* retrainedContradictions(bundle);
}

function* columnContradictions({ features, columns }: Bundle["preprocessing"]): Generator<string> {
  const made = madeOf(features);
  if (typeof made === "string") return yield made;
  if (made.length !== columns.length) return yield `the features make ${made.length} columns, not ${columns.length}`;
  for (const [j, column] of columns.entries()) yield* columnContradiction(column, made[j]);
}

/** The columns that the features make, or why they make none. */
function madeOf(features: Bundle["preprocessing"]["features"]): FrameColumn[] | string {
  try {
    return featureRules(features, "preprocessing").flatMap(({ columns }) => columns);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof DataError) return error.message;
    throw error;
  }
}

function* columnContradiction(column: Column, made: FrameColumn): Generator<string> {
  const { name, kind, mean, std, fill, least, greatest } = column;
  for (const key of ["name", "feature", "category", "kind", "integer", "unit"] as const) {
    if (column[key] !== made[key]) {
      return yield `preprocessing.columns: ${key} of ${made.name} is ${JSON.stringify(column[key])}, which its feature makes ${JSON.stringify(made[key])}`;
    }
  }
  if (!(least <= greatest)) yield `preprocessing.columns: ${name} ranges from ${least} to ${greatest}`;
  const binary = (value: number) => value === 0 || value === 1;
  if (kind === "indicator") {
    if (mean !== 0 || std !== 1) yield `preprocessing.columns: ${name} is 0 or 1, and not standardised`;
    if (![least, greatest, fill ?? 0].every(binary)) yield `preprocessing.columns: ${name} has values besides 0 and 1`;
  }
  const { missing } = made;
  const filled =
    missing === null
      ? fill === null
      : fill !== null && (missing === "mode" || fill === (missing === "mean" ? mean : missing));
  if (!filled) yield `preprocessing.columns: ${name} is filled with ${fill}, which is not what its feature says`;
}

function* actionContradictions(bundle: Bundle): Generator<string> {
  const { columns } = bundle.preprocessing;
  const actions = actionsOf(bundle);
  if (typeof actions === "string") return yield `actions: ${actions}`;
  const grouped = new Set(actions.groups.flat());
  for (const group of actions.groups) {
    const whole = columns.flatMap(({ feature, category }, j) =>
      category !== null && feature === columns[group[0]].feature ? [j] : [],
    );
    if (String(whole) !== String(group)) yield `actions.groups: ${group} are not the categories of one feature`;
  }
  for (const j of actions.actionable) {
    const { name, feature, kind } = columns[j];
    if (kind === "indicator" && !grouped.has(j)) yield `actions: ${name} is 0 or 1, and would move by itself`;
    const flagged = columns.some(
      (other) => other.feature === feature && other.category === null && other.name !== name,
    );
    if (flagged) yield `actions: ${name} would move, and still be said to be missing`;
  }
  yield* candidateContradictions(bundle, actions);
  const { actionable } = bundle.actions;
  if (bundle.version !== UNSEALED_VERSION || actionable !== undefined) {
    const moving = movingFeatures(actions, columns);
    if (JSON.stringify(actionable) !== JSON.stringify(moving)) {
      yield `actions.actionable: Δ moves ${moving.join(", ") || "nothing"}, not ${actionable?.join(", ") || "nothing"}`;
    }
  }
}

/** Named actions are all there is to do, lead to categories that there are, and to values that a cell of the feature can have. */
function* candidateContradictions(
  { actions: said, preprocessing: { columns, features } }: Bundle,
  { candidates = [], groups }: ActionSet,
): Generator<string> {
  if (candidates.length === 0) return;
  const bounds = [...said.lower, ...said.upper].every((bound) => bound === 0);
  if (!bounds || [...said.least, ...said.greatest].some((bound) => bound !== null)) {
    yield "actions: there are bounds beside the candidates, which are all there is to do";
  }
  const grouped = new Set(groups.flat());
  for (const { name, by, to } of candidates) {
    for (const { column: j, value } of [...by, ...to]) {
      const { feature, integer, mean, std } = columns[j];
      if (grouped.has(j) || !integer) continue;
      const moved = by.some(({ column }) => column === j)
        ? rawDecimal(value * std)
        : rawDecimal(mean + value * std, Math.abs(mean) + Math.abs(value * std));
      const rule = Object.hasOwn(features, feature) ? features[feature] : undefined;
      const last = rule?.kind === "ordinal" ? rule.values.length - 1 : Number.POSITIVE_INFINITY;
      if (!Number.isInteger(moved) || Math.abs(moved) > last) {
        yield `actions.candidates: “${name}” would bring ${feature} to values it cannot have`;
      }
    }
  }
}

/** Δ, or why it is none. */
function actionsOf(bundle: Bundle): ActionSet | string {
  try {
    return actionsFromJson(bundle);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof RangeError) return error.message;
    throw error;
  }
}

function* guaranteeContradictions({ version, theta0, promise }: Bundle): Generator<string> {
  const { epsilon, alpha, n, k, theta0Bound, method, score, sentence, caveats } = promise;
  const proven = pacIndex(n, epsilon, alpha);
  if (proven !== k) {
    yield `promise.k: ${n} rows prove ε = ${epsilon} at α = ${alpha} with k = ${proven ?? "none"}, not ${k}`;
  }
  const known = recourseMethods.get(methodNameFromStored(method.name, method.settings));
  if (known !== undefined && known.usesTheta0 !== (method.aim !== null)) {
    yield `promise.method.aim: ${method.name} ${known.usesTheta0 ? "needs a score to aim at" : "is aimed at no score"}`;
  }
  const terms = { epsilon, alpha, score, method: method.name, n, theta0, theta0Bound };
  const contradiction = guaranteeContradiction({ sentence, caveats }, terms, version === UNSEALED_VERSION);
  if (contradiction !== null) yield `promise.${contradiction}`;
}

/** A network that chose what it also counts would flatter it. */
function* retrainedContradictions({ retrained, provenance, recourse }: Bundle): Generator<string> {
  if (retrained === undefined) return;
  if (!lastingSettingsOf(recourse).success) yield "recourse.lasting: its settings are none of the method's";
  const keys = [...retrained.choosing, ...retrained.counting].map(({ train }) => train);
  const [twice] = keys.filter((key, i) => keys.indexOf(key) < i || key === provenance.train);
  if (twice !== undefined) yield `retrained: the network ${twice} is there twice`;
}

/** What was asked about lasting: the settings of the method, its defaults where a bundle has none. */
export function lastingSettingsOf(recourse: Bundle["recourse"]) {
  const held = Object.hasOwn(recourse, "lasting") ? recourse.lasting : {};
  return lastingSettings.safeParse(methodSettingsFromStored(held));
}
