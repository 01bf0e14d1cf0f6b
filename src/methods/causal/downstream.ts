/** g as a person who acts meets it: a network of x + δ that scores x^CF, with all that follows from the action. */
import { type Matrix, matrix, row } from "../../core/matrix.ts";
import type { Network } from "../../engines/engine.ts";
import { counterfactual, pullBack, type Structure } from "./structural.ts";

/** The network as seen by one person at a time. */
export interface Downstream {
  readonly network: Network;
  /** Whose actions are asked about from now on: x, [d]. */
  meet(x: Float32Array): void;
}

/**
 * The network whose score at x + δ is g(x^CF), and whose gradient is ∇ℓ(g(x^CF), 1) along δ with every feature of `held`
 * intervened on. It can be asked, not trained.
 */
export function downstream(network: Network, structure: Structure, held: readonly boolean[]): Downstream {
  let x = new Float32Array(network.spec.inputs);
  let after = matrix(0, network.spec.inputs);
  const follow = (acted: Matrix) => {
    if (after.rows !== acted.rows) after = matrix(acted.rows, acted.cols);
    for (let i = 0; i < acted.rows; i++) counterfactual(structure, x, row(acted, i), row(after, i));
    return after;
  };
  return {
    meet(person) {
      x = person.slice();
    },
    network: {
      spec: network.spec,
      score: (acted, out) => network.score(follow(acted), out),
      gradient(acted) {
        const { score, G } = network.gradient(follow(acted));
        for (let i = 0; i < G.rows; i++) pullBack(structure, held, row(G, i));
        return { score, G };
      },
      step() {
        throw new RangeError("invalid step: a network of x + δ is not trained");
      },
      parameters: () => network.parameters(),
      close() {
        throw new RangeError("invalid close: the network belongs to whoever opened it");
      },
    },
  };
}
