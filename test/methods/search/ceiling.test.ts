import { describe, expect, test } from "vitest";
import { costOf } from "../../../src/actions/discrete.ts";
import { linearProgram } from "../../../src/actions/lp.ts";
import { actionSet } from "../../../src/actions/set.ts";
import { row, rowsBetween, take } from "../../../src/core/matrix.ts";
import { accepts } from "../../../src/core/metrics.ts";
import { stream } from "../../../src/core/random.ts";
import type { Network } from "../../../src/engines/engine.ts";
import { initialParameters } from "../../../src/engines/parameters.ts";
import { openEngine } from "../../../src/engines/registry.ts";
import type { Proof } from "../../../src/methods/method.ts";
import { recourseMethods } from "../../../src/methods/registry.ts";
import { accepted, people, problemOf } from "../problem.ts";
import { settingsOf } from "../settings.ts";

const actions = actionSet(5, { lower: [0, 0, -0.75, 0, 0], upper: [0.75, 0, 0.75, 0, 0] });
const X = people(2000, 5, 20);
const test200 = people(200, 5, 21);

/** Eq. 1 on 2,000 simulated people: the favourable outcome is rare, and bent in both actionable features. */
async function trained(lambda: number): Promise<Network> {
  const noise = stream(20, "labels");
  const y = Float32Array.from({ length: X.rows }, (_, i) => {
    const [a, b, c, d, e] = X.data.subarray(i * 5, i * 5 + 5);
    return Number(a - Math.abs(c) + Math.sin(3 * a * c) + b * d + 0.5 * e + 0.3 * noise.normal() > 0.8);
  });
  const spec = { inputs: 5, hidden: [32, 32], activation: "tanh", dropout: 0.1 } as const;
  const adam = { learningRate: 0.005, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const network = (await openEngine("wasm")).open(spec, initialParameters(spec, 1), { adam, seed: 1 });
  const program = await linearProgram(actions, { sense: "minimise", solver: "auto" });
  const n = 20;
  for (let epoch = 0; epoch < 12; epoch++) {
    for (let from = 0; from < X.rows; from += n) {
      const batch = rowsBetween(X, from, from + n);
      const delta = lambda > 0 ? program.solve(network.gradient(batch, "shared").G, batch) : null;
      network.step({
        X: batch,
        y: y.subarray(from, from + n),
        weights: new Float32Array(n).fill(1),
        recourse: delta && { delta, lambda: new Float32Array(n).fill(lambda) },
        divisor: n,
      });
    }
  }
  return network;
}

describe.each([0, 0.8])("a network trained with λ = %d on 2,000 people", async (lambda) => {
  const network = await trained(lambda);
  const score = network.score(test200);

  test.each([0.4, 0.6, 0.8])(
    "at θ₀ = %d nobody is helped who is proven to have none, nor at a lower cost",
    async (theta0) => {
      const negative = Array.from(score.keys()).filter((i) => !accepts(score[i], theta0));
      const turnedDown = take(test200, negative);
      const proofs: Proof[] = [];
      const onProof = (i: number, proof: Proof) => {
        proofs[i] = proof;
      };
      const helped: Record<string, boolean[]> = {};
      const costs: Record<string, number[]> = {};
      for (const [name, method] of recourseMethods) {
        const propose = await method.prepare(problemOf(network, actions, theta0), settingsOf[name][0]);
        const delta = await propose(turnedDown, name === "cheapest" ? { onProof } : {});
        helped[name] = accepted(network, turnedDown, delta, theta0);
        costs[name] = negative.map((_, i) => costOf(actions)(row(delta, i)));
      }
      expect(proofs).toHaveLength(negative.length);
      expect(proofs).not.toContain("open");
      expect(helped.cheapest).toEqual(proofs.map((proof) => proof === "action"));
      for (const [name, rows] of Object.entries(helped)) {
        rows.forEach((yes, i) => {
          if (!yes) return;
          expect(proofs[i], name).toBe("action");
          // What `contains` tolerates of four numbers comes on top of the gap.
          expect(costs.cheapest[i], name).toBeLessThanOrEqual(
            Math.max(1.01 * costs[name][i], costs[name][i] + 1e-4) + 4e-6,
          );
        });
      }
      // Of these networks the searches find all there is.
      expect(helped.exhaustive).toEqual(helped.cheapest);
      expect(helped.ascent).toEqual(helped.cheapest);
      // What is highest does not depend on θ₀, and is known to 1e-4.
      expect(helped.highest).toEqual(helped.cheapest);
    },
  );
});
