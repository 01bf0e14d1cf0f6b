/** The bits themselves. `scripts/check-nodes.sh` runs this file under every supported Node. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { NetworkSpec } from "../../src/engines/engine.ts";
import { initialParameters, toFloats } from "../../src/engines/parameters.ts";
import { reference } from "../../src/engines/reference/reference.ts";
import { wasm } from "../../src/engines/wasm/wasm.ts";
import { train, training } from "./batches.ts";

const tanh: NetworkSpec = { inputs: 9, hidden: [32, 32], activation: "tanh", dropout: 0.3 };
const relu: NetworkSpec = { inputs: 7, hidden: [27, 10], activation: "relu", dropout: 0 };

const hashOf = (floats: Float32Array) => createHash("sha256").update(new Uint8Array(floats.buffer)).digest("hex");

test("initial parameters of 9-32-32-1 under seed 0: SHA-256 is pinned", () => {
  expect(hashOf(toFloats(initialParameters(tanh, 0)))).toBe(
    "c3768a7d2ee24b54c4cbfc0a464e2f062c543968284089e0edec0ecd14d0f190",
  );
});

test.each([
  [
    "9-32-32-1 tanh, dropout 0.3, shared masks",
    tanh,
    "shared",
    "b729cb25a6936048da6dd24c448836258f96eef29255d63f226751fe4632b557",
  ],
  [
    "7-27-10-1 relu, no dropout, own masks",
    relu,
    "own",
    "78f676554461f68eb63e6aade63f1c42ed1c7f316c1632b72d32dfa75608581c",
  ],
] as const)("%s: SHA-256 of θ after 60 steps is pinned, for wasm and reference", (_, spec, masks, pinned) => {
  for (const engine of [wasm(), reference()]) {
    const network = engine.open(spec, initialParameters(spec, 0), training);
    train(network, 60, masks);
    expect(hashOf(toFloats(network.parameters()))).toBe(pinned);
  }
});
