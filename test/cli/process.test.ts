import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./terminal.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const compiled = existsSync(join(root, "dist", "cli", "main.js"));
if (!compiled) process.stderr.write("the process itself is not tested: it is compiled code, and dist/ is absent\n");

const program = `"${process.execPath}" "${join(root, "bin", "recourse.js")}"`;
const train = "train --dataset simulated-credit --set network.hidden=[8]";

/** Runs a line of bash. */
function bash(line: string): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line], {
    encoding: "utf8",
    cwd: root,
  });
  return { code: status, out: stdout, err: stderr };
}

describe.skipIf(!compiled || process.platform === "win32")("the process", () => {
  it("finishes and stores where the reader of its output has seen enough after a line", () => {
    const results = temporaryFolder();
    const { out } = bash(`${program} ${train} --epochs 3 --results ${results} 2>&1 | head -1`);
    expect(out).toMatch(/^simulated-credit epoch 1\/3/);
    expect(readdirSync(join(results, "runs")).sort()).toEqual(["evaluate", "train"]);
  });

  it("exits 143 on SIGTERM, 130 on SIGINT, with a sentence and nothing half-written", () => {
    for (const [signal, code] of [
      ["TERM", 143],
      ["INT", 130],
    ] as const) {
      const results = temporaryFolder();
      // It is told to end when it says that the first epoch is done.
      const line = `set -m; coproc R { exec ${program} ${train} --epochs 5000 --results ${results} 2>&1; }; pid=$!
        while read -r line <&"\${R[0]}"; do [[ $line == *"epoch 1/"* ]] && kill -${signal} $pid; echo "$line"; done; wait $pid`;
      const ended = bash(line);
      expect(ended.out).toContain("stopped; what was finished is kept");
      expect(ended.code).toBe(code);
      expect(readdirSync(results)).toEqual([]);
    }
  });

  it.skipIf(!existsSync("/dev/full"))("says that stdout is full, with exit code 2", () => {
    const { code, err } = bash(`${program} data > /dev/full`);
    expect(err).toBe("the output cannot be written (ENOSPC); what was computed is stored\n");
    expect(code).toBe(2);
  });

  it("ends with a sentence and exit code 2 where a file grows beyond ulimit -f, and leaves nothing", () => {
    const results = temporaryFolder();
    const { code, err } = bash(`ulimit -f 2; ${program} ${train} --epochs 1 -q --results ${results}`);
    expect(err).toMatch(/: cannot be written, files may not be so large here: raise the limit \(ulimit -f\); nothing/);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
    expect(readdirSync(join(results, "runs", "train"))).toEqual([]);
  });

  it("init, sweep, figures and reproduce do so too: no half YAML that would exist already, no half table", () => {
    const folder = temporaryFolder();
    const csv = join(root, "data", "simulated-credit.csv");
    const yaml = join(folder, "people.yaml");
    const answers = "--label repaid --favourable yes --actionable savings:increase --yes";
    const init = bash(`ulimit -f 0; ${program} init ${csv} ${answers} --output ${yaml}`);
    expect(init.err).toMatch(/people\.yaml: cannot be written, files may not be so large here/);
    expect(init.err.trim().split("\n")).toHaveLength(1);
    expect(init.code).toBe(2);
    expect(readdirSync(folder)).toEqual([]);

    const grid = "--dataset simulated-credit --seed 0 --epochs 1 --set network.hidden=[4] --jobs 1 -q";
    const results = join(folder, "results");
    for (const [command, written] of [
      ["sweep --lambda 0:2:0.1 --method adversarial", "sweep"],
      ["figures --figures 1 --lambda 0:2:0.1", "report"],
      ["reproduce --tables 1 --set recourse.exhaustive.budget=64", "report"],
    ]) {
      const line = `${program} ${command} ${grid} --results ${results}`;
      // What is computed is stored; then the same command has only to write what comes of it.
      expect(bash(`${line} --${written === "sweep" ? "quiet" : `report ${join(folder, "other")}`}`).code).toBe(0);
      rmSync(join(results, written), { recursive: true, force: true });
      rmSync(join(folder, "other"), { recursive: true, force: true });
      const { code, err } = bash(`ulimit -f 1; ${line}`);
      expect(err).toMatch(/: cannot be written, files may not be so large here/);
      expect(err.trim().split("\n")).toHaveLength(1);
      expect(code).toBe(2);
      const left = readdirSync(results, { recursive: true, encoding: "utf8" });
      expect(left.filter((name) => name.startsWith(`${written}/`) && /\.|partial/.test(name))).toEqual([]);
    }
  }, 120_000);
});
