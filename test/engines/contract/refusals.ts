/** What an engine refuses, and how. */
import { describe, expect, test } from "vitest";
import { matrix } from "../../../src/core/matrix.ts";
import type { GradientMasks } from "../../../src/engines/engine.ts";
import { initialParameters } from "../../../src/engines/parameters.ts";
import { batch, normalRows } from "../batches.ts";
import { type Candidate, spec } from "./candidate.ts";

export function refusalsContract(candidate: Candidate): void {
  const { name, engine, open } = candidate;

  describe(`${name}: what it refuses`, () => {
    const parameters = initialParameters(spec, 3);

    test("specifications outside the contract, and θ of other shapes", () => {
      for (const wrong of [
        { hidden: [8, 8, 8, 8, 8] },
        { hidden: [0] },
        { hidden: [513] },
        { hidden: [2.5] },
        { hidden: [Number.NaN] },
        { inputs: 0 },
        { dropout: 1 },
        { dropout: -0.1 },
        { dropout: Number.NaN },
      ]) {
        expect(() => engine().open({ ...spec, ...wrong }, parameters)).toThrow(RangeError);
      }
      expect(() => engine().open(spec, initialParameters({ ...spec, hidden: [24, 12] }, 3))).toThrow(RangeError);
      expect(() => engine().open(spec, parameters.slice(1))).toThrow(RangeError);
    });

    test("rows and batches of other shapes, and a divisor that is not positive", () => {
      const network = open(spec);
      const good = batch(4, 6);
      expect(() => network.score(normalRows(3, 5))).toThrow(RangeError);
      expect(() => network.gradient(normalRows(3, 7))).toThrow(RangeError);
      for (const wrong of [
        { X: matrix(0, 6), y: new Float32Array(0), weights: new Float32Array(0), recourse: null },
        { y: new Float32Array(3) },
        { weights: new Float32Array(5) },
        { recourse: { delta: matrix(4, 5), lambda: new Float32Array(4) } },
        { recourse: { delta: matrix(4, 6), lambda: new Float32Array(3) } },
        { divisor: 0 },
        { divisor: Number.NaN },
      ]) {
        expect(() => network.step({ ...good, ...wrong })).toThrow(RangeError);
      }
    });

    test("a step, or a gradient with masks, without training", () => {
      const network = engine().open(spec, parameters);
      expect(() => network.step(batch(4, 6))).toThrow(/without training/);
      expect(() => network.gradient(normalRows(4, 6), "own")).toThrow(/without training/);
    });

    test("every use of a closed network, but not closing it again", () => {
      const network = open(spec);
      const survivor = open(spec);
      network.close();
      network.close();
      const X = normalRows(4, 6);
      const uses = [
        () => network.score(X),
        () => network.gradient(X),
        () => network.gradient(X, "shared" satisfies GradientMasks),
        () => network.step(batch(4, 6)),
        () => network.parameters(),
      ];
      for (const use of uses) expect(use).toThrow(/closed/);
      expect(survivor.score(X)).toEqual(open(spec).score(X));
    });
  });
}
