import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packagedConfigs, readConfig } from "../../src/config/files.ts";
import { resolve } from "../../src/config/resolve.ts";
import { ConfigError } from "../../src/core/errors.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "limits-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function refusal(path: string): Promise<string> {
  const error = await readConfig("datasets", path, packagedConfigs).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return error instanceof Error ? error.message.replace(path, "FILE") : "";
}

function refusalOf(text: string): Promise<string> {
  const path = join(folder, "hostile.yaml");
  writeFileSync(path, text);
  return refusal(path);
}

describe("a YAML that would never end is refused with a sentence", () => {
  it("aliases of aliases, 9 values to the power of 9", async () => {
    const lines = [...Array(9).keys()].map((i) => `a${i}: &a${i} [${Array(9).fill(i === 0 ? "x" : `*a${i - 1}`)}]`);
    expect(await refusalOf(lines.join("\n"))).toMatch(/^FILE: .*alias.*; write the values out/);
  });

  it("an alias of nothing, and one of itself", async () => {
    expect(await refusalOf("a: *b\n")).toMatch(/^FILE: .*alias/i);
    expect(await refusalOf("a: &a [*a]\n")).toMatch(/^FILE: /);
  });

  it("100,000 lists in each other", async () => {
    expect(await refusalOf(`a: ${"[".repeat(1e5)}${"]".repeat(1e5)}\n`)).toMatch(/^FILE: is nested too deeply/);
  });

  it("two million bytes", async () => {
    expect(await refusalOf(`a: ${"x".repeat(2e6)}\n`)).toBe("FILE: has 2000004 bytes; at most 1048576 are read");
  });

  it.skipIf(process.platform === "win32")("a pipe nobody writes to, and /dev/zero", async () => {
    const pipe = join(folder, "pipe.yaml");
    execFileSync("mkfifo", [pipe]);
    expect(await refusal(pipe)).toBe("FILE: is not a file");
    const zero = join(folder, "zero.yaml");
    symlinkSync("/dev/zero", zero);
    expect(await refusal(zero)).toBe("FILE: is not a file");
  });
});

describe("a choice out of all measure is refused with its path and what is allowed", () => {
  it.each([
    ["threshold.grid", 1e-12],
    ["threshold.grid", 0.3],
    ["recourse.exhaustive.resolution", 1e9],
    ["recourse.ascent.budget", 1e12],
    ["recourse.causal.starts", 1e9],
    ["recourse.linear.samples", 1e12],
    ["recourse.linear.step", 1e-12],
    ["robustness.draws", 1e12],
    ["distinguish.repeats", 1e12],
  ])("%s = %s", async (path, value) => {
    const overrides = { [path]: { value, flag: `--set ${path}=${value}` } };
    const run = resolve({ dataset: "adult", overrides });
    await expect(run).rejects.toThrow(ConfigError);
    await expect(run).rejects.toThrow(`--set ${path}=${value}: ${path} is ${value}: `);
  });

  it("a long value is named by its beginning", async () => {
    const overrides = { "training.sense": { value: "x".repeat(1e6), flag: "--set" } };
    const message = await resolve({ dataset: "adult", overrides }).catch((error: Error) => error.message);
    expect(message).toMatch(/^--set: training\.sense is "x{199}…: /);
  });
});
