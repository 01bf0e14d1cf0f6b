import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../../src/core/errors.ts";
import type { NetworkSpec } from "../../../src/engines/engine.ts";
import { initialParameters, toFloats } from "../../../src/engines/parameters.ts";
import { compileKernel, instantiateKernel, type Kernel, writeParameters } from "../../../src/engines/wasm/kernel.ts";
import { KernelRows } from "../../../src/engines/wasm/kernel-rows.ts";
import { wasm } from "../../../src/engines/wasm/wasm.ts";
import { batch } from "../batches.ts";

test("a kernel that is missing, or is something else, is a ConfigError that says what to run", () => {
  const missing = pathToFileURL(`${tmpdir()}/no-such-kernel.wasm`);
  for (const file of [missing, new URL(import.meta.url)]) {
    expect(() => compileKernel(file)).toThrow(ConfigError);
    expect(() => compileKernel(file)).toThrow(/npm run build/);
  }
});

test("θ of any shape survives the kernel's panels and their transposition, to the bit", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 130 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 70 }),
      (hidden, inputs) => {
        const spec: NetworkSpec = { inputs, hidden, activation: "tanh", dropout: 0 };
        const parameters = initialParameters(spec, inputs);
        expect(toFloats(wasm().open(spec, parameters).parameters())).toEqual(toFloats(parameters));
      },
    ),
    { numRuns: 50, seed: 1 },
  );
});

describe("denormal numbers", () => {
  /** Numbers between 0 and the least normal float in what the kernel holds from θ to the rows. */
  function denormals(kernel: Kernel): number {
    const from = kernel.weightAddress(1, 0, 0) >>> 2;
    const to = kernel.rowAddress() >>> 2;
    return new Float32Array(kernel.memory.buffer).subarray(from, to).filter((x) => x !== 0 && Math.abs(x) < 2 ** -126)
      .length;
  }

  test("0 are left in θ, gradient and Adam's moments after 1,500 steps in which a unit has been dead for 1,400", () => {
    const spec: NetworkSpec = { inputs: 4, hidden: [16, 16], activation: "relu", dropout: 0 };
    const kernel = instantiateKernel(compileKernel());
    kernel.begin(spec.inputs, true);
    for (const width of spec.hidden) kernel.addHidden(width);
    kernel.finish();
    kernel.setAdam(0.002, 0.9, 0.999, 1e-8);
    const parameters = initialParameters(spec, 0);
    writeParameters(kernel, spec, parameters);
    const rows = new KernelRows(kernel);
    rows.reserve(15);
    for (let step = 0; step < 1500; step++) {
      const { X, y, weights } = batch(15, 4, step);
      // From step 100 on every unit of the first layer is switched off: its moments can only decay.
      if (step >= 100) X.data.fill(0);
      if (step === 100) {
        for (const layer of parameters) layer.bias.fill(-1);
        writeParameters(kernel, spec, parameters);
      }
      rows.write(X, 0, 15);
      rows.writeTerms(0, y, weights);
      kernel.pass(0, 15, false, 0);
      kernel.update(15, 15);
    }
    expect(denormals(kernel)).toBe(0);
  });
});
