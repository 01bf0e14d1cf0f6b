import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import type { Matrix } from "../../../src/core/matrix.ts";
import type { GradientMasks, NetworkSpec } from "../../../src/engines/engine.ts";
import { initialParameters } from "../../../src/engines/parameters.ts";
import type { TensorFlow } from "../../../src/engines/tfjs/gradients.ts";
import { gradientRules } from "../../../src/engines/tfjs/gradients.ts";
import { tfjs } from "../../../src/engines/tfjs/tfjs.ts";
import { wasm } from "../../../src/engines/wasm/wasm.ts";
import { normalRows, relativeError, train, training } from "../batches.ts";
import { engineContract } from "../engine.contract.ts";

const paper: NetworkSpec = { inputs: 9, hidden: [100, 100, 100], activation: "tanh", dropout: 0.3 };

const crashHandlers = () => ["uncaughtException", "unhandledRejection"].map((event) => process.listenerCount(event));

// What happens when TensorFlow is loaded can be seen once, before any test needs it.
const loadedByImport = "_tfengine" in globalThis;
const handlersBefore = crashHandlers();
const outlets = [
  ...[process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write")),
  ...(["log", "info", "warn", "error", "debug"] as const).map((name) => vi.spyOn(console, name)),
];
const engine = await tfjs();
train(engine.open(paper, initialParameters(paper, 0), training), 2, "shared");
const printed = outlets.flatMap((outlet) => outlet.mock.calls);
for (const outlet of outlets) outlet.mockRestore();
const handlersAfter = crashHandlers();
const tf: TensorFlow = await import("@tensorflow/tfjs-core");

engineContract("tfjs", () => engine, { sameBits: engine.description.endsWith("(wasm)") });

describe("loading", () => {
  test("TensorFlow is not loaded by importing the engine, only by calling it", () => {
    expect(loadedByImport).toBe(false);
    expect("_tfengine" in globalThis).toBe(true);
  });

  test("0 lines are printed and 0 crash handlers stay behind", () => {
    expect(printed).toEqual([]);
    expect(handlersAfter).toEqual(handlersBefore);
  });

  test("the description names version and backend", () => {
    expect(engine.description).toMatch(/^tfjs(-node 4\.\d+\.\d+| 4\.\d+\.\d+ \(wasm\))$/);
  });

  test.each([
    ["is not installed", "@tensorflow/not-installed"],
    ["throws while it loads", "data:text/javascript,throw new Error('no binary')"],
    [
      "loads and throws at its first operation",
      "data:text/javascript,export const tidy = (f) => f(); export const ones = null;",
    ],
  ])("a native package that %s is passed over for WebAssembly", async (_, native) => {
    expect((await tfjs(native)).description).toMatch(/^tfjs 4\.\d+\.\d+ \(wasm\)$/);
  });

  test("a native package that computes is used", async () => {
    expect((await tfjs("@tensorflow/tfjs-core")).description).toMatch(/^tfjs-node 4\.\d+\.\d+$/);
  });
});

describe("gradient rules", () => {
  /** A rule as TensorFlow's own file states it: the file's imports are all exports of the package. */
  function publishedRule(file: string): ReturnType<typeof gradientRules>[number] {
    const source = readFileSync(new URL(file, published), "utf8")
      .replace(/^import \* as (\w+) .*$/gm, "const $1 = tf.$1;")
      .replace(/^import (\{.*\}) from '\.\.\/util';$/gm, "const $1 = tf.util;")
      .replace(/^import (\{.*\}) from '\.\.\/ops\/broadcast_util';$/gm, "const $1 = tf.broadcast_util;")
      .replace(/^import (\{.*\}) from .*$/gm, "const $1 = tf;")
      .replace(/^export const \w+ =/m, "return");
    return new Function("tf", source)(tf);
  }
  const published = new URL("../../../node_modules/@tensorflow/tfjs-core/dist/gradients/", import.meta.url);

  const a = normalRows(6, 5, 1);
  const row = normalRows(1, 5, 2);
  const dy = normalRows(6, 5, 3);
  const cases: Record<string, { saved: readonly Matrix[]; dy: Matrix; attributes?: object }> = {
    BatchMatMul: {
      saved: [a, normalRows(5, 4, 4)],
      dy: normalRows(6, 4, 5),
      attributes: { transposeA: false, transposeB: false },
    },
    Add: { saved: [a, row], dy },
    Multiply: { saved: [row, a], dy },
    Tanh: { saved: [a], dy },
    Relu: { saved: [a], dy },
    Softplus: { saved: [a], dy },
    Sum: { saved: [a], dy: row, attributes: { axis: 0 } },
  };

  test.each(Object.keys(cases))("%s: the same bits, inputs and outputs saved as TensorFlow's own file", (kernel) => {
    const { saved, dy, attributes = {} } = cases[kernel];
    const ours = gradientRules(tf).find((rule) => rule.kernelName === kernel);
    const theirs = publishedRule(`${kernel}_grad.js`);
    expect(ours?.inputsToSave).toEqual(theirs.inputsToSave);
    expect(ours?.outputsToSave).toEqual(theirs.outputsToSave);
    const bits = (rule: typeof theirs | undefined) =>
      tf.tidy(() => {
        const tensors = saved.map((X) => tf.tensor2d(X.data, [X.rows, X.cols]));
        const gradients = rule?.gradFunc(tf.tensor2d(dy.data, [dy.rows, dy.cols]), tensors, { ...attributes }) ?? {};
        return Object.entries(gradients).map(([input, gradient]) => {
          const tensor = gradient();
          return [input, tensor.shape, [...tensor.dataSync()]];
        });
      });
    expect(bits(ours)).toEqual(bits(theirs));
  });

  test("there is one for each of the 7 kernels, and a file of TensorFlow's for each", () => {
    expect(gradientRules(tf).map((rule) => rule.kernelName)).toEqual(Object.keys(cases));
    expect(readdirSync(published)).toEqual(
      expect.arrayContaining(Object.keys(cases).map((kernel) => `${kernel}_grad.js`)),
    );
  });
});

describe("agreement with the wasm engine", () => {
  const cases: readonly (readonly [string, GradientMasks, NetworkSpec])[] = [
    ["9-1", "eval", { ...paper, hidden: [] }],
    ["9-100-1 relu", "own", { ...paper, hidden: [100], activation: "relu" }],
    ["9-100-100-100-1 tanh", "shared", paper],
    ["9-100-100-100-1 tanh", "own", paper],
    ["9-100-100-100-1 tanh", "eval", paper],
    ["9-64-32-16-8-1 relu", "shared", { ...paper, hidden: [64, 32, 16, 8], activation: "relu" }],
  ];

  // With ReLU a unit whose sum rounds to different sides of 0 would part the two for good, about once in 20 such runs.
  test.each(cases)(
    "%s, gradient masks %s: θ starts with the same bits; ∇ₓℓ within 2e-6, 200 losses within 2e-6, 300 scores after them within 1e-6",
    (_, masks, spec) => {
      const both = [engine, wasm()].map((each) => each.open(spec, initialParameters(spec, 0), training));
      expect(both[0].parameters()).toEqual(both[1].parameters());
      const X = normalRows(15, 9);
      const [ours, theirs] = both.map((network) => network.gradient(X, masks));
      expect(relativeError(ours.score, theirs.score)).toBeLessThan(2e-6);
      expect(relativeError(ours.G.data, theirs.G.data)).toBeLessThan(2e-6);
      const [losses, theirLosses] = both.map((network) => train(network, 200, masks));
      expect(relativeError(losses, theirLosses)).toBeLessThan(2e-6);
      const fresh = normalRows(300, 9, 1000);
      const [scores, theirScores] = both.map((network) => network.score(fresh));
      expect(relativeError(scores, theirScores)).toBeLessThan(1e-6);
      for (const network of both) network.close();
    },
  );
});

describe("memory", () => {
  test("tensors and bytes do not grow over 50 steps, and closing frees all of them", () => {
    const held = () => ({ tensors: tf.memory().numTensors, bytes: tf.memory().numBytes });
    const before = held();
    const network = engine.open(paper, initialParameters(paper, 0), training);
    const opened = held();
    expect(opened.tensors - before.tensors).toBe(3 * 8);
    for (let i = 0; i < 50; i++) {
      train(network, 1, "own");
      network.score(normalRows(15, 9));
      network.gradient(normalRows(15, 9));
      network.parameters();
    }
    expect(held()).toEqual(opened);
    network.close();
    expect(held()).toEqual(before);
  });
});
