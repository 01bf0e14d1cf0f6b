/** A grid of 132 models on many machines comes to the same bits as in one process, whatever is killed on the way. */
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { LEASE } from "../../src/runner/claim-files.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import {
  collected,
  command,
  environment,
  grid,
  mayNameHosts,
  models,
  recourse,
  seconds,
  shardOn,
  statusOf,
  works,
} from "./grid.ts";

const hasSlurm = works("sinfo", []);
const hasParallel = works("parallel", ["--version"]);
const hasHosts = mayNameHosts();
const why = "scripts/cluster-test.sh installs what is missing and starts Slurm";
if (!hasSlurm) console.warn(`skipped: there is no Slurm that answers sinfo; ${why}`);
if (!hasParallel) console.warn(`skipped: GNU parallel is not there; ${why}`);
if (!hasHosts) console.warn("skipped: unshare may not give a process a host name of its own here");

const SHARDS = 8;
let expected: string;

beforeAll(async () => {
  if (!(hasSlurm || hasParallel || hasHosts)) return;
  const results = mkdtempSync(join(tmpdir(), "recourse-cluster-"));
  await recourse("sweep", ...grid, "--quiet", "--results", results);
  expected = await collected(results);
  expect((await statusOf(results)).stored).toBe(2 * models);
  rmSync(results, { recursive: true });
});

/** Submits tasks of the array and returns its number. */
async function submit(results: string, tasks: string, ...options: string[]): Promise<string> {
  const script = ["examples/cluster/slurm-array.sh", ...grid, "--results", results];
  const argv = ["--parsable", `--array=${tasks}`, `--output=${join(results, "%A-%a.log")}`, ...options, ...script];
  return (await command("sbatch", argv)).trim();
}

async function untilEnded(job: string): Promise<void> {
  while ((await command("squeue", ["--noheader", "--array", "--jobs", job])).trim() !== "") await seconds(1);
}

/** How many results are whole. */
function storedIn(results: string): number {
  return ["train", "evaluate"].reduce((sum, stage) => {
    try {
      return sum + readdirSync(join(results, "runs", stage)).filter((name) => !name.startsWith(".")).length;
    } catch {
      return sum;
    }
  }, 0);
}

function claimsIn(results: string): string[] {
  const folder = join(results, "claims");
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".")) : [];
}

describe.skipIf(!hasSlurm)("an array of 8 tasks on Slurm", () => {
  it("gives the checksums of one process", async () => {
    const results = temporaryFolder();
    await untilEnded(await submit(results, `1-${SHARDS}`));
    expect(await collected(results)).toBe(expected);
    expect(readdirSync(join(results, "claims"))).toEqual([]);
  });

  it("of which half are cancelled in their midst gives them too, when those are submitted again", async () => {
    const results = temporaryFolder();
    const job = await submit(results, `1-${SHARDS}`);
    while (storedIn(results) < 20) await seconds(0.2);
    await command(
      "scancel",
      [1, 3, 5, 7].map((task) => `${job}_${task}`),
    );
    await untilEnded(job);
    const before = storedIn(results);
    expect(before).toBeGreaterThanOrEqual(20);
    await untilEnded(await submit(results, "1,3,5,7", `--export=ALL,SHARDS=${SHARDS}`));
    expect(storedIn(results)).toBe(2 * models);
    expect(await collected(results)).toBe(expected);
  });
});

describe.skipIf(!hasParallel)("8 shards with GNU parallel", () => {
  it("give the checksums of one process", async () => {
    const results = temporaryFolder();
    const env = { ...environment, JOBLOG: join(results, "shards.log") };
    await command("examples/cluster/gnu-parallel.sh", [String(SHARDS), ...grid, "--results", results], env);
    expect(await collected(results)).toBe(expected);
  });
});

describe.skipIf(!hasHosts)("two hosts on one disk", () => {
  it("one of them killed by kill -9: the other takes what is unclaimed at once and the rest after the lease", async () => {
    const results = temporaryFolder();
    const doomed = shardOn("doomed", ["--shard", "1/2", "--steal", "--jobs", "2", "--results", results]);
    // It is stopped first, so that it is killed while it holds something.
    while (storedIn(results) < 20 || claimsIn(results).length === 0) {
      doomed.kill("SIGCONT");
      await seconds(0.1);
      doomed.kill("SIGSTOP");
    }
    doomed.kill("SIGKILL");
    await once(doomed, "exit");
    const claims = claimsIn(results);
    const held = () => statusOf(results).then(({ claimed }) => claimed.map(({ host }) => host));
    const lost = await held();
    const heir = () => shardOn("heir", ["--shard", "2/2", "--steal", "--jobs", "2", "--results", results]);
    await once(heir(), "exit");
    // What the dead host had claimed is its own until it has been silent for the lease.
    expect(await held()).toEqual(lost);
    expect(lost).toEqual(lost.map(() => "doomed"));
    for (const name of claims) {
      const path = join(results, "claims", name, "renewed");
      const then = statSync(path).mtimeMs / 1000 - LEASE - 5;
      utimesSync(path, then, then);
    }
    await once(heir(), "exit");
    expect(await collected(results)).toBe(expected);
  });
});
