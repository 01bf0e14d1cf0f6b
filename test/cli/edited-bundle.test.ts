/** A saved bundle that was edited is refused in one sentence: by its hashes, and, where those were written anew, by what no longer agrees. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sealOf } from "../../src/bundle/seal.ts";
import { stream } from "../../src/core/random.ts";
import { sha256 } from "../../src/pipeline/canonical.ts";
import { everyKindCsv, everyKindYaml } from "../explain/every-kind.ts";
import { type Edit, edits, type Loose } from "./bundle-edits.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "recourse-edited-"));
const saved = join(folder, "model");

/** Every kind of feature, joint constraints, a rule, and a flag of missing cells on a feature that stays. */
const yaml = everyKindYaml
  .replace(
    "phone: {",
    "arrival: { kind: date, column: arrived, since: 2019-01-01, missing: mean, indicator: true }\n  phone: {",
  )
  .replace(
    "settings:",
    'constraints: ["income + 1000*ratio >= -500"]\n  rules: ["if income changes then housing may"]\nsettings:',
  )
  .replace("constraints:", "  constraints:");

beforeAll(async () => {
  writeFileSync(join(folder, "every-kind.csv"), everyKindCsv());
  writeFileSync(join(folder, "every-kind.yaml"), yaml);
  const argv = ["calibrate", "--dataset", join(folder, "every-kind.yaml"), "--lambda", "0.8", "--save", saved];
  const quick = [
    "--epochs",
    "2",
    "--set",
    "network.hidden=[8]",
    "--retrain",
    "2",
    "--results",
    join(folder, "results"),
    "--quiet",
  ];
  expect(await recourse([...argv, ...quick])).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (at: string, name: string): Loose => JSON.parse(readFileSync(join(at, name), "utf8"));
const write = (at: string, name: string, value: Loose) => writeFileSync(join(at, name), JSON.stringify(value));

/** A copy of the bundle with an edit of bundle.json. */
function edited(edit: Edit): string {
  const at = join(temporaryFolder(), "model");
  cpSync(saved, at, { recursive: true });
  const bundle = read(at, "bundle.json");
  edit(bundle);
  write(at, "bundle.json", bundle);
  return at;
}

/** Writes all hashes anew, as somebody would who knows how they are made. */
function resealed(at: string): string {
  const bundle = read(at, "bundle.json");
  const model = read(at, "model.json");
  for (const name of ["weights.bin", "networks.bin"]) bundle.files[name] = sha256(readFileSync(join(at, name)));
  bundle.hash = sealOf(bundle);
  model.userDefinedMetadata.bundle = bundle.hash;
  write(at, "model.json", model);
  bundle.files["model.json"] = sha256(readFileSync(join(at, "model.json")));
  write(at, "bundle.json", bundle);
  return at;
}

async function refused(at: string, what: RegExp): Promise<void> {
  const { code, out, err } = await recourse(["explain", "--bundle", at, "--person", "{}"]);
  expect(err).toMatch(/^[^\n]*((bundle|model)\.json|(weights|networks)\.bin)/);
  expect(err).toMatch(/: not a bundle that can be used: [^\n]*; save it anew, into another folder\n$/);
  expect(err).toMatch(what);
  expect(err).not.toMatch(/\n\s+at /);
  expect({ code, out }).toEqual({ code: 2, out: "" });
}

describe(`a bundle with any one of ${edits.length} edits`, () => {
  it.each(edits)("%s: the hash is another", async (_, edit) => {
    await refused(edited(edit), /not a bundle that can be used/);
  });

  it.each(edits)("%s, all hashes written anew", async (_, edit, what) => {
    await refused(resealed(edited(edit)), what);
  });
});

describe("a bundle whose other files were edited", () => {
  it.each<[string, (at: string) => void, RegExp]>([
    ["no JSON", (at) => writeFileSync(join(at, "bundle.json"), "{"), /bundle.json: .*it is not JSON/],
    ["a list", (at) => write(at, "bundle.json", []), /bundle.json: /],
    ["weights cut short", (at) => writeFileSync(join(at, "weights.bin"), "short"), /weights.bin: .*SHA-256/],
    [
      "model.json edited",
      (at) => write(at, "model.json", { ...read(at, "model.json"), generatedBy: "me" }),
      /model.json: .*SHA-256/,
    ],
    [
      "the hash edited",
      (at) => write(at, "bundle.json", { ...read(at, "bundle.json"), hash: "0".repeat(64) }),
      /its SHA-256/,
    ],
    [
      "the hash deleted",
      (at) => write(at, "bundle.json", { ...read(at, "bundle.json"), hash: undefined }),
      /its SHA-256/,
    ],
    [
      "a number edited that nothing else tells",
      (at) => {
        const bundle = read(at, "bundle.json");
        bundle.preprocessing.columns[0].mean += 1;
        write(at, "bundle.json", bundle);
      },
      /it was changed since it was saved/,
    ],
    [
      "bundle.json with a hash of its own, model.json as it was",
      (at) => {
        const bundle = read(at, "bundle.json");
        bundle.preprocessing.columns[0].mean += 1;
        write(at, "bundle.json", { ...bundle, hash: sealOf(bundle) });
      },
      /model.json: .*it belongs to another bundle.json/,
    ],
    [
      "weights cut short, and their hash",
      (at) => {
        writeFileSync(join(at, "weights.bin"), readFileSync(join(at, "weights.bin")).subarray(0, 40));
        resealed(at);
      },
      /weights.bin: .*it holds 40 bytes for \d+ weights/,
    ],
    [
      "a weight of NaN, and its hash",
      (at) => {
        const weights = readFileSync(join(at, "weights.bin"));
        weights.writeFloatLE(Number.NaN, 8);
        writeFileSync(join(at, "weights.bin"), weights);
        resealed(at);
      },
      /weights.bin: .*no numbers/,
    ],
    [
      "another topology, and its hash",
      (at) => {
        const model = read(at, "model.json");
        model.modelTopology.config.layers[0].config.units = 9;
        write(at, "model.json", model);
        resealed(at);
      },
      /model.json: .*not the network/,
    ],
  ])("%s", async (_, spoil, what) => {
    const at = edited(() => {});
    spoil(at);
    await refused(at, what);
  });

  it("unchanged, or with its white space changed, it opens; of version 2 too, and it is said that nobody can tell", async () => {
    const unknown = /--person: age is missing/;
    for (const path of [saved, edited(() => {}), resealed(edited(() => {}))]) {
      const { code, err } = await recourse(["explain", "--bundle", path, "--person", "{}"]);
      expect(err).toMatch(unknown);
      expect(err).not.toContain("version 2");
      expect(code).toBe(2);
    }
    const old = edited((bundle) => {
      bundle.version = 2;
      delete bundle.hash;
      delete bundle.actions.actionable;
      delete bundle.retrained;
      delete bundle.files["networks.bin"];
    });
    const { userDefinedMetadata: _, ...model } = read(old, "model.json");
    write(old, "model.json", model);
    const bundle = read(old, "bundle.json");
    bundle.files["model.json"] = sha256(readFileSync(join(old, "model.json")));
    write(old, "bundle.json", bundle);
    const { err } = await recourse(["explain", "--bundle", old, "--person", "{}"]);
    expect(err).toMatch(unknown);
    expect(err).toContain("bundle.json: is of version 2, which has no hash of its own");
    write(old, "bundle.json", { ...bundle, theta0: bundle.promise.theta0Bound + 1e-3 });
    await refused(old, /promise.caveats: .* its bound/);
  });
});

/** The path of every value in a piece of JSON. */
function pathsOf(value: Loose, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.keys(value).flatMap((key) => pathsOf(value[key], [...path, key]))];
}

it("of 120 edits of any value there is, all hashes written anew, none ends in a stack trace: a sentence, or an answer", async () => {
  const random = stream(3, "edits");
  const one = <T>(list: readonly T[]): T => list[random.below(list.length)];
  const [head, first] = everyKindCsv(1).split("\n");
  const person = join(temporaryFolder(), "person.csv");
  writeFileSync(person, `${head}\n${first}\n`);
  const paths = pathsOf(read(saved, "bundle.json")).filter(
    ([top]) => top !== undefined && top !== "files" && top !== "hash",
  );
  const codes = new Map<number, number>();
  for (let i = 0; i < 120; i++) {
    const path = one(paths);
    const value = one<unknown>([undefined, null, "x", -1, 0, 0.5, 3, 1e6, 1e300, true, [], {}]);
    const changed = edited((bundle) => {
      const holder = path.slice(0, -1).reduce((inner, key) => inner[key], bundle);
      const key = path[path.length - 1];
      if (value === undefined && Array.isArray(holder)) holder.splice(Number(key), 1);
      else holder[key] = value;
    });
    const { code, err } = await recourse(["explain", "--bundle", resealed(changed), "--input", person, "--json"]);
    codes.set(code, (codes.get(code) ?? 0) + 1);
    expect([0, 2], `${path.join(".")} = ${JSON.stringify(value)}: ${err}`).toContain(code);
    expect(err).not.toMatch(/\n\s+at /);
  }
  expect(codes.get(2)).toBeGreaterThan(60);
}, 60_000);
