/** What a sweep prints: the plan by data set and protocol, and means over splits within 80 columns. */
import type { SweepBlock, SweepMeans } from "../experiments/sweep/sweep.ts";
import { trainingJobOf } from "../experiments/sweep/sweep.ts";
import type { Job } from "../runner/job.ts";
import type { Plan } from "../runner/plan.ts";
import { count, fixed, percent, shortest } from "./format.ts";
import { duration } from "./progress.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** What of a plan falls on one data set under one protocol. */
export interface PlanShare {
  readonly dataset: string;
  readonly protocol: string;
  /** Left to do. */
  readonly train: number;
  readonly evaluate: number;
  readonly stored: number;
  /** Estimated for what is left, on one core. */
  readonly seconds: number;
}

/** The shares of the plan that the jobs and their trainings make, in the order of the jobs. */
export function sharesOf(jobs: readonly Job[], plan: Plan): PlanShare[] {
  const nameOf = ({ request }: Job) => JSON.stringify([request.dataset, request.protocol]);
  const wanted = new Map([...jobs, ...jobs.map(trainingJobOf)].map((each: Job) => [each.id, each]));
  return [...new Set(jobs.map(nameOf))].map((name) => {
    const mine = [...wanted.values()].filter((each) => nameOf(each) === name);
    const left = plan.steps.filter(({ job }) => nameOf(job) === name);
    const train = left.filter(({ job }) => job.variant === null).length;
    const { dataset, protocol = "" } = mine[0].request;
    return {
      dataset,
      protocol,
      train,
      evaluate: left.length - train,
      stored: mine.length - left.length,
      seconds: left.reduce((sum, { seconds }) => sum + seconds, 0),
    };
  });
}

type Shape = Pick<Terminal, "colour" | "columns">;

export function shareTable(shares: readonly PlanShare[], shape: Shape): string {
  const rows = shares.map(({ dataset, protocol, train, evaluate, stored, seconds }) => [
    dataset,
    protocol,
    count(train),
    count(evaluate),
    count(stored),
    duration(seconds),
  ]);
  const head = ["data set", "protocol", "to train", "to evaluate", "stored", "on one core"];
  return table(head, rows, shape, ["left", "left", "right", "right", "right", "right"]);
}

/** Methods beside one another in 80 columns. */
const METHODS_IN_A_TABLE = 2;

/** A table for each data set, protocol and δmax: a line for each λ. */
export function sweepTables(blocks: readonly SweepBlock[], methods: readonly string[], shape: Shape): string {
  const reaches = new Set(blocks.map(({ deltaMax }) => deltaMax));
  return blocks
    .map(({ dataset, protocol, deltaMax, means }) => {
      const reach = reaches.size > 1 ? ` · δmax ${shortest(deltaMax, 4)}` : "";
      const tables = chunks(methods, METHODS_IN_A_TABLE).map((some, i) => blockTable(means, some, i === 0, shape));
      return `${dataset} · protocol ${protocol}${reach} · recourse: neg · all\n${tables.join("")}`;
    })
    .join("\n");
}

function blockTable(
  means: readonly SweepMeans[],
  methods: readonly string[],
  withPerformance: boolean,
  shape: Shape,
): string {
  const rows = means.map(({ lambda, f1, accuracy, auc, turnedDown, recourse }) => [
    shortest(lambda, 4),
    ...(withPerformance ? [fixed(f1.mean), fixed(accuracy.mean), fixed(auc?.mean), percent(turnedDown.mean)] : []),
    ...methods.map((method) => {
      const rates = recourse.get(method);
      return rates ? `${fixed(rates.negative?.mean)} · ${fixed(rates.all.mean)}` : "–";
    }),
  ]);
  const head = ["λ", ...(withPerformance ? ["F1", "accuracy", "AUC", "turned down"] : []), ...methods];
  return table(head, rows, shape);
}

function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}
