/** Claims: which machine works on which job, so that machines that share a store do not do a job twice. */
import { rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { codeOf, isAlive, makeFolder } from "../data/disk.ts";
import { sha256 } from "../pipeline/canonical.ts";
import {
  type Claim,
  claimFolder,
  diskTime,
  failurePath,
  holderOf,
  LEASE,
  type RecordedFailure,
  readClaim,
  readClaimIn,
  readFailure,
  readText,
} from "./claim-files.ts";
import type { PlainError } from "./failure.ts";
import { commandOf, type Job } from "./job.ts";
import { addressOf } from "./naming.ts";
import type { Runs } from "./runs.ts";

/** Seconds between signs of life. */
const RENEWAL = 60;

/** What a store's claims have to know. */
export interface ClaimOptions {
  /** The folder of results. */
  readonly root: string;
  readonly runs: Runs;
  /** Whether a job is this machine's own, and so is tried again after a failure. */
  readonly owns: (job: Job) => boolean;
  /** This machine, where it has another name than its own. */
  readonly host?: string;
}

/**
 * Claims are folders `root/claims/<stage>-<key>`, made aside and renamed, which one machine alone can do. One that is lost
 * (its machine gone, or cut off for longer than the lease) is taken over, at the cost of a job done twice; results stay
 * right, because equal keys have equal records. Ages are differences between times of the shared disk, so that machines'
 * clocks may disagree.
 */
export class Claims {
  readonly #options: ClaimOptions;
  readonly #host: string;
  readonly #held = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #made = 0;

  constructor(options: ClaimOptions) {
    this.#options = options;
    this.#host = options.host ?? hostname();
  }

  /** Whether the job is ours now. False while another machine works on it, and for another's job that failed there. */
  async take(job: Job): Promise<boolean> {
    const name = await claimNameOf(job, this.#options.runs);
    if (!this.#options.owns(job) && (await readFailure(this.#options.root, name)) !== null) return false;
    if (!(await this.#create(name)) && !(await this.#takeOver(name))) return false;
    this.#held.add(name);
    this.#timer ??= setInterval(() => void this.#renew(), 1000 * RENEWAL).unref();
    return true;
  }

  /** The job has ended: the claim goes, and an error stays where every machine can read it. */
  async release(job: Job, error: PlainError | null): Promise<void> {
    const name = await claimNameOf(job, this.#options.runs);
    const path = failurePath(this.#options.root, name);
    if (error === null) {
      await rm(path, { force: true });
    } else {
      const again = job.command === null ? null : commandOf(job);
      const failure: RecordedFailure = { host: this.#host, time: now(), message: error.message, again };
      await makeFolder(join(this.#options.root, "failures"));
      await writeFile(path, `${JSON.stringify(failure, null, 1)}\n`);
    }
    await this.#giveUp(name);
  }

  /** Gives up what is still held: this machine stops. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await Promise.all([...this.#held].map((name) => this.#giveUp(name)));
  }

  async #create(name: string): Promise<boolean> {
    const folder = claimFolder(this.#options.root);
    const aside = this.#aside(name);
    const claim = { host: this.#host, process: process.pid, time: now(), lease: LEASE };
    const text = `${JSON.stringify(claim, null, 1)}\n`;
    await makeFolder(aside);
    try {
      await writeFile(join(aside, "claim.json"), text);
      await writeFile(join(aside, "renewed"), "");
      await rename(aside, join(folder, name));
      return true;
    } catch (error) {
      // A network disk may have done it and lost the answer: the claim is there all the same.
      if ((await readText(join(folder, name, "claim.json"))) === text) return true;
      if (isOccupied(error)) return false;
      throw error;
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }

  /** Takes the claim of a machine that is gone. Of several that try, one alone succeeds. */
  async #takeOver(name: string): Promise<boolean> {
    const { root } = this.#options;
    const claim = await readClaim(root, name);
    if (claim === null) return this.#create(name);
    if (!(await this.#isVoid(claim))) return false;
    return (await this.#remove(name, claim)) && this.#create(name);
  }

  async #isVoid({ host, process: pid, renewed, lease }: Claim): Promise<boolean> {
    // A container that starts again has its old name, and often its old process number.
    if (host === this.#host && (pid === process.pid || !isAlive(pid))) return true;
    return (await diskTime(this.#options.root)) - renewed > 1000 * lease;
  }

  async #renew(): Promise<void> {
    for (const name of this.#held) {
      // Nothing is lost but time where the disk refuses: the next sign of life may get through.
      await writeFile(join(claimFolder(this.#options.root), name, "renewed"), "").catch(() => {});
    }
  }

  async #giveUp(name: string): Promise<void> {
    this.#held.delete(name);
    const claim = await readClaim(this.#options.root, name);
    if (claim?.host !== this.#host || claim.process !== process.pid) return;
    await this.#remove(name, claim);
  }

  /**
   * Removes the claim, if it is still this one: moved away in one step, since a folder that is emptied where it stands may
   * have another's claim in it before it is gone.
   */
  async #remove(name: string, claim: Claim): Promise<boolean> {
    const path = join(claimFolder(this.#options.root), name);
    const aside = this.#aside(name);
    try {
      await rename(path, aside);
    } catch {
      return false;
    }
    const same = holderOf(await readClaimIn(aside, name)) === holderOf(claim);
    // Someone else was faster, and this is theirs: back it goes, unless yet another has claimed meanwhile.
    if (!same) await rename(aside, path).catch(() => {});
    await rm(aside, { recursive: true, force: true });
    return same;
  }

  #aside(name: string): string {
    return join(claimFolder(this.#options.root), `.partial-${name}-${this.#host}-${process.pid}-${this.#made++}`);
  }
}

/** "train-3f9c0a1be274"; of a job whose key is not known yet, made of what names it. */
export async function claimNameOf(job: Job, runs: Runs): Promise<string> {
  const address = await addressOf(job, await runs.open(job.request, job.task.open));
  return address === null
    ? `${job.task.name.replaceAll(" ", "-")}-${sha256(job.id).slice(0, 12)}`
    : `${address.stage}-${address.key}`;
}

const now = () => new Date().toISOString();

const isOccupied = (error: unknown) => codeOf(error) === "ENOTEMPTY" || codeOf(error) === "EEXIST";
