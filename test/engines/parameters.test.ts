import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NetworkSpec } from "../../src/engines/engine.ts";
import {
  checkParameters,
  checkSpec,
  fromFloats,
  initialParameters,
  layerShapes,
  parameterCount,
  toFloats,
} from "../../src/engines/parameters.ts";

const spec: NetworkSpec = { inputs: 9, hidden: [100, 100, 100], activation: "tanh", dropout: 0.3 };

describe("initial parameters", () => {
  test("9-100-100-100-1 has 21,301 of them, drawn from U(±1/√inputs) layer by layer", () => {
    const parameters = initialParameters(spec, 0);
    expect(toFloats(parameters)).toHaveLength(21_301);
    expect(parameterCount(spec)).toBe(21_301);
    layerShapes(spec).forEach(({ inputs }, l) => {
      const bound = 1 / Math.sqrt(inputs);
      const { weights, bias } = parameters[l];
      for (const x of [...weights, ...bias]) expect(Math.abs(x)).toBeLessThanOrEqual(bound);
    });
    // Variance of U(±b) is b²/3; 10,000 weights give it to ±3 standard errors, 0.0268.
    const { weights } = parameters[1];
    const variance = weights.reduce((sum, x) => sum + x * x, 0) / weights.length;
    expect(Math.abs((variance * 3) / (1 / 100) - 1)).toBeLessThan(0.0268);
    expect(Math.abs(weights.reduce((sum, x) => sum + x, 0) / weights.length)).toBeLessThan(
      (3 * 0.1) / Math.sqrt(3 * 10_000),
    );
  });

  test("are the same for a seed, and others for another", () => {
    expect(initialParameters(spec, 21)).toEqual(initialParameters(spec, 21));
    expect(initialParameters(spec, 21)).not.toEqual(initialParameters(spec, 42));
  });
});

describe("the flat form", () => {
  test("comes back as it was, to the bit, for any shape", () => {
    const shapes = fc.record({
      inputs: fc.integer({ min: 1, max: 20 }),
      hidden: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const of: NetworkSpec = { ...spec, ...shape };
        const parameters = initialParameters(of, seed);
        expect(fromFloats(of, toFloats(parameters))).toEqual(parameters);
      }),
    );
  });

  test("is layer by layer, weights before the bias, and of the right length", () => {
    const of: NetworkSpec = { ...spec, inputs: 2, hidden: [1] };
    const parameters = fromFloats(of, Float32Array.from([1, 2, 3, 4, 5]));
    expect(parameters.map(({ weights, bias }) => [[...weights], [...bias]])).toEqual([
      [[1, 2], [3]],
      [[4], [5]],
    ]);
    expect(() => fromFloats(of, new Float32Array(6))).toThrow(RangeError);
  });
});

describe("what is refused", () => {
  test.each([
    [{ inputs: 0 }, "invalid inputs: 0"],
    [{ inputs: Number.NaN }, "invalid inputs: NaN"],
    [{ hidden: [1, 1, 1, 1, 1] }, "invalid hidden: 5 layers, at most 4"],
    [{ hidden: [513] }, "invalid hidden width: 513, allowed are 1 to 512"],
    [{ hidden: [Number.NaN] }, "invalid hidden width: NaN, allowed are 1 to 512"],
    [{ dropout: 1 }, "invalid dropout: 1, allowed is [0, 1)"],
    [{ dropout: Number.NaN }, "invalid dropout: NaN, allowed is [0, 1)"],
    [{ activation: "gelu" as "tanh" }, "invalid activation: gelu"],
  ])("%o: %s", (wrong, message) => {
    expect(() => checkSpec({ ...spec, ...wrong })).toThrow(new RangeError(message));
  });

  test("parameters of another shape, with the layer named", () => {
    const other = initialParameters({ ...spec, hidden: [100, 99, 100] }, 0);
    expect(() => checkParameters(spec, other)).toThrow(
      "invalid parameters of layer 1: 9900 weights and 99 biases for 100 × 100",
    );
    expect(() => checkParameters(spec, other.slice(1))).toThrow("invalid parameters: 3 layers for 4");
  });
});
