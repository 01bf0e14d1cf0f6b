import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { io, setBackend, tensor2d } from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import "@tensorflow/tfjs-backend-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { sealedText } from "../../examples/browser/seal.js";
import { type BundleContent, readBundle, writeBundle } from "../../src/bundle/bundle.ts";
import { bundleContent } from "../../src/bundle/content.ts";
import { DataError } from "../../src/core/errors.ts";
import { matrix } from "../../src/core/matrix.ts";
import { stream } from "../../src/core/random.ts";
import { initialParameters } from "../../src/engines/parameters.ts";
import { openEngine } from "../../src/engines/registry.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { calibrate, guaranteeTold } from "../../src/pipeline/calibrate.ts";
import { sha256 } from "../../src/pipeline/canonical.ts";
import { score, scoredRows } from "../../src/pipeline/score.ts";
import { Store } from "../../src/pipeline/store.ts";
import { parametersOf, train } from "../../src/pipeline/train.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import { smallRun } from "../pipeline/small-run.ts";

/** The scores that TensorFlow.js gives, having read nothing but the bundle's `model.json` and weights. */
async function scoresByTensorFlow(folder: string, X: { rows: number; cols: number; data: Float32Array }) {
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));
  const [{ paths, weights }] = weightsManifest;
  const bytes = readFileSync(join(folder, paths[0]));
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const model = await loadLayersModel(io.fromMemory({ modelTopology, weightSpecs: weights, weightData }));
  const scores = model.predict(tensor2d(X.data, [X.rows, X.cols]));
  if (Array.isArray(scores)) throw new Error("one output is expected");
  return scores.dataSync();
}

/** The content of a bundle around a network of the given shape, as calibrate would save it. */
async function contentOf(network: BundleContent["network"]): Promise<BundleContent> {
  const folder = temporaryFolder();
  const run = await smallRun();
  const store = new Store(folder);
  const method = recourseMethod("adversarial");
  const stored = await calibrate(store, run, method);
  const content = await bundleContent(run, method, await train(store, run), stored, "recourse test");
  return { ...content, network };
}

/** What the network of a bundle is made by. */
function specOf({ network }: BundleContent) {
  if (network === undefined) throw new RangeError("the bundle holds no network");
  return { ...network, dropout: 0 };
}

beforeAll(async () => {
  await setBackend("wasm");
});

describe("a saved bundle", () => {
  it("gives TensorFlow.js the scores of all 700 validation rows to 1e-6, θ₀ and the promise, and a page its hash", async () => {
    const folder = join(temporaryFolder(), "model");
    const run = await smallRun();
    const store = new Store(temporaryFolder());
    const method = recourseMethod("adversarial");
    const stored = await calibrate(store, run, method);
    const trained = await train(store, run);
    const content = await bundleContent(run, method, trained, stored, "recourse test");
    await writeBundle(folder, content, parametersOf(trained, run.settings));
    expect(readdirSync(folder).sort()).toEqual(["bundle.json", "model.json", "weights.bin"]);

    const { validation } = (await run.read()).parts;
    const ours = scoredRows(await score(store, run, trained), "validation").score;
    const theirs = await scoresByTensorFlow(folder, validation.X);
    expect(ours).toHaveLength(700);
    ours.forEach((value, i) => {
      expect(Math.abs(value - theirs[i])).toBeLessThan(1e-6);
    });

    const described = JSON.parse(readFileSync(join(folder, "bundle.json"), "utf8"));
    expect(sha256(sealedText(described))).toBe(described.hash);

    const { bundle, parameters, actions } = await readBundle(folder);
    expect(bundle.theta0).toBe(stored.record.pare.theta0);
    expect(bundle.promise.sentence).toBe((await guaranteeTold(run, stored.record)).sentence);
    expect(bundle.promise.method).toMatchObject({ name: "adversarial", settings: { sense: "minimise" }, aim: null });
    expect(bundle.provenance).toMatchObject({ train: trained.key, calibrate: stored.key, data: run.sha256 });
    expect(parameters).toEqual(parametersOf(trained, run.settings));
    expect(actions).toEqual((await run.read()).actions);
  });

  it("standardises a raw record as training did: x = (raw − mean) / std of each column", async () => {
    const { preprocessing } = await contentOf({ inputs: 7, hidden: [8], activation: "tanh" });
    const { columns } = await (await smallRun()).read();
    expect(preprocessing.columns.map(({ name, mean, std }) => ({ name, mean, std }))).toEqual(
      columns.map(({ name, mean, std }) => ({ name, mean, std })),
    );
    expect(Object.keys(preprocessing.features)).toEqual(columns.map(({ name }) => name));
  });

  it.each([
    ["no hidden layer", [], "tanh"],
    ["two layers of unequal width, ReLU", [5, 17], "relu"],
    ["four layers of tanh", [6, 5, 4, 3], "tanh"],
  ] as const)("TensorFlow.js agrees to 1e-6 on a network with %s, and it reads back", async (_, hidden, activation) => {
    const shape = { inputs: 7, hidden: [...hidden], activation };
    const spec = { ...shape, dropout: 0.3 };
    const parameters = initialParameters(spec, 5).map(({ weights, bias }) => ({
      weights: weights.map((w) => 3 * w),
      bias,
    }));
    const folder = join(temporaryFolder(), "model");
    await writeBundle(folder, await contentOf(shape), parameters);
    const random = stream(1, "rows");
    const X = matrix(
      50,
      7,
      Float32Array.from({ length: 350 }, () => random.normal()),
    );
    const network = (await openEngine("wasm")).open(spec, parameters);
    const theirs = await scoresByTensorFlow(folder, X);
    network.score(X).forEach((value, i) => {
      expect(Math.abs(value - theirs[i])).toBeLessThan(1e-6);
    });
    const read = await readBundle(folder);
    expect(read.parameters).toEqual(parameters);
    expect(read.bundle.network).toEqual(shape);
  });
});

