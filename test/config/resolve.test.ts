import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { configNames, packagedConfigs } from "../../src/config/files.ts";
import { isTree } from "../../src/config/paths.ts";
import { renamedSettings } from "../../src/config/renamed.ts";
import { resolve } from "../../src/config/resolve.ts";
import { datasetJsonSchema, protocolJsonSchema } from "../../src/config/schemas.ts";
import { protocolChoices, protocolSchema } from "../../src/config/settings.ts";
import { ConfigError } from "../../src/core/errors.ts";

describe("merge order: protocol ← data set ← its section for the protocol ← flags", () => {
  it("batch is the data set's 15, the released section's 10, and a flag's 7", async () => {
    const batch = async (request: object) => (await resolve({ dataset: "adult", ...request })).settings.training.batch;
    expect(await batch({})).toBe(15);
    expect(await batch({ protocol: "released" })).toBe(10);
    const overrides = { "training.batch": { value: 7, flag: "--set training.batch=7" } };
    expect(await batch({ protocol: "released", overrides })).toBe(7);
  });

  it("the origin of a choice is the file or the flag it comes from", async () => {
    const overrides = { "run.lambda": { value: 0, flag: "--lambda" } };
    const { origin } = await resolve({ dataset: "adult", protocol: "released", overrides });
    expect(origin("run.lambda")).toBe("--lambda");
    expect(origin("network.hidden")).toBe("configs/protocols/released.yaml");
    expect(origin("training.epochs")).toBe("configs/datasets/adult.yaml");
    expect(origin("training.batch")).toBe("configs/datasets/adult.yaml: protocols.released");
  });

  it("german's favourable outcome is bad credit under released, good credit under paper and corrected", async () => {
    const favourable = async (protocol: string) =>
      (await resolve({ dataset: "german", protocol })).settings.label.favourable.map(Number);
    expect(await favourable("released")).toEqual([0]);
    expect(await favourable("paper")).toEqual([1]);
    expect(await favourable("corrected")).toEqual([1]);
  });
});

