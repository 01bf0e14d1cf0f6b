/** What calibrate is asked for: which models, under which ε and α, by which methods. */
import type { Override, Request } from "../config/resolve.ts";
import { ConfigError } from "../core/errors.ts";
import { pacIndex, tooFewRows } from "../core/pac.ts";
import { splitSeeds } from "../experiments/models.ts";
import type { Workspace } from "../library/workspace.ts";
import type { RecourseMethod } from "../methods/method.ts";
import { recourseMethod } from "../methods/registry.ts";
import { complement } from "../pipeline/calibration/guarantee.ts";
import { calibrationPart, targetScoreOf } from "../pipeline/proposals.ts";
import { guaranteedMethods } from "../pipeline/propose.ts";
import { choosingNetworks, countingNetworks } from "../pipeline/retrain.ts";
import type { Run } from "../pipeline/run.ts";
import { type Job, job } from "../runner/job.ts";
import { recalibration, recalibrationVariant } from "../runner/tasks.ts";
import { refuseTraining } from "./model.ts";
import { datasetsOf, type PointOptions, pointOf } from "./points.ts";

/** The options that say what is guaranteed. */
export interface GuaranteeOptions extends PointOptions {
  readonly eps?: readonly number[];
  readonly alpha?: readonly number[];
  readonly method?: readonly string[];
  readonly targetScore?: number;
  readonly grid?: string;
  readonly simultaneous?: boolean;
  readonly retrain?: number;
}

export interface Guarantees {
  /** The models of every guarantee that is asked for, by ε and α. */
  readonly requests: readonly (readonly Request[])[];
  readonly methods: readonly RecourseMethod[];
  /** What is asked for and not done, in words. */
  readonly leftOut: readonly string[];
  /** What the guarantees of several methods or λ on one split come to together; null of one. */
  readonly together: string | null;
}

/**
 * The models to calibrate. With no data set named: every one that is found, with λ = 0 and the protocol's, on three
 * splits. A named one is taken as the protocol has it, and with λ = 0 as well when several guarantees are compared. Where
 * there are several to do, one whose calibration rows are too few for a guarantee is left out of it, with the reason.
 * Throws a ConfigError when nothing is left, and for a method that cannot be calibrated, before anything is trained.
 */
export async function guaranteesOf(options: GuaranteeOptions, { runs, folders }: Workspace): Promise<Guarantees> {
  const { retrain = 2 } = options;
  if (!(Number.isInteger(retrain) && retrain >= 2)) {
    throw new ConfigError(
      `--retrain ${retrain}: give a whole number from 2 on: half of the networks choose, half count`,
    );
  }
  const { names, leftOut: absent } = await datasetsOf(options, folders);
  const leftOut = absent.map((name) => `${name} is not found; run: recourse data fetch ${name}`);
  const pairs = (options.eps ?? [null]).flatMap((epsilon) =>
    (options.alpha ?? [null]).map((alpha) => overridesOf(options, epsilon, alpha)),
  );
  const table = options.dataset === undefined;
  const requests: Request[][] = pairs.map(() => []);
  let methods: readonly RecourseMethod[] = [];
  let together: string | null = null;
  for (const dataset of names) {
    for (const [i, overrides] of pairs.entries()) {
      const run = await runs.open(pointOf(options, dataset, null, null, overrides));
      const { pare, run: chosen } = run.settings;
      methods = methodsOf(run, options);
      refuseTraining(run, options);
      const models =
        run.model === undefined && (table || pairs.length > 1) ? [...new Set([0, chosen.lambda])] : [chosen.lambda];
      const lambdas = options.lambda ?? models;
      const count = new Set(lambdas).size * methods.length;
      const each = options.simultaneous ? pare.alpha / count : pare.alpha;
      const corrected = { ...overrides, ...alphaAt(each, pare.alpha) };
      together ??= togetherText(count, pare.alpha, options.simultaneous ?? false);
      const proving = await runs.open(pointOf(options, dataset, null, null, corrected));
      const unproven = names.length * pairs.length > 1 ? await unprovenBy(proving) : null;
      if (unproven !== null) {
        leftOut.push(`${dataset}: ${unproven}`);
        continue;
      }
      for (const lambda of lambdas) {
        for (const seed of options.seed ?? (table ? splitSeeds : [chosen.seed])) {
          requests[i].push(pointOf(options, dataset, lambda, seed, corrected));
        }
      }
    }
  }
  const proven = requests.filter((ofGuarantee) => ofGuarantee.length > 0);
  if (proven.length === 0) throw new ConfigError(leftOut.join("\n"));
  return { requests: proven, methods, leftOut, together };
}

