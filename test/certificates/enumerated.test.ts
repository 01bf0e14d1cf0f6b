/** Certificates about named actions: exact, whatever is asked, against every action scored by hand. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { cheapestAgreed } from "../../src/certificates/agreement.ts";
import { cellAnswer } from "../../src/certificates/cells.ts";
import { certifiableOf } from "../../src/certificates/certifiable.ts";
import { decisionChange } from "../../src/certificates/decision-change.ts";
import { fromRows } from "../../src/core/matrix.ts";
import type { Network } from "../../src/engines/engine.ts";
import { openEngine } from "../../src/engines/registry.ts";
import { namedSets, openTo } from "../actions/named-arbitrary.ts";
import { ask, drawn } from "./problem.ts";

const engine = await openEngine("reference");
const spec = { inputs: 6, hidden: [8], activation: "tanh", dropout: 0 } as const;
const networks = [1, 2, 3, 4].map((seed) => engine.open(spec, drawn(spec, seed, 3)));
const scored = (network: Network, x: Float32Array, delta: Float32Array) =>
  network.score(fromRows([x.map((value, j) => value + delta[j])]))[0];

it("property, 300: exists, cheapest and highest are those of all actions, at one action and at none left open", async () => {
  await fc.assert(
    fc.asyncProperty(namedSets(), fc.double({ min: 0.1, max: 0.9, noNaN: true }), async ({ actions, x }, theta0) => {
      const [network] = networks;
      const all = openTo(actions, x).map((one) => ({ ...one, score: scored(network, x, one.delta) }));
      const accepted = all.filter(({ score }) => score >= theta0);
      const highest = Math.max(...all.map(({ score }) => score));
      const best = await ask({ ask: "highest", theta0: null }, network, actions, x, 1);
      expect(best).toMatchObject({ kind: "action", bound: highest, boxes: all.length, found: { score: highest } });
      const exists = await ask({ ask: "exists", theta0 }, network, actions, x, 1);
      expect(exists).toMatchObject({ kind: accepted.length > 0 ? "action" : "none", bound: highest });
      const cheapest = await ask({ ask: "cheapest", theta0 }, network, actions, x, 1);
      expect(cheapest.kind).toBe(accepted.length > 0 ? "action" : "none");
      expect(cheapest.bound).toBeCloseTo(Math.min(...accepted.map(({ cost }) => cost)), 6);
      const score = (points: Parameters<Network["score"]>[0]) => network.score(points);
      const steps = { breaks: () => new Float32Array(0), score };
      expect(await cellAnswer({ ask: "cheapest", theta0 }, steps, actions, x, { budget: 1 })).toEqual(cheapest);
    }),
    { numRuns: 300 },
  );
});

it("property, 300: the cheapest that one network and two of three others accept, each at its own θ₀", async () => {
  await fc.assert(
    fc.asyncProperty(namedSets(), fc.double({ min: 0.2, max: 0.7, noNaN: true }), async ({ actions, x }, theta0) => {
      const voters = networks.map((network, k) => ({ network, theta0: theta0 + 0.02 * k }));
      const agreed = openTo(actions, x).filter(({ delta }) => {
        const [own, ...votes] = voters.map((voter) => scored(voter.network, x, delta) >= voter.theta0);
        return own && votes.filter(Boolean).length >= 2;
      });
      const [itself, ...others] = voters.map((voter) => ({ ...voter, network: certifiableOf(voter.network) }));
      const found = await cheapestAgreed({ itself, others, enough: 2 }, actions, x, { budget: 1 });
      expect(found.kind).toBe(agreed.length > 0 ? "action" : "none");
      expect(found.bound).toBeCloseTo(Math.min(...agreed.map(({ cost }) => cost)), 6);
    }),
    { numRuns: 300 },
  );
});

it("property, 200: the cheapest action that changes the decision, whichever it is", async () => {
  await fc.assert(
    fc.asyncProperty(namedSets(), async ({ actions, x }) => {
      const [network] = networks;
      const decided = (delta: Float32Array) => scored(network, x, delta) >= 0.5;
      const changing = openTo(actions, x).filter(({ delta }) => decided(delta) !== decided(new Float32Array(6)));
      const found = await decisionChange(network, actions, 0.5, { budget: 1 })(x);
      expect(found.kind).toBe(changing.length > 0 ? "action" : "none");
      expect(found.bound).toBeCloseTo(Math.min(...changing.map(({ cost }) => cost)), 6);
    }),
    { numRuns: 200 },
  );
});