describe("the folder of a bundle", () => {
  it("replaces a bundle, fills an empty folder, and leaves other things alone", async () => {
    const parent = temporaryFolder();
    const content = await contentOf({ inputs: 7, hidden: [], activation: "tanh" });
    const parameters = (seed: number) => initialParameters(specOf(content), seed);
    const folder = join(parent, "model");
    mkdirSync(folder);
    for (const seed of [1, 2]) {
      await writeBundle(folder, content, parameters(seed));
      expect((await readBundle(folder)).parameters).toEqual(parameters(seed));
    }
    expect(readdirSync(parent)).toEqual(["model"]);

    const other = join(parent, "other");
    mkdirSync(other);
    writeFileSync(join(other, "thesis.txt"), "mine");
    await expect(writeBundle(other, content, parameters(1))).rejects.toThrow(/other: the folder holds other things/);
    expect(readdirSync(other)).toEqual(["thesis.txt"]);
    await expect(writeBundle(join(other, "thesis.txt"), content, parameters(1))).rejects.toThrow(/is no folder/);
  });

  it("leaves what lies beside the bundle, follows a link, and refuses to write over files that were changed", async () => {
    const parent = temporaryFolder();
    const content = await contentOf({ inputs: 7, hidden: [], activation: "tanh" });
    const save = (folder: string, seed: number) =>
      writeBundle(folder, content, initialParameters(specOf(content), seed));
    const [folder, link] = [join(parent, "model"), join(parent, "link")];
    await save(folder, 1);
    writeFileSync(join(folder, "notes.txt"), "mine");
    symlinkSync(folder, link);
    await save(link, 2);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(["bundle.json", "model.json", "notes.txt", "weights.bin"]);
    expect((await readBundle(folder)).parameters).toEqual(initialParameters(specOf(content), 2));

    for (const name of ["model.json", "weights.bin", "bundle.json"]) {
      const before = readFileSync(join(folder, name));
      writeFileSync(join(folder, name), "my own work");
      await expect(save(folder, 3)).rejects.toThrow(`${name}: was not saved by this program, or was changed since`);
      expect(readFileSync(join(folder, name), "utf8")).toBe("my own work");
      writeFileSync(join(folder, name), before);
    }
    symlinkSync(join(parent, "nowhere"), join(parent, "dangling"));
    await expect(save(join(parent, "dangling"), 1)).rejects.toThrow(DataError);
  });

  it("names the file and what is wrong with a damaged one", async () => {
    const folder = join(temporaryFolder(), "model");
    const content = await contentOf({ inputs: 7, hidden: [3], activation: "tanh" });
    const write = () => writeBundle(folder, content, initialParameters(specOf(content), 1));
    const spoil = async (file: string, change: (text: string) => string) => {
      rmSync(folder, { recursive: true, force: true });
      await write();
      writeFileSync(join(folder, file), change(readFileSync(join(folder, file), "utf8")));
    };
    await expect(readBundle(join(folder, "absent"))).rejects.toThrow(/bundle.json: cannot be read \(ENOENT\)/);
    await spoil("weights.bin", () => "short");
    await expect(readBundle(folder)).rejects.toThrow(/weights.bin: .*SHA-256/);
    await spoil("model.json", (text) => text.replace("tanh", "relu"));
    await expect(readBundle(folder)).rejects.toThrow(/model.json: .*SHA-256/);
    await spoil("bundle.json", (text) => text.replace('"version": 3', '"version": 1'));
    await expect(readBundle(folder)).rejects.toThrow(/bundle.json: .*version: expected the version to be 2 or 3/);
    await spoil("bundle.json", (text) => text.replace('"theta0"', '"theta_0"'));
    await expect(readBundle(folder)).rejects.toThrow(/bundle.json: not a bundle that can be used/);
    await spoil("bundle.json", () => "{");
    await expect(readBundle(folder)).rejects.toThrow(/it is not JSON/);
  });
});
