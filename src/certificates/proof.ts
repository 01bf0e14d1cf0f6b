/** What can be proven of a network, whichever way: by bounds of its arithmetic, or cell by cell of a step function. */
import type { ActionSet } from "../actions/set.ts";
import type { Network } from "../engines/engine.ts";
import { answer, type SearchOptions } from "./branch-and-bound.ts";
import { cellAnswer } from "./cells.ts";
import { certifiableOf } from "./certifiable.ts";
import type { Certificate, Question } from "./certificate.ts";

/** Answers a question about the person x; see `answer` and `cellAnswer`. */
export type Prover = (
  question: Question,
  actions: ActionSet,
  x: Float32Array,
  options: SearchOptions,
) => Promise<Certificate>;

/** The prover of a network; of one that nothing can be proven of a RangeError. */
export function proverOf(network: Network): Prover {
  const { breaks } = network;
  if (breaks !== undefined) {
    const steps = { breaks, score: (points: Parameters<Network["score"]>[0]) => network.score(points) };
    return (question, actions, x, options) => cellAnswer(question, steps, actions, x, options);
  }
  const certifiable = certifiableOf(network);
  return (question, actions, x, options) => answer(question, certifiable, actions, x, options);
}
