/** What explain says is proven: tried against actions all over Δ, read as they are shown. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { costOf } from "../../src/actions/discrete.ts";
import { actionSet, contains } from "../../src/actions/set.ts";
import type { ReadBundle } from "../../src/bundle/bundle.ts";
import { openBundleNetwork } from "../../src/bundle/open.ts";
import { explanationText } from "../../src/cli/explanation.ts";
import { fromRows } from "../../src/core/matrix.ts";
import { accepts } from "../../src/core/metrics.ts";
import { stream } from "../../src/core/random.ts";
import { afterOf, offOf, standardisedRow } from "../../src/explain/after.ts";
import { explain, openExplainer } from "../../src/explain/explain.ts";
import type { Explanation } from "../../src/explain/explanation.ts";
import { featureMovesOf } from "../../src/explain/moves.ts";
import { type Person, personOf } from "../../src/explain/person.ts";
import { integralActions } from "../../src/explain/rounded.ts";
import { byHand, category, smallBundle, whole } from "./small-bundle.ts";

const folder = mkdtempSync(join(tmpdir(), "recourse-proof-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const small = await smallBundle(join(folder, "bundle"), join(folder, "results"));

const textOf = (explained: Explanation, { bundle }: ReadBundle, columns = 80) =>
  explanationText({ name: "somebody", ...explained }, bundle, { last: false, colour: false, columns });

/** Δ as it is shown, and g of the person after an action as it is shown. */
async function shownTo({ bundle, parameters, actions }: ReadBundle, person: Person) {
  const { preprocessing } = bundle;
  const integral = integralActions(
    preprocessing.columns.map((column) => ({ ...column, min: column.least, max: column.greatest })),
    actions,
  );
  const network = await openBundleNetwork({ bundle, parameters });
  const after = afterOf(preprocessing, integral, person.raw);
  const pointOf = (delta: Float32Array) => standardisedRow(preprocessing, after(delta));
  const scoreOf = (delta: Float32Array) => network.score(fromRows([pointOf(delta)]))[0];
  return { integral, x: standardisedRow(preprocessing, person.raw), pointOf, scoreOf, close: () => network.close() };
}

describe("people of the simulated data, of a network with a layer of tanh", () => {
  it("200 actions each of 60 people turned down, drawn all over Δ: none is accepted below the proven cost, or against “none exists”", async () => {
    const random = stream(7, "people");
    const explainer = await openExplainer(small.read, { methods: ["adversarial"] });
    const outcomes = new Map<string, number>();
    let tried = 0;
    for (let k = 0; k < 400 && tried < 60; k++) {
      const between = (low: number, high: number) => Math.round(low + (high - low) * random.uniform());
      const person = personOf(
        small.read.bundle,
        {
          age: between(20, 60),
          education: between(8, 18),
          income: between(10_000, 60_000),
          savings: between(0, 20_000),
          debt: between(0, 25_000),
          amount: between(1000, 15_000),
          duration: between(6, 60),
        },
        "--person",
      );
      const { accepted, outcome, proof, theta0, alternatives } = await explainer.explain(person);
      if (accepted) {
        expect(proof).toBeNull();
        continue;
      }
      tried++;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      expect(proof?.open).toBe(false);
      expect(proof?.leastCost === null).toBe(outcome === "none exists");
      for (const { cost } of alternatives) expect(cost).toBeGreaterThanOrEqual(proof?.leastCost ?? Infinity);
      const { integral, x, scoreOf, close } = await shownTo(small.read, person);
      const std = small.read.bundle.preprocessing.columns.map((column) => column.std);
      const moves = featureMovesOf(integral, std, x, 5000);
      for (let i = 0; i < 200; i++) {
        const delta = new Float32Array(x.length);
        for (const feature of moves) {
          if (random.uniform() < 0.3) continue;
          feature.set(feature.moves[Math.floor(random.uniform() * feature.moves.length)], delta);
        }
        if (!contains(integral, x, delta) || !accepts(scoreOf(delta), theta0)) continue;
        expect(outcome).toBe("found");
        expect(costOf(integral)(delta)).toBeGreaterThanOrEqual(proof?.leastCost ?? Infinity);
      }
      close();
    }
    explainer.close();
    expect(outcomes.get("found")).toBeGreaterThan(10);
    expect(outcomes.get("none exists")).toBeGreaterThan(2);
  });
});

