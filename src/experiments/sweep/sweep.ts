/** A sweep: every method on every point of a grid of data sets, protocols, λ, δmax and splits, one row each. */

import Papa from "papaparse";
import type { Override, Request } from "../../config/resolve.ts";
import { csvFormat } from "../../core/csv.ts";
import { type Mean, meanOver } from "../../core/intervals.ts";
import type { EvaluateRecord } from "../../pipeline/evaluate.ts";
import { exact } from "../../report/writers/numbers.ts";
import { type Job, job, point } from "../../runner/job.ts";
import { evaluation, training } from "../../runner/tasks.ts";
import type { Experiment } from "../experiment.ts";
import type { Results } from "../results.ts";

export const sweep = { name: "sweep", title: "A sweep: every method along λ and δmax" } satisfies Experiment;

export interface SweepGrid {
  readonly datasets: readonly string[];
  readonly protocols: readonly string[];
  readonly lambdas: readonly number[];
  /** In standard deviations; null: as the protocol has it. */
  readonly deltaMaxes: readonly (number | null)[];
  readonly seeds: readonly number[];
  readonly methods: readonly string[];
  /** Choices laid over the protocol, by dotted path. */
  readonly overrides: Readonly<Record<string, Override>>;
}

/** Every evaluation of the grid; those of one g_θ side by side. */
export function sweepJobs(grid: SweepGrid): Job<EvaluateRecord>[] {
  return requestsOf(grid).flatMap((request) => grid.methods.map((method) => job(evaluation, request, method)));
}

function requestsOf({ datasets, protocols, lambdas, deltaMaxes, seeds, overrides }: SweepGrid): Request[] {
  const withRecourse = (deltaMax: number | null) =>
    deltaMax === null ? overrides : { ...overrides, "actions.deltaMax": { value: deltaMax, flag: "--delta-max" } };
  return datasets.flatMap((dataset) =>
    protocols.flatMap((protocol) =>
      deltaMaxes.flatMap((deltaMax) =>
        lambdas.flatMap((lambda) =>
          seeds.map((seed) => point(dataset, protocol, lambda, seed, withRecourse(deltaMax))),
        ),
      ),
    ),
  );
}

/** The training an evaluation builds on. */
export function trainingJobOf({ request }: Job) {
  return job(training, request);
}

/** One method on one g_θ: what it is, how good its decisions are on test rows, and the share of people with recourse. */
export interface SweepRow {
  readonly dataset: string;
  readonly protocol: string;
  readonly lambda: number;
  readonly deltaMax: number;
  readonly seed: number;
  readonly method: string;
  readonly theta0: number;
  readonly test: EvaluateRecord["test"];
  readonly recourse: EvaluateRecord["recourse"];
  /** Keys of the records. */
  readonly train: string;
  readonly evaluate: string;
}

/** The rows of the jobs that are stored, sorted, whatever the order of the jobs. */
export function sweepRows(jobs: readonly Job<EvaluateRecord>[], results: Results): SweepRow[] {
  const rows = jobs.flatMap((each): SweepRow[] => {
    const evaluated = results.of(each);
    const trained = results.of(trainingJobOf(each));
    if (evaluated === null || trained === null) return [];
    const { dataset, protocol, settings } = evaluated.run;
    const { method, theta0, test, recourse } = evaluated.stored.record;
    const { lambda, seed } = settings.run;
    const keys = { train: trained.stored.key, evaluate: evaluated.stored.key };
    const { deltaMax } = settings.actions;
    return [{ dataset, protocol, lambda, deltaMax, seed, method, theta0, test, recourse, ...keys }];
  });
  return rows.sort(
    (a, b) =>
      order(a.dataset, b.dataset) ||
      order(a.protocol, b.protocol) ||
      a.lambda - b.lambda ||
      a.deltaMax - b.deltaMax ||
      a.seed - b.seed ||
      order(a.method, b.method),
  );
}

/** By code units: the same on every machine, whatever its language. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Recourse neg, null where no one is turned down: 0 of 0 says nothing. */
const negativeOf = ({ recourse }: SweepRow) => (recourse.negatives === 0 ? null : recourse.negative);

