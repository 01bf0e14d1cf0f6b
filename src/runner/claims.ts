/** Claims: which machine is at work on what, so that machines that share a store need not do a thing twice. */
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { codeOf, isAlive, makeFolder } from "../data/disk.ts";
import { sha256 } from "../pipeline/canonical.ts";
import type { PlainError } from "./failure.ts";
import { commandOf, type Job } from "./job.ts";
import { addressOf } from "./naming.ts";
import type { Runs } from "./runs.ts";

/** Seconds after its last sign of life from which a claim is void. */
export const LEASE = 600;

/** Seconds between signs of life. */
const RENEWAL = 60;

const claimSchema = z.strictObject({
  host: z.string(),
  process: z.int(),
  /** By the clock of that host, for people alone: between machines only the clock of the disk counts. */
  time: z.string(),
  /** Seconds without a sign of life after which it is void. */
  lease: z.number(),
});

/** Who is at work on something. Times are milliseconds by the clock of the disk that all machines share. */
export interface Claim extends z.infer<typeof claimSchema> {
  readonly name: string;
  readonly since: number;
  readonly renewed: number;
}

const failureSchema = z.strictObject({
  host: z.string(),
  time: z.string(),
  message: z.string(),
  /** The command that tries it again; null where there is none. */
  again: z.string().nullable(),
});

/** A job that failed on some machine, and has not been done since. */
export type RecordedFailure = z.infer<typeof failureSchema>;

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

  /** Whether the job is ours now. False while another machine is at it, and for another's job that failed there. */
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
      if ((await readIfThere(join(folder, name, "claim.json"))) === text) return true;
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
    const aside = this.#aside(name);
    try {
      await rename(join(claimFolder(root), name), aside);
    } catch {
      return false;
    }
    if (holderOf(await readClaimIn(aside, name)) !== holderOf(claim)) {
      // Someone else was faster, and this is theirs: back it goes, unless yet another has claimed meanwhile.
      await rename(aside, join(claimFolder(root), name)).catch(() => {});
      await rm(aside, { recursive: true, force: true });
      return false;
    }
    await rm(aside, { recursive: true, force: true });
    return this.#create(name);
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
    await rm(join(claimFolder(this.#options.root), name), { recursive: true, force: true });
  }

  #aside(name: string): string {
    return join(claimFolder(this.#options.root), `.partial-${name}-${this.#host}-${process.pid}-${this.#made++}`);
  }
}

/** "train-3f9c0a1be274"; of a job whose key is not known yet, made of what names it. */
export async function claimNameOf(job: Job, runs: Runs): Promise<string> {
  const address = await addressOf(job, await runs.open(job.request));
  return address === null
    ? `${job.task.name.replaceAll(" ", "-")}-${sha256(job.id).slice(0, 12)}`
    : `${address.stage}-${address.key}`;
}

/** Every claim there is, void ones too. */
export async function allClaims(root: string): Promise<Claim[]> {
  const names = await readdir(claimFolder(root)).catch(() => []);
  const claims = await Promise.all(names.filter((name) => !name.startsWith(".")).map((name) => readClaim(root, name)));
  return claims.filter((claim) => claim !== null);
}

/** Null where it is not claimed. */
const readClaim = (root: string, name: string) => readClaimIn(join(claimFolder(root), name), name);

async function readClaimIn(folder: string, name: string): Promise<Claim | null> {
  const dated = (path: string) => stat(path).then(({ mtimeMs }) => mtimeMs, absent);
  const made = await dated(folder);
  if (made === null) return null;
  const text = await readIfThere(join(folder, "claim.json"));
  const since = (await dated(join(folder, "claim.json"))) ?? made;
  const renewed = (await dated(join(folder, "renewed"))) ?? made;
  return { ...(parsed(claimSchema, text) ?? unknownHolder), name, since, renewed };
}

const holderOf = (claim: Claim | null) => claim && [claim.host, claim.process, claim.time].join(" ");

/** Of a claim that cannot be read, as a failing disk may leave it: it is void after the usual time. */
const unknownHolder = { host: "?", process: 0, time: "", lease: LEASE };

function parsed<T>(schema: z.ZodType<T>, text: string | null): T | null {
  try {
    return schema.parse(JSON.parse(text ?? ""));
  } catch {
    return null;
  }
}

/** Null where it has not failed, or was done since. */
export async function readFailure(root: string, name: string): Promise<RecordedFailure | null> {
  return parsed(failureSchema, await readIfThere(failurePath(root, name)));
}

const claimFolder = (root: string) => join(root, "claims");
const failurePath = (root: string, name: string) => join(root, "failures", `${name}.json`);
const now = () => new Date().toISOString();

let probes = 0;

/** What time it is, in milliseconds, by the clock that dates the files of the shared disk. */
export async function diskTime(root: string): Promise<number> {
  const probe = join(claimFolder(root), `.clock-${hostname()}-${process.pid}-${probes++}`);
  await makeFolder(claimFolder(root));
  await writeFile(probe, "");
  const { mtimeMs } = await stat(probe);
  await rm(probe, { force: true });
  return mtimeMs;
}

function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(absent);
}

function absent(error: unknown): null {
  if (codeOf(error) === "ENOENT") return null;
  throw error;
}

const isOccupied = (error: unknown) => codeOf(error) === "ENOTEMPTY" || codeOf(error) === "EEXIST";
