/** Runs a plan: on this thread, or on a pool of worker threads with one job each; the longest chain first, run by run. */

import type { Claims } from "./claims.ts";
import type { PlainError } from "./failure.ts";
import type { Job } from "./job.ts";
import type { Plan, Step } from "./plan.ts";
import { thisThread, threads, type WorkerPool, type WorkerPoolOptions } from "./workers.ts";

/** How a plan is run, and who listens. */
export interface PoolOptions extends WorkerPoolOptions {
  /** Jobs at a time; 1 runs them on this thread. */
  readonly jobs: number;
  /** Where several machines share the work: a job is begun when it is claimed, and left where another one has it. */
  readonly claims?: Claims | undefined;
  readonly onProgress?: (progress: PoolProgress) => void;
  /** A job that has just ended, well or not. */
  readonly onEnd?: (job: Job, seconds: number | null, progress: PoolProgress) => void;
  /** A job that was left to another machine, or builds on one that was. */
  readonly onLeft?: (job: Job) => void;
}

export interface PoolProgress {
  /** Share of the estimated work that is done, running jobs counted by what they say of themselves. */
  readonly share: number;
  readonly ended: number;
  readonly steps: number;
  readonly running: readonly Job[];
}

/** A job that did not come to an end, and why. */
export interface Failure {
  readonly job: Job;
  /** Null for a job that was not started, since one it builds on failed. */
  readonly error: PlainError | null;
}

/**
 * Does every step of the plan. A job that fails is kept for the end, with those that build on it, and the rest goes on.
 * Throws the signal's reason when stopped, once no job is under way: no result is half stored.
 */
export async function runPlan(plan: Plan, options: PoolOptions): Promise<Failure[]> {
  if (!(Number.isSafeInteger(options.jobs) && options.jobs > 0)) throw new RangeError(`invalid jobs: ${options.jobs}`);
  if (plan.steps.length === 0) return [];
  const workers =
    options.jobs === 1 ? thisThread(options) : await threads(Math.min(options.jobs, plan.steps.length), options);
  try {
    return await new PlanRun(plan, options, workers).all();
  } finally {
    await workers.close();
    await options.claims?.close();
  }
}

/** The state of one run of a plan. */
class PlanRun {
  readonly #plan: Plan;
  readonly #options: PoolOptions;
  readonly #workers: WorkerPool;
  /** In the order of the plan. */
  readonly #waiting: Step[];
  readonly #running = new Map<Step, { share: number; readonly ending: Promise<void> }>();
  readonly #missing: Set<string>;
  /** The runs of workers that have become free. */
  readonly #freed: string[] = [];
  /** Claimed by other machines when they were last looked at. */
  readonly #elsewhere = new Set<Step>();
  readonly #failures: Failure[] = [];
  #endedSeconds = 0;

  constructor(plan: Plan, options: PoolOptions, workers: WorkerPool) {
    this.#plan = plan;
    this.#options = options;
    this.#workers = workers;
    this.#waiting = [...plan.steps];
    this.#missing = new Set(plan.steps.map(({ job }) => job.id));
  }

  async all(): Promise<Failure[]> {
    const { signal, jobs } = this.#options;
    const stopped = whenAborted(signal);
    while (this.#waiting.length > 0 || this.#running.size > 0) {
      signal.throwIfAborted();
      while (this.#running.size < jobs) {
        const step = await this.#take();
        if (step === undefined) break;
        this.#waiting.splice(this.#waiting.indexOf(step), 1);
        this.#start(step);
      }
      if (this.#running.size === 0) break;
      await Promise.race([stopped, ...[...this.#running.values()].map(({ ending }) => ending)]);
    }
    signal.throwIfAborted();
    for (const { job } of this.#waiting) this.#options.onLeft?.(job);
    return this.#failures;
  }

  /** The next step that no other machine works on. Before giving up, those that were claimed are asked for once more. */
  async #take(): Promise<Step | undefined> {
    const { claims } = this.#options;
    for (let step = this.#next(); step !== undefined; step = this.#next()) {
      if (claims === undefined || (await claims.take(step.job))) return step;
      this.#elsewhere.add(step);
    }
    if (claims === undefined || this.#running.size > 0) return undefined;
    for (const step of this.#elsewhere) {
      if (!(await claims.take(step.job))) continue;
      // One that is done by now, or was given up: what builds on it, and others like it, may be free too.
      this.#elsewhere.clear();
      return step;
    }
    return undefined;
  }

  /**
   * The next step of a free worker: more of the run it has just worked on, whose data it holds, or else the longest chain that is
   * ready.
   */
  #next(): Step | undefined {
    const freed = this.#freed.pop();
    const ready = this.#waiting.filter(
      (step) => !this.#elsewhere.has(step) && !step.after.some((id) => this.#missing.has(id)),
    );
    return ready.find(({ job }) => job.run === freed) ?? ready[0];
  }

  #start(step: Step): void {
    const began = performance.now();
    const state = { share: 0 };
    const onShare = (share: number) => {
      state.share = share;
      this.#options.onProgress?.(this.#progress());
    };
    const ending = this.#workers.work(step.job, onShare).then(async (answer) => {
      // One that was stopped has not failed; it is given up with the others.
      const stopped = this.#options.signal.aborted;
      if (!stopped) await this.#options.claims?.release(step.job, answer.done ? null : answer.error);
      this.#running.delete(step);
      if (stopped && !answer.done) return;
      this.#freed.push(step.job.run);
      this.#endedSeconds += step.seconds;
      if (answer.done) this.#missing.delete(step.job.id);
      else this.#fail(step, answer.error);
      const seconds = answer.done ? (performance.now() - began) / 1000 : null;
      this.#options.onEnd?.(step.job, seconds, this.#progress());
    });
    this.#running.set(step, Object.assign(state, { ending }));
    this.#options.onProgress?.(this.#progress());
  }

  /** Keeps the failure, and gives up what builds on it. */
  #fail(step: Step, error: PlainError | null): void {
    this.#failures.push({ job: step.job, error });
    for (const next of this.#waiting.filter(({ after }) => after.includes(step.job.id))) {
      const at = this.#waiting.indexOf(next);
      if (at < 0) continue;
      this.#waiting.splice(at, 1);
      this.#endedSeconds += next.seconds;
      this.#fail(next, null);
    }
  }

  #progress(): PoolProgress {
    let seconds = this.#endedSeconds;
    for (const [step, { share }] of this.#running) seconds += step.seconds * share;
    const steps = this.#plan.steps.length;
    return {
      share: Math.min(1, seconds / this.#plan.seconds),
      ended: steps - this.#waiting.length - this.#running.size,
      steps,
      running: [...this.#running.keys()].map(({ job }) => job),
    };
  }
}

/** Settles when the signal is aborted, and never before. */
function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
