/** An engine under the contract's suite, and the networks it is tried on. */
import { expect } from "vitest";
import type { Engine, Network, NetworkSpec } from "../../../src/engines/engine.ts";
import { initialParameters } from "../../../src/engines/parameters.ts";
import { relativeError, training } from "../batches.ts";

export const spec: NetworkSpec = { inputs: 6, hidden: [24, 13], activation: "tanh", dropout: 0.3 };

/** No hidden layer to four, both activations, widths that are no multiples of anything. */
export const specs: readonly (readonly [string, NetworkSpec])[] = [
  ["6-1", { ...spec, hidden: [] }],
  ["6-7-1 tanh", { ...spec, hidden: [7] }],
  ["6-24-13-1 tanh", spec],
  ["6-24-13-1 relu", { ...spec, activation: "relu" }],
  ["6-9-17-8-5-1 tanh", { ...spec, hidden: [9, 17, 8, 5] }],
];

/** The engine under test. It is loaded only when the tests run. */
export interface Candidate {
  readonly name: string;
  readonly engine: () => Engine;
  /** A network to train, from the initial parameters of seed 3. */
  readonly open: (of: NetworkSpec) => Network;
  /** Expects the same bits, or, of an engine that does not promise them, 1e-6. `same` says which. */
  readonly expectSame: (actual: Float32Array, expected: Float32Array) => void;
  readonly same: string;
}

export function candidateOf(name: string, engine: () => Engine, sameBits: boolean): Candidate {
  return {
    name,
    engine,
    open: (of) => engine().open(of, initialParameters(of, 3), training),
    expectSame(actual, expected) {
      if (sameBits) expect(actual).toEqual(expected);
      else expect(relativeError(actual, expected)).toBeLessThan(1e-6);
    },
    same: sameBits ? "to the bit" : "within 1e-6",
  };
}

/** max |a − b|. */
export function absoluteError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Array.from(expected, (value, i) => Math.abs(actual[i] - value)).reduce((a, b) => Math.max(a, b));
}
