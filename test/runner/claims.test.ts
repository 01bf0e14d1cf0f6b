import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/experiments/catalogue.ts";
import { allClaims, LEASE, readFailure } from "../../src/runner/claim-files.ts";
import { Claims, claimNameOf } from "../../src/runner/claims.ts";
import { type Job, job } from "../../src/runner/job.ts";
import { planFor } from "../../src/runner/plan.ts";
import { runPlan } from "../../src/runner/pool.ts";
import { Reader } from "../../src/runner/reader.ts";
import { training } from "../../src/runner/tasks.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import { folders, noting, quick, runs } from "./grid.ts";

const opened = runs();
const one = job(training, quick(0, 0));
const error = { kind: "bug", message: "it broke", stack: "" } as const;

/** Two machines with one store. */
function machines(owns: (job: Job) => boolean = () => true) {
  const root = temporaryFolder();
  const [a, b] = ["a", "b"].map((host) => new Claims({ root, runs: opened, owns, host }));
  return { root, a, b };
}

/** As if the last sign of life had been so long ago. */
async function age(root: string, seconds: number): Promise<void> {
  const then = Date.now() / 1000 - seconds;
  utimesSync(join(root, "claims", await claimNameOf(one, opened), "renewed"), then, then);
}

describe("a claim", () => {
  it("is one machine's alone until it is given up", async () => {
    const { root, a, b } = machines();
    expect(await a.take(one)).toBe(true);
    expect(await b.take(one)).toBe(false);
    expect((await allClaims(root)).map(({ host, process: pid }) => [host, pid])).toEqual([["a", process.pid]]);
    await a.release(one, null);
    expect(await b.take(one)).toBe(true);
    await b.close();
    expect(readdirSync(join(root, "claims"))).toEqual([]);
  });

  it("is taken and given up 400 times by 4 machines at once without one meeting another's half-removed folder", async () => {
    const { root } = machines();
    const held = new Set<string>();
    const turns = ["a", "b", "c", "d"].map(async (host) => {
      const claims = new Claims({ root, runs: opened, owns: () => true, host });
      for (let times = 0; times < 100; ) {
        if (!(await claims.take(one))) continue;
        held.add(host);
        expect((await allClaims(root)).map(({ host: holder }) => holder)).toEqual([host]);
        expect([...held]).toEqual([host]);
        times++;
        held.delete(host);
        await claims.release(one, null);
      }
      await claims.close();
    });
    await Promise.all(turns);
    expect(readdirSync(join(root, "claims"))).toEqual([]);
  });

  it("of 20 machines that reach for it at once is got by one", async () => {
    const { root } = machines();
    const all = Array.from(
      { length: 20 },
      (_, i) => new Claims({ root, runs: opened, owns: () => true, host: `h${i}` }),
    );
    const got = await Promise.all(all.map((claims) => claims.take(one)));
    expect(got.filter((mine) => mine)).toHaveLength(1);
    await age(root, LEASE + 5);
    const late = Array.from(
      { length: 20 },
      (_, i) => new Claims({ root, runs: opened, owns: () => true, host: `l${i}` }),
    );
    expect(
      (await Promise.all(late.map((claims) => claims.take(one)))).filter((mine) => mine).length,
    ).toBeLessThanOrEqual(1);
    expect(await allClaims(root)).toHaveLength(1);
    for (const claims of [...all, ...late]) await claims.close();
  });

  it("whose machine has been silent for longer than the lease is taken over; the first one does not give up the other's", async () => {
    const { root, a, b } = machines();
    await a.take(one);
    await age(root, LEASE - 30);
    expect(await b.take(one)).toBe(false);
    await age(root, LEASE + 5);
    expect(await b.take(one)).toBe(true);
    await a.close();
    expect((await allClaims(root)).map(({ host }) => host)).toEqual(["b"]);
    await b.close();
  });

  it("of a process of this machine that is gone, or had our own number before, is taken over at once", async () => {
    const { root, a } = machines();
    for (const pid of [999_999_999, process.pid]) {
      const folder = join(root, "claims", await claimNameOf(one, opened));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "claim.json"), JSON.stringify({ host: "a", process: pid, time: "", lease: LEASE }));
      writeFileSync(join(folder, "renewed"), "");
      expect(await a.take(one)).toBe(true);
      await a.close();
    }
  });

  it("is judged by the clock of the disk: a host whose own is a day ahead or behind neither loses nor keeps one longer", async () => {
    const { root, a, b } = machines();
    for (const days of [-1, 1]) {
      await a.take(one);
      const path = join(root, "claims", await claimNameOf(one, opened), "claim.json");
      const claim = JSON.parse(readFileSync(path, "utf8"));
      writeFileSync(path, JSON.stringify({ ...claim, time: new Date(Date.now() + days * 86_400_000).toISOString() }));
      expect(await b.take(one)).toBe(false);
      await age(root, LEASE + 5);
      expect(await b.take(one)).toBe(true);
      await b.close();
      await a.close();
    }
  });

  it("that cannot be read is void after the usual time", async () => {
    const { root, a } = machines();
    const folder = join(root, "claims", await claimNameOf(one, opened));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "claim.json"), "");
    writeFileSync(join(folder, "renewed"), "");
    expect(await a.take(one)).toBe(false);
    await age(root, LEASE + 5);
    expect(await a.take(one)).toBe(true);
    await a.close();
  });

  it("is refused to a thief after a failure, and not to its owner; what is done at last has not failed", async () => {
    const { root, a } = machines();
    const thief = new Claims({ root, runs: opened, owns: () => false, host: "thief" });
    await a.take(one);
    await a.release(one, error);
    const name = await claimNameOf(one, opened);
    expect(await readFailure(root, name)).toMatchObject({ host: "a", message: "it broke" });
    expect(await thief.take(one)).toBe(false);
    expect(await a.take(one)).toBe(true);
    await a.release(one, null);
    expect(await readFailure(root, name)).toBeNull();
  });
});

describe("a plan shared with another machine", () => {
  it("does each of 12 jobs once between two machines, and leaves what builds on another's work to it", async () => {
    const ran: string[] = [];
    const first = noting("first", 1, (what) => ran.push(what));
    const then = noting(
      "then",
      2,
      (what) => ran.push(what),
      () => [[first, null]],
    );
    const jobs = Array.from({ length: 6 }, (_, i) => job(then, quick(i, 0)));
    const { root, a, b } = machines();
    const held = job(first, quick(0, 0));
    expect(await b.take(held)).toBe(true);
    const left: string[] = [];
    const options = { jobs: 1, catalogue, root, folders, warn: () => {}, signal: new AbortController().signal };
    const everything = await planFor(jobs, new Reader(root), opened);
    await runPlan(everything, { ...options, claims: a, onLeft: ({ task }) => left.push(task.name) });
    expect(left.sort()).toEqual(["first", "then"]);
    expect(ran).toHaveLength(10);
    await b.release(held, null);
    await runPlan(everything, { ...options, claims: b });
    expect(ran).toHaveLength(12);
    expect(new Set(ran).size).toBe(12);
  });
});