/** The columns of sweep.csv. Rates are shares in [0, 1], with 95 % Wilson intervals over the people of one split. */
const columns: readonly (readonly [name: string, value: (row: SweepRow) => string | number | null])[] = [
  ["dataset", ({ dataset }) => dataset],
  ["protocol", ({ protocol }) => protocol],
  ["lambda", ({ lambda }) => lambda],
  ["delta_max", ({ deltaMax }) => deltaMax],
  ["seed", ({ seed }) => String(seed)],
  ["method", ({ method }) => method],
  ["f1", ({ test }) => test.f1],
  ["accuracy", ({ test }) => test.accuracy],
  ["balanced_accuracy", ({ test }) => test.balancedAccuracy],
  ["auc", ({ test }) => test.auc],
  ["theta0", ({ theta0 }) => theta0],
  ["acceptance", ({ test }) => 1 - test.negatives / test.rows],
  ["people", ({ test }) => test.rows],
  ["turned_down", ({ test }) => test.negatives],
  ["recourse_neg", negativeOf],
  ["recourse_neg_low", (row) => (negativeOf(row) === null ? null : row.recourse.negativeInterval.low)],
  ["recourse_neg_high", (row) => (negativeOf(row) === null ? null : row.recourse.negativeInterval.high)],
  ["recourse_all", ({ recourse }) => recourse.all],
  ["recourse_all_low", ({ recourse }) => recourse.allInterval.low],
  ["recourse_all_high", ({ recourse }) => recourse.allInterval.high],
  ["train", ({ train }) => train],
  ["evaluate", ({ evaluate }) => evaluate],
];

/** One line per row; a number that does not exist is left empty. */
export function sweepCsv(rows: readonly SweepRow[]): string {
  const text = (value: string | number | null) =>
    value === null ? "" : typeof value === "number" ? exact(value) : value;
  const data = rows.map((row) => columns.map(([, value]) => text(value(row))));
  return `${Papa.unparse({ fields: columns.map(([name]) => name), data }, csvFormat)}\n`;
}

/** The splits of one g_θ, as means. */
export interface SweepMeans {
  readonly lambda: number;
  readonly f1: Mean;
  readonly accuracy: Mean;
  /** Over the splits whose labels are not all alike; null when there is none. */
  readonly auc: Mean | null;
  /** Share of people turned down. */
  readonly turnedDown: Mean;
  /** By method; `negative` over the splits that turn someone down, null when there is none. */
  readonly recourse: ReadonlyMap<string, { readonly negative: Mean | null; readonly all: Mean }>;
}

/** Rows of one data set, protocol and δmax, by λ. */
export interface SweepBlock {
  readonly dataset: string;
  readonly protocol: string;
  readonly deltaMax: number;
  readonly means: readonly SweepMeans[];
}

/** Means over splits of sorted rows. */
export function sweepBlocks(rows: readonly SweepRow[]): SweepBlock[] {
  return groups(rows, ({ dataset, protocol, deltaMax }) => JSON.stringify([dataset, protocol, deltaMax])).map(
    (block): SweepBlock => ({
      dataset: block[0].dataset,
      protocol: block[0].protocol,
      deltaMax: block[0].deltaMax,
      means: groups(block, ({ lambda }) => String(lambda)).map(meansOf),
    }),
  );
}

function meansOf(rows: readonly SweepRow[]): SweepMeans {
  // Performance does not depend on the method: one row of each split has it.
  const splits = groups(rows, ({ seed }) => String(seed)).map(([first]) => first.test);
  const auc = splits.flatMap((test) => test.auc ?? []);
  const byMethod = groups(rows, ({ method }) => method).map((mine) => {
    const negative = mine.flatMap((row) => negativeOf(row) ?? []);
    const all = meanOver(mine.map(({ recourse }) => recourse.all));
    return [mine[0].method, { negative: negative.length === 0 ? null : meanOver(negative), all }] as const;
  });
  return {
    lambda: rows[0].lambda,
    f1: meanOver(splits.map((test) => test.f1)),
    accuracy: meanOver(splits.map((test) => test.accuracy)),
    auc: auc.length === 0 ? null : meanOver(auc),
    turnedDown: meanOver(splits.map((test) => test.negatives / test.rows)),
    recourse: new Map(byMethod),
  };
}

/** Rows with one name, in order of the first of each. */
function groups<T>(rows: readonly T[], nameOf: (row: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const mine = found.get(nameOf(row));
    if (mine) mine.push(row);
    else found.set(nameOf(row), [row]);
  }
  return [...found.values()];
}
