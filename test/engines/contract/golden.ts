/** The golden run of Adam in PyTorch, `fixtures/adam.json`. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromRows, type Matrix, matrix } from "../../../src/core/matrix.ts";
import type { NetworkSpec, Parameters } from "../../../src/engines/engine.ts";
import { toFloats } from "../../../src/engines/parameters.ts";
import { relativeError, training } from "../batches.ts";
import type { Candidate } from "./candidate.ts";

export function goldenContract(candidate: Candidate): void {
  const { name, engine } = candidate;

  describe(`${name}: golden Adam (PyTorch in float64), 9-4-1, 10 steps`, () => {
    const golden: Golden = JSON.parse(readFileSync(new URL("../../fixtures/adam.json", import.meta.url), "utf8"));
    const X = fromRows(golden.x);
    const of: NetworkSpec = { inputs: 9, hidden: [4], activation: "tanh", dropout: 0 };
    const start = () => engine().open(of, fromTorch(golden.small.initial), training);
    /** The corner of the box where G·δ is least, or greatest. */
    const corner = (G: Matrix, sense: 1 | -1) =>
      matrix(
        G.rows,
        G.cols,
        G.data.map((g, at) => (sense * g > 0 ? golden.box_lo : golden.box_hi)[at % 9] * Math.abs(Math.sign(g))),
      );

    test("scores and ∇ₓℓ(g, 1) are within 3e-7", () => {
      const { score, G } = start().gradient(X);
      expect(relativeError(score, golden.small.p)).toBeLessThan(3e-7);
      expect(relativeError(G.data, golden.small.input_gradient.flat())).toBeLessThan(3e-7);
      expect([...corner(G, 1).data]).toEqual(golden.small.delta.flat());
    });

    test("∂L/∂θ is within 1e-6", () => {
      const adam = { learningRate: 2 ** 20, beta1: 0, beta2: 0, epsilon: 2 ** 20 };
      const network = engine().open(of, fromTorch(golden.small.initial), { adam, seed: 0 });
      const before = toFloats(network.parameters());
      network.step(goldenBatch(golden, X, corner(network.gradient(X).G, 1)));
      const gradient = toFloats(network.parameters()).map((after, i) => before[i] - after);
      expect(relativeError(gradient, toFloats(fromTorch(golden.small.parameter_gradient_step0)))).toBeLessThan(1e-6);
    });

    const small = golden.small;
    const variants: readonly [string, Trajectory, 1 | -1 | 0][] = [
      ["λ = 0.8", small, 1],
      ["λ = 0", small.variant_lambda_0, 0],
      ["the release's sign of δ", small.variant_release_sign, -1],
    ];
    test.each(variants)("%s: 11 losses and θ after 10 steps are within 5e-7", (_, expected, sense) => {
      const network = start();
      const losses: number[] = [];
      for (let step = 0; step <= 10; step++) {
        if (step === 10) {
          const after = toFloats(fromTorch(expected.after_10_steps));
          expect(relativeError(toFloats(network.parameters()), after)).toBeLessThan(5e-7);
        }
        const G = network.gradient(X, "shared").G;
        losses.push(network.step(goldenBatch(golden, X, sense === 0 ? null : corner(G, sense))));
      }
      expect(relativeError(losses, expected.loss_before_each_step_then_after_10)).toBeLessThan(5e-7);
    });
  });
}

/** A layer as PyTorch keeps it, W[out][in]. */
interface TorchLayer {
  readonly W: readonly (readonly number[])[];
  readonly b: readonly number[];
}

function fromTorch(layers: readonly TorchLayer[]): Parameters {
  return layers.map(({ W, b }) => ({
    weights: Float32Array.from(W[0].flatMap((_, k) => W.map((weights) => weights[k]))),
    bias: Float32Array.from(b),
  }));
}

interface Trajectory {
  readonly loss_before_each_step_then_after_10: number[];
  readonly after_10_steps: TorchLayer[];
}

interface Golden {
  readonly lambda: number;
  readonly x: number[][];
  readonly y: number[];
  readonly sample_weight: number[];
  readonly box_lo: number[];
  readonly box_hi: number[];
  readonly small: Trajectory & {
    readonly initial: TorchLayer[];
    readonly p: number[];
    readonly input_gradient: number[][];
    readonly delta: number[][];
    readonly parameter_gradient_step0: TorchLayer[];
    readonly variant_lambda_0: Trajectory;
    readonly variant_release_sign: Trajectory;
  };
}

function goldenBatch(golden: Golden, X: Matrix, delta: Matrix | null) {
  const recourse = delta && { delta, lambda: new Float32Array(X.rows).fill(golden.lambda) };
  return {
    X,
    y: Float32Array.from(golden.y),
    weights: Float32Array.from(golden.sample_weight),
    recourse,
    divisor: X.rows,
  };
}
