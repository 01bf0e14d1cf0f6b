import { describe, expect, it } from "vitest";
import { type Matrix, row } from "../../../../src/core/matrix.ts";
import { firstLayers } from "../../../../src/experiments/nlp/encoder/encoder.ts";
import { encodeTexts } from "../../../../src/experiments/nlp/encoder/features.ts";
import { readMinilm } from "../../../../src/experiments/nlp/encoder/minilm.ts";
import { runtime } from "../../../../src/experiments/nlp/onnx/runtime.ts";
import { runtimeVersion } from "../../../../src/experiments/nlp/onnx/version.ts";
import { runtimes } from "../fine-tuning/runtimes.ts";

const minilm = await readMinilm();

const available = await runtimes();
if (!available.includes("native")) console.log("skipped: the native runtime (onnxruntime-node is not installed)");

const happy = ["That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"];

function cosine(X: Matrix, i: number, j: number): number {
  const dot = (a: number, b: number) => row(X, a).reduce((sum, value, k) => sum + value * row(X, b)[k], 0);
  return dot(i, j) / Math.sqrt(dot(i, i) * dot(j, j));
}

function furthest(A: Matrix, B: Matrix): number {
  return A.data.reduce((most, value, i) => Math.max(most, Math.abs(value - B.data[i])), 0);
}

describe.each(available)("features of MiniLM by the runtime %s", (name) => {
  it("likens sentences as its authors print it: 0.695, 0.943 and 0.257, within the 0.02 that 8 bits cost", async () => {
    const X = await encodeTexts(minilm, [6], happy, await runtime(name));
    expect([X.rows, X.cols]).toEqual([4, 384]);
    [0.695, 0.943, 0.257].forEach((printed, i) => {
      expect(Math.abs(cosine(X, 0, i + 1) - printed)).toBeLessThan(0.02);
    });
  });

  it("layers 1 and 2 give the mean of what each gives alone, within 1e-6", async () => {
    const each = await runtime(name);
    const [both, one, two] = [
      await encodeTexts(minilm, [1, 2], happy, each),
      await encodeTexts(minilm, [1], happy, each),
      await encodeTexts(firstLayers(minilm, 2), [2], happy, each),
    ];
    const mean = { ...one, data: one.data.map((value, i) => (value + two.data[i]) / 2) };
    expect(furthest(both, mean)).toBeLessThan(1e-6);
    expect(furthest(one, two)).toBeGreaterThan(0.1);
  });

  it("a text's features are the same, within 1e-5, beside longer texts, and in its own place of the matrix", async () => {
    const texts = ["good", `a ${"very ".repeat(60)}long film`, "bad", ...happy, "fine", "dull", "a film"];
    const each = await runtime(name);
    const together = await encodeTexts(firstLayers(minilm, 1), [1], texts, each);
    for (const i of [0, 2, 5]) {
      const alone = await encodeTexts(firstLayers(minilm, 1), [1], [texts[i]], each);
      expect(furthest(alone, { rows: 1, cols: 384, data: row(together, i) })).toBeLessThan(1e-5);
    }
  });

  it("says which version it is", async () => {
    expect(await runtimeVersion(name)).toMatch(/^onnxruntime-(node|web) 1\.\d+\.\d+$/);
  });
});

describe("the two runtimes", () => {
  it.skipIf(available.length < 2)("give the same features of 6 layers, within 1e-5", async () => {
    const [A, B] = await Promise.all(
      available.map(async (name) => encodeTexts(minilm, [4, 5, 6], happy, await runtime(name))),
    );
    expect(furthest(A, B)).toBeLessThan(1e-5);
  });

  it("a stopped encoding ends with the signal's reason", async () => {
    const signal = AbortSignal.abort(new Error("stopped"));
    await expect(encodeTexts(minilm, [1], happy, await runtime("wasm"), { signal })).rejects.toThrow("stopped");
  });
});
