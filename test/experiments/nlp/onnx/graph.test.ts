import { describe, expect, it } from "vitest";
import { Graph } from "../../../../src/experiments/nlp/onnx/graph.ts";
import { onnxModel } from "../../../../src/experiments/nlp/onnx/model.ts";
import { runtime } from "../../../../src/experiments/nlp/onnx/runtime.ts";

/** (X + 1.5) W over rows of X, with −1 in a shape and a float attribute on the way. */
function small(): Graph {
  const graph = new Graph("small");
  const X = graph.input("X", "float32", ["rows", 2]);
  const W = graph.input("W", "float32", [2, 3]);
  const flat = graph.node("Reshape", [graph.node("Add", [X, graph.constant(1.5)]), graph.constant([-1, 2])]);
  graph.output("Y", graph.node("Gemm", [flat, W], { alpha: { float: 1 } }), "float32", ["rows", 3]);
  return graph;
}

describe("a graph", () => {
  it("computes in ONNX Runtime what it says, for any number of rows", async () => {
    const { open, Tensor } = await runtime("wasm");
    const session = await open(small());
    expect([session.inputNames, session.outputNames]).toEqual([["X", "W"], ["Y"]]);
    const W = new Tensor("float32", Float32Array.of(1, 0, 2, 0, 1, -1), [2, 3]);
    for (const rows of [1, 2]) {
      const X = new Tensor("float32", Float32Array.of(1, 2, 3, 4).subarray(0, 2 * rows), [rows, 2]);
      const { Y } = await session.run({ X, W });
      expect(Y.dims).toEqual([rows, 3]);
      expect([...(Y.data as Float32Array)]).toEqual([2.5, 3.5, 1.5, 4.5, 5.5, 3.5].slice(0, 3 * rows));
    }
    await session.release();
  });

  it("made twice is the same bytes, and one constant asked for twice is one", () => {
    expect(onnxModel(small())).toEqual(onnxModel(small()));
    const graph = new Graph("constants");
    expect(graph.constant(0.5)).toBe(graph.constant(0.5));
    expect(graph.constant([1])).not.toBe(graph.constant(1));
    expect(graph.constants).toHaveLength(3);
  });

  it("gives no value out under two names", () => {
    const graph = new Graph("twice");
    const value = graph.node("Relu", [graph.input("X", "float32", [1])]);
    graph.output("a", value, "float32", [1]);
    expect(() => graph.output("b", value, "float32", [1])).toThrow("invalid output b: the value is given out already");
  });
});
