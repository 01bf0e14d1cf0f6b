/** What lasting recourse is measured of: whose actions, on which runs, and the numbers that are read off a record. */
import type { Override } from "../../config/resolve.ts";
import { recourseMethod } from "../../methods/registry.ts";
import type { Job } from "../../runner/job.ts";
import type { FigureScope } from "../experiment.ts";
import { jobsAt } from "../series.ts";
import type { Contender, EnduranceOutcome, EnduranceRecord } from "./endurance.ts";
import { contenderVariant, enduring } from "./task.ts";

/** The methods that ask one network alone, and what asks 20 for a share of them. */
export const contenders: readonly Contender[] = [
  { method: "cheapest", share: null },
  { method: "gradient", share: null },
  { method: "adversarial", share: null },
  { method: "lasting", share: 0.8 },
  { method: "lasting", share: 0.9 },
  { method: "lasting", share: 1 },
];

/** Under which protocols it is made unasked: the claim is ours, and one reading of the paper is enough for it. */
export const protocols: readonly string[] = ["corrected"];

/** Choosing networks, as the reader of `retrain.networks` counts: half of them choose. */
const NETWORKS = 40;

/** "Lasting recourse, ρ = 0.9". */
export function contenderTitle({ method, share }: Contender): string {
  const { title } = recourseMethod(method);
  return share === null ? title : `${title}, ρ = ${share}`;
}

/** "lasting.0.9". */
export function contenderKey({ method, share }: Contender): string {
  return share === null ? method : `${method}.${share}`;
}

const choices = { "split.half": true, "retrain.networks": NETWORKS } as const;

/** One job for each split. */
export function jobsFor(
  scope: Pick<FigureScope, "protocol" | "overrides" | "seeds">,
  dataset: string,
  lambda: number,
  contender: Contender,
): Job<EnduranceRecord>[] {
  const laid = Object.entries(choices).map(([path, value]): [string, Override] => [
    path,
    { value, flag: `--set ${path}=${value}` },
  ]);
  const overrides = { ...Object.fromEntries(laid), ...scope.overrides };
  return jobsAt(enduring, { ...scope, overrides }, dataset, lambda, contenderVariant(contender));
}

/** One number of an outcome; null where there is none. */
export interface EnduranceMeasure {
  /** Part of a row's key. */
  readonly key: string;
  readonly label: string;
  /** Whether it is a share of people, and of those for whom an action was found. */
  readonly share: boolean;
  readonly value: (outcome: EnduranceOutcome) => number | null;
  /** How many people it is about. */
  readonly people: (outcome: EnduranceOutcome) => number;
}

const found = (outcome: EnduranceOutcome) => outcome.found;
const kept = (key: keyof EnduranceOutcome["kept"], label: string): EnduranceMeasure => ({
  key,
  label,
  share: true,
  value: (outcome) => outcome.kept[key].kept?.share ?? null,
  people: found,
});

export const measures: readonly EnduranceMeasure[] = [
  {
    key: "found",
    label: "found",
    share: true,
    value: ({ found, turnedDown }) => (turnedDown === 0 ? null : found / turnedDown),
    people: ({ turnedDown }) => turnedDown,
  },
  kept("same", "kept after another seed"),
  kept("bootstrap", "kept after a bootstrap"),
  kept("fresh", "kept on fresh rows"),
  {
    key: "noise",
    label: "kept under noise",
    share: true,
    value: ({ noise }) => noise?.share ?? null,
    people: found,
  },
  {
    key: "cost",
    label: "cost, of the cheapest's",
    share: false,
    // Cheapest actions are to within 1 % of the least, or cost nothing to speak of.
    value: ({ cost }) => (cost !== null && Number.isFinite(cost) ? cost : null),
    people: found,
  },
];
