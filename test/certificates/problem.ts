/** Networks and people for certificates, and the three questions with few arguments. */
import type { ActionSet } from "../../src/actions/set.ts";
import { answer } from "../../src/certificates/branch-and-bound.ts";
import { certifiableOf } from "../../src/certificates/certifiable.ts";
import type { Certificate, Question } from "../../src/certificates/certificate.ts";
import { stream } from "../../src/core/random.ts";
import type { Network, NetworkSpec, Parameters } from "../../src/engines/engine.ts";
import { initialParameters } from "../../src/engines/parameters.ts";

export function ask(question: Question, network: Network, actions: ActionSet, x: Float32Array, budget = 5000) {
  return answer(question, certifiableOf(network), actions, x, { budget });
}

export const actionOf = (certificate: Certificate) => {
  if (certificate.kind !== "action") throw new Error(`not an action but ${certificate.kind}`);
  return certificate.found;
};

/** Parameters `gain` times those before training. */
export function drawn(spec: NetworkSpec, seed: number, gain: number): Parameters {
  return initialParameters(spec, seed).map(({ weights, bias }) => ({
    weights: weights.map((w) => gain * w),
    bias: bias.map((w) => gain * w),
  }));
}

/** n draws from U(−1, 1). */
export function uniforms(n: number, seed: number): Float32Array {
  const random = stream(seed, "certificates");
  return Float32Array.from({ length: n }, () => 2 * random.uniform() - 1);
}