describe("every committed configuration", () => {
  it("every data set resolves under every protocol", async () => {
    const datasets = await configNames("datasets", packagedConfigs);
    const protocols = await configNames("protocols", packagedConfigs);
    expect(datasets).toContain("simulated-credit");
    expect(protocols).toContain("paper");
    for (const dataset of datasets) {
      for (const protocol of protocols) expect((await resolve({ dataset, protocol })).dataset).toBe(dataset);
    }
  });

  it("the three protocols name every choice that has no default, in the same order; corrected 2 more, its ceilings; each with its source as a comment", () => {
    const lines = (name: string) =>
      readFileSync(fileURLToPath(new URL(`../../configs/protocols/${name}.yaml`, import.meta.url)), "utf8")
        .split("\n")
        .filter((line) => /^[a-z0-9]+\./i.test(line));
    const names = (name: string) => lines(name).map((line) => line.split(":")[0]);
    expect(names("released")).toEqual(names("paper"));
    const { shape } = protocolSchema();
    const due = protocolChoices().filter((choice) => !Reflect.get(shape, choice).safeParse(undefined).success);
    expect([...names("paper")].sort()).toEqual([...due].sort());
    expect(names("corrected").filter((choice) => due.includes(choice))).toEqual(names("paper"));
    expect(names("corrected").filter((choice) => !due.includes(choice))).toEqual([
      "table1.ceiling",
      "frontier.ceiling",
    ]);
    for (const name of ["paper", "released", "corrected"]) {
      expect(lines(name).filter((line) => !/ # \S/.test(line))).toEqual([]);
    }
  });

  it("configs/*.schema.json is what the schemas say (npm run schemas writes it)", () => {
    const committed = (name: string) =>
      JSON.parse(readFileSync(fileURLToPath(new URL(`../../configs/${name}.schema.json`, import.meta.url)), "utf8"));
    expect(committed("dataset")).toEqual(datasetJsonSchema());
    expect(committed("protocol")).toEqual(protocolJsonSchema());
  });
});

describe("a choice that no paper makes", () => {
  const resolution = "recourse.exhaustive.resolution";

  it("has its default, 51 points per axis, and `default` as its origin; a flag's 101 wins", async () => {
    const { settings, origin } = await resolve({ dataset: "adult" });
    expect(settings.recourse.exhaustive).toMatchObject({ resolution: 51 });
    expect([origin(resolution), origin("run.engine")]).toEqual(["default", "default"]);
    const overrides = { [resolution]: { value: 101, flag: "--set" } };
    const changed = await resolve({ dataset: "adult", overrides });
    expect(changed.settings.recourse.exhaustive).toMatchObject({ resolution: 101 });
    expect(changed.origin(resolution)).toBe("--set");
  });

  it("may stand in a protocol's file all the same: with every line there, the settings are those of the short file", async () => {
    const { settings } = await resolve({ dataset: "adult", protocol: "released" });
    const folder = mkdtempSync(join(tmpdir(), "protocol-"));
    const path = join(folder, "all.yaml");
    const description = "every choice spelled out";
    const all = {
      description,
      ...Object.fromEntries(protocolChoices().map((choice) => [choice, at(settings, choice)])),
    };
    writeFileSync(path, JSON.stringify(all));
    const whole = await resolve({ dataset: "adult", protocol: path });
    for (const choice of protocolChoices()) expect(at(whole.settings, choice), choice).toEqual(at(settings, choice));
    expect(whole.origin(resolution)).toBe(path);
    rmSync(folder, { recursive: true });
  });

  it("is in the schema that editors read, with its default and the reason for it", () => {
    expect(protocolJsonSchema()).toMatchObject({ properties: { [resolution]: { default: 51 } } });
    const { properties } = protocolJsonSchema() as { properties: Record<string, Record<string, unknown>> };
    const byDefault = Object.values(properties).filter((choice) => "default" in choice);
    expect(byDefault.length).toBeGreaterThan(20);
    for (const choice of byDefault) {
      expect(choice).toMatchObject({ $comment: expect.stringMatching(/\S/), description: expect.stringMatching(/\S/) });
    }
  });
});

/** What stands at a dotted path. */
function at(value: unknown, path: string): unknown {
  return path.split(".").reduce((section: unknown, name) => (isTree(section) ? section[name] : undefined), value);
}

describe("a choice that cannot be", () => {
  const refusal = async (path: string, value: unknown) => {
    const overrides = { [path]: { value, flag: "--set" } };
    const error = await resolve({ dataset: "adult", overrides }).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof Error ? error.message : "";
  };

  it.each([
    ["run.lambda", -0.1],
    ["run.lambda", Number.NaN],
    ["network.dropout", 1],
    ["network.hidden", [0]],
    ["network.hidden", [1, 1, 1, 1, 1]],
    ["optimiser.learningRate", 0],
    ["split.validation", 0],
    ["threshold.grid", 0],
    ["standardise.ddof", 2],
  ])("%s = %s is refused with its path", async (path, value) => {
    expect(await refusal(path, value)).toContain(`--set: ${path}`);
  });

  it("an unknown choice is refused with the nearest known one", async () => {
    expect(await refusal("training.epoch", 3)).toBe("--set: training.epoch: unknown setting (did you mean epochs?)");
  });
});

describe("a choice that has a better name now is refused with that name", () => {
  const value: Record<string, unknown> = { "pare.aim": 0.5, "actions.whole": true, "actions.rows": [] };
  it.each(Object.entries(renamedSettings))("%s is %s", async (before, now) => {
    const overrides = { [before]: { value: value[before] ?? 4, flag: `--set ${before}` } };
    await expect(resolve({ dataset: "adult", overrides })).rejects.toThrow(
      new ConfigError(`--set ${before}: ${before}: renamed to ${now}`),
    );
    const known = { [now]: { value: "no such value", flag: "--set" } };
    await expect(resolve({ dataset: "adult", overrides: known })).rejects.toThrow(`--set: ${now} is "no such value"`);
  });

  it("a protocol file that still says onlyOneHit is told, before it is told what is missing", async () => {
    const text = readFileSync(fileURLToPath(new URL("../../configs/protocols/paper.yaml", import.meta.url)), "utf8");
    const folder = mkdtempSync(join(tmpdir(), "recourse-"));
    const path = join(folder, "old.yaml");
    writeFileSync(path, text.replace("onlyOneSuccess", "onlyOneHit"));
    await expect(resolve({ dataset: "adult", protocol: path })).rejects.toThrow(
      `${path}: recourse.gradient.onlyOneHit: renamed to recourse.gradient.onlyOneSuccess`,
    );
    rmSync(folder, { recursive: true });
  });
});
