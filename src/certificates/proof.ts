/** What can be proven of a network, whichever way: by bounds of its arithmetic, or cell by cell of a step function. */
import { isNamed } from "../actions/enumeration.ts";
import type { ActionSet } from "../actions/set.ts";
import type { Network } from "../engines/engine.ts";
import { answer, type SearchOptions } from "./branch-and-bound.ts";
import { cellAnswer } from "./cells.ts";
import { certifiableOf } from "./certifiable.ts";
import type { Certifiable, Certificate, Question } from "./certificate.ts";
import { enumerated } from "./enumerated.ts";

/** Answers a question about the person x; see `answer` and `cellAnswer`. */
export type Prover = (
  question: Question,
  actions: ActionSet,
  x: Float32Array,
  options: SearchOptions,
) => Promise<Certificate>;

/**
 * The prover of a network; of one that nothing can be proven of a RangeError. Of a Δ that names its `actions`, which are scored, something
 * can be proven whatever the network.
 */
export function proverOf(network: Network, actions?: ActionSet | undefined): Prover {
  if (actions !== undefined && isNamed(actions)) {
    const score: Certifiable["score"] = (points) => network.score(points);
    return async (question, _, x, { reading }) => enumerated(question, score, actions, x, reading);
  }
  const { breaks } = network;
  if (breaks !== undefined) {
    const steps = { breaks, score: (points: Parameters<Network["score"]>[0]) => network.score(points) };
    return (question, given, x, options) => cellAnswer(question, steps, given, x, options);
  }
  const certifiable = certifiableOf(network);
  return (question, given, x, options) => answer(question, certifiable, given, x, options);
}