/** α of each of several guarantees, where it is not the one that was asked for (Bonferroni). */
function alphaAt(each: number, alpha: number): Record<string, Override> {
  return each === alpha ? {} : { "pare.alpha": { value: each, flag: "--simultaneous" } };
}

/** Whoever chooses among guarantees by their numbers needs all of them to hold at once. */
function togetherText(count: number, alpha: number, simultaneous: boolean): string | null {
  if (count === 1) return null;
  const all = `the ${count} guarantees of a data set's split`;
  return simultaneous
    ? `${all} hold together with probability at least ${complement(alpha)}, each at α/${count}: the best of them may be chosen`
    : `each of ${all} holds by itself: choosing the best of them by these numbers costs some of it. --simultaneous makes all ` +
        `hold together with probability at least ${complement(alpha)}, each at α/${count}`;
}

/** Each model with the first of its guarantees. They share everything slow, so that the others leave little to do. */
export function firstsOf({ requests }: Guarantees): Set<Request> {
  const firsts = new Map<string, Request>();
  for (const request of requests.flat()) {
    const { "run.lambda": lambda, "run.seed": seed } = request.overrides ?? {};
    const model = JSON.stringify([request.dataset, lambda?.value, seed?.value]);
    if (!firsts.has(model)) firsts.set(model, request);
  }
  return new Set(firsts.values());
}

/** θ₀ of every network that is trained again, for those models and methods; none unless `--retrain` asks for them. */
export async function recalibrationJobs(
  requests: readonly Request[],
  methods: readonly RecourseMethod[],
  { retrain }: Pick<GuaranteeOptions, "retrain">,
  { runs }: Pick<Workspace, "runs">,
): Promise<Job[]> {
  if (retrain === undefined) return [];
  const jobs: Job[] = [];
  for (const request of requests) {
    const { settings } = await runs.open(request);
    for (const network of [...choosingNetworks(settings), ...countingNetworks(settings)]) {
      for (const { name } of methods.filter(({ usesRetrained }) => !usesRetrained)) {
        const words = ["calibrate", "--method", name, "--retrain", String(retrain)];
        const command = { words, makes: ["retrain.networks"] };
        jobs.push(job(recalibration, request, recalibrationVariant(name, network), command));
      }
    }
  }
  return jobs;
}

function overridesOf(
  options: GuaranteeOptions,
  epsilon: number | null,
  alpha: number | null,
): Record<string, Override> {
  const flags: [string, string, unknown][] = [
    ["pare.epsilon", "--eps", epsilon],
    ["pare.alpha", "--alpha", alpha],
    ["pare.targetScore", "--target-score", options.targetScore],
    ["pare.grid", "--grid", options.grid],
    // As every command takes it, also those that train what this one needs.
    ["retrain.networks", `--set retrain.networks=${options.retrain}`, options.retrain],
  ];
  const given = flags.filter(([, , value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([path, flag, value]) => [path, { value, flag }]));
}

function methodsOf(run: Run, options: GuaranteeOptions): RecourseMethod[] {
  const { targetScore } = run.settings.pare;
  const found =
    options.method === undefined ? guaranteedMethods(run) : [...new Set(options.method)].map(recourseMethod);
  for (const method of found) targetScoreOf(method, targetScore);
  if (options.targetScore !== undefined && !found.some(({ usesTheta0 }) => usesTheta0)) {
    const names = found.map(({ name }) => name).join(", ");
    throw new ConfigError(
      `--target-score ${options.targetScore}: nothing of ${names} reads θ₀; leave --target-score out`,
    );
  }
  return found;
}

/** Why the run's calibration rows prove nothing, where they are too few; the same for every λ and seed. */
async function unprovenBy(run: Run): Promise<string | null> {
  const { epsilon, alpha } = run.settings.pare;
  const rows = (await run.read()).parts[calibrationPart(run)].X.rows;
  return pacIndex(rows, epsilon, alpha) === null ? tooFewRows(rows, epsilon, alpha) : null;
}