describe("by hand", () => {
  const features = {
    rate: { kind: "continuous" as const, integer: false },
    years: { kind: "continuous" as const, integer: true, missing: "mean" as const },
    housing: { kind: "oneHot" as const, values: ["rent", "own"] },
  };
  const columns = [
    whole("rate", { integer: false }),
    whole("years", { unit: "years" }),
    category("housing", "rent"),
    category("housing", "own"),
  ];
  const actions = actionSet(4, { lower: [-0.75, 0, -1, -1], upper: [0.75, 0.75, 0, 1], groups: [[2, 3]] });
  const person = (read: ReadBundle) => personOf(read.bundle, { rate: 10, years: 10, housing: "rent" }, "--person");

  it("σ(2·rate + years − 0.6) at θ₀ = 0.5 takes 0.3 s.d. of rate: no cheaper one exists within 1 %, and 80 columns say so", async () => {
    const read = byHand(small, columns, features, actions, [2, 1, 0, 0], -0.6, 0.5);
    const explained = await explain(read, person(read), { methods: ["adversarial"] });
    expect(explained.proof).toMatchObject({ by: "bounds", cheapest: true, open: false });
    expect(explained.proof?.leastCost).toBeGreaterThan(0.3 / 1.01);
    expect(explained.proof?.leastCost).toBeLessThanOrEqual(0.3);
    expect(explained.alternatives[0].cost).toBeCloseTo(0.3, 2);
    expect(textOf(explained, read)).toContain("No cheaper action exists (within 1 %), proven.");
  });

  it("a simpler action 4 % dearer is the one that is told, and what the cheapest costs at least", async () => {
    // A year, 0.5 s.d., and 0.1 of rate cost 0.58; 0.6 of rate alone does.
    const read = byHand(
      small,
      columns,
      features,
      { ...actions, weights: Float64Array.of(1, 0.96, 1, 1) },
      [2, 2, 0, 0],
      -1.2,
      0.5,
    );
    const explained = await explain(read, person(read), { methods: ["adversarial"] });
    expect(explained.alternatives[0].words).toHaveLength(1);
    expect(explained.alternatives[0].cost).toBeCloseTo(0.6, 2);
    expect(explained.proof?.cheapest).toBe(false);
    expect(explained.proof?.leastCost).toBeGreaterThan((0.1 + 0.48) / 1.01);
    expect(explained.proof?.leastCost).toBeLessThanOrEqual(0.1 + 0.48);
    expect(textOf(explained, read)).toContain("No action that costs less than 0.57 is accepted, proven.");
  });

  it("none exists with a feature not counted in wholes: 2·0.75 + 0.5 + 3 is all there is of 5.1 that it takes, and of 4.9 not", async () => {
    const none = byHand(small, columns, features, actions, [2, 1, 0, 3], -5.1, 0.5);
    const explained = await explain(none, person(none), { methods: ["adversarial"] });
    expect(explained).toMatchObject({ outcome: "none exists", proof: { by: "bounds", leastCost: null, open: false } });
    expect(textOf(explained, none).replace(/\s+/g, " ")).toContain(
      "No action you could take changes this, proven: the bounds on the score over all of Δ stay below θ₀.",
    );
    const some = byHand(small, columns, features, actions, [2, 1, 0, 3], -4.9, 0.5);
    expect((await explain(some, person(some), { methods: ["adversarial"] })).outcome).toBe("found");
  });

  it("of an engine that no proof covers nothing is called proven", async () => {
    const read = byHand(small, columns, features, actions, [2, 1, 0, 0], -0.6, 0.5);
    const found = await explain(read, person(read), { methods: ["adversarial"], engine: "tfjs" });
    expect([found.outcome, found.proof]).toEqual(["found", null]);
    expect(textOf(found, read)).not.toContain("proven");
    const none = byHand(small, columns, features, actions, [2, 1, 0, 3], -5.1, 0.5);
    const text = await explain(none, person(none), { methods: ["adversarial"], engine: "tfjs" });
    expect([text.outcome, text.proof]).toEqual(["none found", null]);
  });

  it("what is shown lies no further from x + δ than a reading says, also of a year that is not known and filled with 9.4", async () => {
    const filled = columns.map((column) => (column.name === "years" ? { ...column, fill: 9.4 } : column));
    const read = byHand(small, filled, features, actions, [2, 1, 0, 0], -0.6, 0.5);
    const unknown = personOf(read.bundle, { rate: 10.123, years: null, housing: "rent" }, "--person");
    const { integral, x, pointOf, close } = await shownTo(read, unknown);
    const off = offOf(read.bundle.preprocessing, integral, unknown.raw);
    const random = stream(3, "actions");
    for (let i = 0; i < 500; i++) {
      const steps = Math.round(random.uniform());
      const delta = Float32Array.of(1.5 * random.uniform() - 0.75, steps * integral.steps[1], 0, 0);
      const point = pointOf(delta);
      for (const j of [0, 1]) {
        const apart = Math.abs(point[j] - (x[j] + delta[j]));
        expect(apart).toBeLessThanOrEqual(off(j, Math.abs(delta[j])));
        if (j === 1 && steps === 1) expect(apart).toBeGreaterThan(0.1);
      }
    }
    close();
    const { proof, alternatives } = await explain(read, unknown, { methods: ["adversarial"] });
    for (const { cost } of alternatives) expect(cost).toBeGreaterThanOrEqual(proof?.leastCost ?? Infinity);
  });
});
