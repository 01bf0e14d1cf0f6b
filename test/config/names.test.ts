import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { distinctProtocols, packagedConfigs } from "../../src/config/files.ts";
import { type Request, resolve } from "../../src/config/resolve.ts";
import { ConfigError } from "../../src/core/errors.ts";

const text = (path: string) => readFileSync(join(packagedConfigs, path), "utf8");
const credit: object = parse(text("datasets/simulated-credit.yaml"));

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "names-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The path of a data set of one's own: simulated credit with what is laid over it. */
function own(more: object, name = "own.yaml"): string {
  const path = join(folder, name);
  writeFileSync(path, stringify({ ...credit, ...more }));
  return path;
}

/** The path of a protocol of one's own: a packaged one under another folder, or another name. */
function protocolAt(place: string, packaged = "corrected"): string {
  const path = join(folder, place);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text(`protocols/${packaged}.yaml`));
  return path;
}

async function refusal(request: Request): Promise<string> {
  const error = await resolve(request).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return error instanceof Error ? error.message : "";
}

describe("the protocol that a data set's file names", () => {
  it("holds for a run that names none, and --explain is told so; a flag wins; without either it is `paper`", async () => {
    const dataset = own({ protocol: "corrected" });
    const { protocol, settings, origin } = await resolve({ dataset });
    expect([protocol, settings.split.calibration, origin("protocol")]).toEqual(["corrected", 0.1, dataset]);
    const flagged = await resolve({ dataset, protocol: "released" });
    expect([flagged.protocol, flagged.origin("protocol")]).toEqual(["released", "--protocol"]);
    const neither = await resolve({ dataset: "simulated-credit" });
    expect([neither.protocol, neither.origin("protocol")]).toEqual(["paper", "default"]);
  });

  it("may be a path relative to that file", async () => {
    const path = protocolAt("protocols/strict.yaml");
    const dataset = own({ protocol: "protocols/strict.yaml" });
    expect((await resolve({ dataset })).protocol).toBe(path);
  });

  it("is refused in that file's place when there is no such protocol", async () => {
    const dataset = own({ protocol: "corected" });
    expect(await refusal({ dataset })).toBe(
      `${dataset}: protocol: unknown protocol "corected" (did you mean corrected?); or give a path to a .yaml file`,
    );
  });
});

describe("a protocol given by path", () => {
  it("finds a data set's section by its name: german's label is reversed by a copy of `released`", async () => {
    const protocol = protocolAt("elsewhere/released.yaml", "released");
    const { settings, origin } = await resolve({ dataset: "german", protocol });
    expect(settings.label.favourable.map(Number)).toEqual([0]);
    expect(origin("label.favourable")).toBe("configs/datasets/german.yaml: protocols.released");
  });

  it("twice under one name is one protocol; two files of one name are refused", () => {
    const packaged = join(packagedConfigs, "protocols/paper.yaml");
    expect(distinctProtocols(["paper", packaged, "released"], packagedConfigs)).toEqual(["paper", "released"]);
    expect(() => distinctProtocols(["paper", "other/paper.yaml"], packagedConfigs)).toThrow(
      new ConfigError(
        "--protocol: paper and other/paper.yaml are both called paper; give one of the files another name",
      ),
    );
  });

  it("called `constructor` finds no section where a data set has none", async () => {
    const protocol = protocolAt("constructor.yaml", "paper");
    expect((await resolve({ dataset: "german", protocol })).settings.label.favourable.map(Number)).toEqual([1]);
  });
});

describe("names that objects have of their own", () => {
  it("__proto__ is refused wherever it stands: a feature, a setting, a section, a part of a path", async () => {
    const raw = stringify(credit);
    const texts = [
      raw.replace("  debt: {", "  __proto__: {").replace("  debt:\n", "  __proto__:\n"),
      `${raw}settings: { __proto__.polluted: 1 }\n`,
      `${raw}settings: { __proto__: { polluted: 1 } }\n`,
      `${raw}protocols: { paper: { training.__proto__.polluted: 1 } }\n`,
      `${raw}__proto__: { polluted: 1 }\n`,
    ];
    for (const [i, content] of texts.entries()) {
      const dataset = join(folder, `proto-${i}.yaml`);
      writeFileSync(dataset, content);
      expect(await refusal({ dataset }), content).toMatch(/__proto__.*: this name cannot be used; choose another \(/);
    }
    expect("polluted" in {}).toBe(false);
  });

  it.each(["__proto__", "__proto__.polluted", "training.__proto__.polluted", "constructor.prototype.polluted"])(
    "--set %s=1 is an unknown setting, and no object gains a member",
    async (path) => {
      const overrides = Object.fromEntries([[path, { value: 1, flag: `--set ${path}=1` }]]);
      expect(await refusal({ dataset: "adult", overrides })).toMatch(/^--set .*=1: .*: unknown setting/);
      expect("polluted" in {}).toBe(false);
    },
  );

  it("a missing setting is missing also where every object has a member of its name", async () => {
    const label = { column: "repaid", favourable: ["yes"], unfavourable: ["no"], meaning: "repaid", toString: 1 };
    expect(await refusal({ dataset: own({ label }) })).toContain("label.toString: unknown setting");
    expect(await refusal({ dataset: own({ constructor: 1 }) })).toContain("constructor: unknown setting");
  });
});
