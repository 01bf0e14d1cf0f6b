/** What claims and failures look like on the disk that machines share, and how old they are. */
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { codeOf, makeFolder } from "../data/disk.ts";

/** Seconds after its last sign of life from which a claim is void. */
export const LEASE = 600;

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

/** Every claim there is, void ones too. */
export async function allClaims(root: string): Promise<Claim[]> {
  const names = await readdir(claimFolder(root)).catch(() => []);
  const claims = await Promise.all(names.filter((name) => !name.startsWith(".")).map((name) => readClaim(root, name)));
  return claims.filter((claim) => claim !== null);
}

/** Null where it is not claimed. */
export const readClaim = (root: string, name: string) => readClaimIn(join(claimFolder(root), name), name);

export async function readClaimIn(folder: string, name: string): Promise<Claim | null> {
  const dated = (path: string) => stat(path).then(({ mtimeMs }) => mtimeMs, absent);
  const made = await dated(folder);
  if (made === null) return null;
  const text = await readText(join(folder, "claim.json"));
  const since = (await dated(join(folder, "claim.json"))) ?? made;
  const renewed = (await dated(join(folder, "renewed"))) ?? made;
  return { ...(parsed(claimSchema, text) ?? unknownHolder), name, since, renewed };
}

/** Tells two claims to one thing apart. */
export const holderOf = (claim: Claim | null) => claim && [claim.host, claim.process, claim.time].join(" ");

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
  return parsed(failureSchema, await readText(failurePath(root, name)));
}

export const claimFolder = (root: string) => join(root, "claims");
export const failurePath = (root: string, name: string) => join(root, "failures", `${name}.json`);

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

export function readText(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(absent);
}

function absent(error: unknown): null {
  if (codeOf(error) === "ENOENT") return null;
  throw error;
}
