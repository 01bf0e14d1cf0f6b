/** The step: its loss, its gradient by θ, 200 of them in a row, and which masks each uses. */
import { describe, expect, test } from "vitest";
import type { GradientMasks, NetworkSpec, TrainingSpec } from "../../../src/engines/engine.ts";
import { initialParameters, toFloats } from "../../../src/engines/parameters.ts";
import { reference } from "../../../src/engines/reference/reference.ts";
import { batch, normalRows, raggedSize, relativeError, train, training } from "../batches.ts";
import { lossAt, oracle, type Theta, toDouble } from "../wasm/oracle.ts";
import { absoluteError, type Candidate, spec, specs } from "./candidate.ts";

export function trainingContract(candidate: Candidate): void {
  const { name, engine, open, expectSame, same } = candidate;

  describe(`${name}: training`, () => {
    // With ε far above every |g|, Adam's first step is −(η/ε) g: it shows the gradient itself.
    const bare: TrainingSpec = { adam: { learningRate: 2 ** 20, beta1: 0, beta2: 0, epsilon: 2 ** 20 }, seed: 5 };

    test.each(specs)("%s: ∂L/∂θ is within 1e-5 of central differences in double precision", (_, of) => {
      const parameters = initialParameters(of, 3);
      const next = batch(13, 6);
      const network = engine().open(of, parameters, bare);
      const loss = network.step(next);
      const before = toFloats(parameters);
      const gradient = toFloats(network.parameters()).map((after, i) => before[i] - after);
      const theta = toDouble(parameters);
      expect(Math.abs(loss - lossAt(of, theta, next, bare.seed))).toBeLessThan(1e-6);
      expect(relativeError(gradient, centralDifferences(of, theta, next, bare.seed))).toBeLessThan(1e-5);
    });

    const runs = [
      ["shared", ...specs[2]],
      ["own", ...specs[2]],
      ["eval", ...specs[2]],
      [undefined, ...specs[2]],
      ["shared", ...specs[0]],
      ["own", ...specs[3]],
      ["shared", ...specs[4]],
    ] as const;
    test.each(runs)(
      "gradient masks %s, %s: 200 losses within 1e-5 of double precision, and 300 scores after them",
      (masks, _, of) => {
        const network = open(of);
        const witness = oracle(of, initialParameters(of, 3), training.adam, training.seed);
        const losses = train(network, 200, masks);
        const expected = Array.from({ length: 200 }, (_, step) => {
          const next = batch(raggedSize(step), 6, step, step % 7 !== 6);
          if (masks) witness.gradient(next.X, masks);
          return witness.step(next);
        });
        losses.forEach((loss, step) => {
          expect(Math.abs(loss - expected[step])).toBeLessThan(1e-5);
        });
        const X = normalRows(300, 6, 1000);
        expect(absoluteError(network.score(X), witness.score(X))).toBeLessThan(1e-5);
      },
    );

    test.each(specs)("%s: scores are within 1e-5 of the reference engine's after 200 steps", (_, of) => {
      const [ours, theirs] = [engine(), reference()].map((each) => each.open(of, initialParameters(of, 4), training));
      train(ours, 200, "shared");
      train(theirs, 200, "shared");
      const X = normalRows(300, 6, 1000);
      expect(absoluteError(ours.score(X), theirs.score(X))).toBeLessThan(1e-5);
    });

    test.each(["shared", "own", "eval", undefined] as const)(
      "gradient masks %s: scores and unnamed gradients between gradient and step change no bit",
      (masks) => {
        const [plain, interrupted] = [open(spec), open(spec)];
        for (let step = 0; step < 6; step++) {
          const next = batch(step === 3 ? 90 : 15, 6, step);
          for (const network of [plain, interrupted]) if (masks) network.gradient(next.X, masks);
          interrupted.score(step % 2 ? next.X : normalRows(7, 6, step));
          interrupted.gradient(normalRows(200, 6, step));
          expect(interrupted.step(next)).toBe(plain.step(next));
        }
        expect(interrupted.parameters()).toEqual(plain.parameters());
      },
    );

    test("each step heeds the gradient asked for since the one before, the last of them: 12 losses within 1e-6 of double precision", () => {
      const network = open(spec);
      const witness = oracle(spec, initialParameters(spec, 3), training.adam, training.seed);
      const asked: GradientMasks[][] = [
        ["own"],
        [],
        ["eval"],
        [],
        ["shared"],
        ["shared", "own"],
        ["own", "shared"],
        [],
      ];
      for (let step = 0; step < 12; step++) {
        const next = batch(15, 6, step);
        for (const masks of asked[step % 8]) for (const one of [network, witness]) one.gradient(next.X, masks);
        expect(Math.abs(network.step(next) - witness.step(next))).toBeLessThan(1e-6);
      }
    });

    test("a gradient that was shared, for other rows than the step's, is not used for it", () => {
      const [plain, misled] = [open(spec), open(spec)];
      const next = batch(15, 6);
      misled.gradient(normalRows(15, 6, 500), "shared");
      expect(misled.step(next)).toBe(plain.step(next));
      expect(misled.parameters()).toEqual(plain.parameters());
    });

    test(`λ = 0 for every row is λ = 0 left out, ${same}`, () => {
      const [zero, none] = [open(spec), open(spec)];
      for (let step = 0; step < 20; step++) {
        const { recourse, ...next } = batch(15, 6, step);
        if (!recourse) throw new Error("unreachable");
        zero.step({ ...next, recourse: { ...recourse, lambda: new Float32Array(15) } });
        none.step({ ...next, recourse: null });
      }
      expectSame(toFloats(zero.parameters()), toFloats(none.parameters()));
    });

    test.each(["tanh", "relu"] as const)("%s: a NaN in one row of x, or of δ, gives a NaN loss", (activation) => {
      for (const part of ["X", "delta"] as const) {
        const next = batch(15, 6);
        const spoilt = part === "X" ? next.X : next.recourse?.delta;
        if (spoilt) spoilt.data[6 * 14 + 1] = Number.NaN;
        expect(open({ ...spec, activation }).step(next)).toBeNaN();
      }
    });
  });
}

/** ∂L/∂θ in step 0, in the order of `toFloats`. */
function centralDifferences(of: NetworkSpec, theta: Theta, next: ReturnType<typeof batch>, seed: number): number[] {
  const step = 1e-5;
  return theta.flatMap((layer) =>
    [layer.weights, layer.bias].flatMap((values) =>
      values.map((value, i) => {
        const lossWith = (changed: number) => {
          values[i] = changed;
          return lossAt(of, theta, next, seed);
        };
        const difference = (lossWith(value + step) - lossWith(value - step)) / (2 * step);
        values[i] = value;
        return difference;
      }),
    ),
  );
}
