/** The grid of these tests, 132 models at two epochs, and the programs as they run on a cluster: each in a process of its own. */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const program = join(root, "bin", "recourse.js");
const run = promisify(execFile);

/** With RECOURSE_CLUSTER_GRID=paper the paper's grid on the real data; else as many small models on simulated rows. */
const paper = process.env.RECOURSE_CLUSTER_GRID === "paper";
const simulated = ["--dataset", "simulated-credit", "--seed", "0:11:1", "--set", "network.hidden=[16,16]"];
export const grid = ["--epochs", "2", "--method", "adversarial", ...(paper ? ["--protocol", "paper"] : simulated)];
export const models = 132;

/** The command that a script of examples/cluster runs instead of npx. */
export const environment = { ...process.env, RECOURSE: `${process.execPath} ${program}` };

/** Runs a command to its end; throws where it fails. */
export async function command(file: string, argv: readonly string[], env: NodeJS.ProcessEnv = environment) {
  const { stdout } = await run(file, [...argv], { cwd: root, env, maxBuffer: 1e8 });
  return stdout;
}

export function recourse(...argv: string[]): Promise<string> {
  return command(process.execPath, [program, ...argv]);
}

/** Collects the grid and returns its checksums, in which every bit of every result shows. */
export async function collected(results: string): Promise<string> {
  await recourse("sweep", ...grid, "--collect", "--results", results, "--quiet");
  return readFileSync(join(results, "sweep", "checksums.txt"), "utf8");
}

export async function statusOf(results: string): Promise<{ stored: number; claimed: readonly { host: string }[] }> {
  return JSON.parse(await recourse("sweep", ...grid, "--status", "--json", "--results", results));
}

/** A shard on a machine of that name: a process in a namespace of its own, whose host name it is. */
export function shardOn(host: string, argv: readonly string[]): ChildProcess {
  const script = 'hostname "$1"; shift; exec "$@"';
  const shell = ["-c", script, "sh", host, process.execPath, program, "sweep", ...grid, "--quiet", ...argv];
  return spawn("unshare", [...namespace, "sh", ...shell], { cwd: root, stdio: "ignore" });
}

const namespace = process.getuid?.() === 0 ? ["--uts"] : ["--user", "--map-root-user", "--uts"];

/** Whether a process here may be given a host name of its own. */
export function mayNameHosts(): boolean {
  return works("unshare", [...namespace, "hostname", "another"]);
}

/** Whether a command is there and ends well. */
export function works(file: string, argv: readonly string[]): boolean {
  try {
    execFileSync(file, argv, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export const seconds = (n: number) => new Promise((resolve) => setTimeout(resolve, 1000 * n));
