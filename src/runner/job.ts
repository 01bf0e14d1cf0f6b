/** A job: one task on one run, named before anything is read. */
import { join } from "shlex";
import type { Override, Request } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";
import { canonical, type Json } from "../pipeline/canonical.ts";
import type { Store, Stored } from "../pipeline/store.ts";
import type { RunOpener, SizedRun } from "./runs.ts";

/** Told while a job runs. */
export interface JobProgress {
  /** Share of the job that is done, in [0, 1]. */
  readonly onShare?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A task with its variant that another builds on. `at`: the seed with which it is asked for where it does not depend on the
 * run's, so that several runs ask for one and the same job.
 */
export type Requirement = readonly [task: Task, variant: string | null, at?: { readonly "run.seed"?: number }];

/** One kind of work on a run. What it stores is addressed by a stage; asked again, it finds the result and does nothing. */
export interface Task<T = unknown> {
  readonly name: string;
  /** Whether its result has nothing of λ in it: then its jobs name none, and runs that differ in λ alone share one. */
  readonly withoutLambda?: true;
  /** Opens its runs where they are about other data than a table of people; all tasks on such a run have the same. */
  readonly open?: RunOpener;
  /** Tasks on the same run, with their variants, whose results it builds on. */
  after(settings: Settings, variant: string | null): readonly Requirement[];
  /** `variant` is what it is done with besides the run's settings: a method's name, or null. */
  run(store: Store, run: SizedRun, variant: string | null, progress: JobProgress): Promise<Stored<T>>;
  /** Seconds it takes, roughly, on one core: what order and time left go by. */
  seconds(run: SizedRun, variant: string | null): number;
  /** The command that does it for one run: ["evaluate", "--method", "gradient"]. Absent: the command that asked for it does it. */
  command?(variant: string | null): readonly string[];
}

/** A command before it says on which run. */
export interface Command {
  readonly words: readonly string[];
  /** Choices that it has no option for, because it makes them itself, by dotted path. */
  readonly makes: readonly string[];
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
  /** The command that does it again; null where neither its task nor its caller names one. */
  readonly command: Command | null;
}

/** `command` is for a task without one of its own: the command that asks for the job. */
export function job<T>(
  task: Task<T>,
  request: Request,
  variant: string | null = null,
  command: Command | null = null,
): Job<T> {
  const { dataset, protocol } = request;
  const { "run.lambda": _, ...withoutLambda } = request.overrides ?? {};
  const overrides = task.withoutLambda ? withoutLambda : (request.overrides ?? {});
  const values = Object.fromEntries(Object.entries(overrides).map(([path, { value }]) => [path, value as Json]));
  return {
    id: canonical({ task: task.name, dataset, protocol, values, variant }),
    run: canonical({ dataset, protocol, values }),
    rows: canonical({ dataset, protocol, values: { ...values, "run.lambda": null } }),
    task,
    request: task.withoutLambda ? { ...request, overrides } : request,
    variant,
    command: task.command ? { words: task.command(variant), makes: [] } : command,
  };
}

/** The same jobs, asked for by a command. */
export function askedBy(command: Command, jobs: readonly Job[]): Job[] {
  return jobs.map(({ task, request, variant }) => job(task, request, variant, command));
}

/** What a job on a run of these settings builds on. */
export function requirements({ task, request, variant, command }: Job, settings: Settings): Job[] {
  return task.after(settings, variant).map(([before, its, at = {}]) => {
    const overrides = { ...request.overrides };
    for (const [path, value] of Object.entries(at)) overrides[path] = { value, flag: "--seed" };
    return job(before, { ...request, overrides }, its, command);
  });
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

/** The command line that does a job, and as little else as there is a command for. */
export function commandOf({ task, request, command }: Job): string {
  if (command === null) throw new RangeError(`invalid job: no command does ${task.name}`);
  const { dataset, protocol, overrides = {} } = request;
  const words = ["recourse", ...command.words, "--dataset", dataset];
  if (protocol !== undefined) words.push("--protocol", protocol);
  for (const [path, { value, flag }] of Object.entries(overrides)) {
    if (command.makes.includes(path)) continue;
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
