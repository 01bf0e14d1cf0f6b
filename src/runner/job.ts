/** A job: one task on one run, named before anything is read. */
import { join } from "shlex";
import type { Override, Request } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";
import { canonical, type Json } from "../pipeline/canonical.ts";
import type { Store, Stored } from "../pipeline/store.ts";
import type { SizedRun } from "./runs.ts";

/** Told while a job runs. */
export interface JobProgress {
  /** Share of the job that is done, in [0, 1]. */
  readonly onShare?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One kind of work on a run. What it stores is addressed by a stage; asked again, it finds the result and does nothing. */
export interface Task<T = unknown> {
  readonly name: string;
  /** Tasks on the same run, with their variants, whose results it builds on. */
  after(settings: Settings, variant: string | null): readonly (readonly [task: Task, variant: string | null])[];
  /** `variant` is what it is done with besides the run's settings: a method's name, or null. */
  run(store: Store, run: SizedRun, variant: string | null, progress: JobProgress): Promise<Stored<T>>;
  /** Seconds it takes, roughly, on one core: what order and time left go by. */
  seconds(run: SizedRun, variant: string | null): number;
  /** The command that does the same for one run: ["evaluate", "--method", "gradient"]. */
  command(variant: string | null): readonly string[];
}

/** A task with its run and variant. `id` is the same for equal jobs. */
export interface Job<T = unknown> {
  readonly id: string;
  /** The same for jobs on one run. */
  readonly run: string;
  /** The same for jobs whose runs differ in λ alone, and so have the same rows. */
  readonly rows: string;
  readonly task: Task<T>;
  readonly request: Request;
  readonly variant: string | null;
}

export function job<T>(task: Task<T>, request: Request, variant: string | null = null): Job<T> {
  const { dataset, protocol, overrides } = request;
  const values = Object.fromEntries(Object.entries(overrides ?? {}).map(([path, { value }]) => [path, value as Json]));
  return {
    id: canonical({ task: task.name, dataset, protocol, values, variant }),
    run: canonical({ dataset, protocol, values }),
    rows: canonical({ dataset, protocol, values: { ...values, "run.lambda": null } }),
    task,
    request,
    variant,
  };
}

/** What a job on a run of these settings builds on. */
export function requirements({ task, request, variant }: Job, settings: Settings): Job[] {
  return task.after(settings, variant).map(([before, its]) => job(before, request, its));
}

/** A request for one point of a grid: data set, protocol, λ and seed, and other choices laid over the protocol. */
export function point(
  dataset: string,
  protocol: string,
  lambda: number,
  seed: number,
  overrides: Readonly<Record<string, Override>> = {},
): Request {
  return {
    dataset,
    protocol,
    overrides: {
      ...overrides,
      "run.lambda": { value: lambda, flag: "--lambda" },
      "run.seed": { value: seed, flag: "--seed" },
    },
  };
}

/** The command line that does one job alone. */
export function commandOf({ task, request, variant }: Job): string {
  const { dataset, protocol, overrides = {} } = request;
  const words = ["recourse", ...task.command(variant), "--dataset", dataset];
  if (protocol !== undefined) words.push("--protocol", protocol);
  for (const [path, { value, flag }] of Object.entries(overrides)) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (flag.startsWith("--set ")) words.push("--set", `${path}=${text}`);
    else words.push(flag, text);
  }
  return join(words);
}

/** "adult λ 0.8 seed 0 · paper · evaluate gradient". */
export function describeJob({ task, request, variant }: Job): string {
  const { "run.lambda": lambda, "run.seed": seed } = request.overrides ?? {};
  const run = [request.dataset, lambda && `λ ${lambda.value}`, seed && `seed ${seed.value}`].filter(Boolean).join(" ");
  return [run, request.protocol, [task.name, variant].filter(Boolean).join(" ")].filter(Boolean).join(" · ");
}
