import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { actionSet } from "../../src/actions/set.ts";
import type { ReadBundle } from "../../src/bundle/bundle.ts";
import { row } from "../../src/core/matrix.ts";
import { explain, openExplainer } from "../../src/explain/explain.ts";
import { beyondTraining, peopleOf, personOf } from "../../src/explain/person.ts";
import { score, scoredRows } from "../../src/pipeline/score.ts";
import { train } from "../../src/pipeline/train.ts";
import { byHand, category, type SmallBundle, smallBundle, whole } from "./small-bundle.ts";

let small: SmallBundle;

const folder = mkdtempSync(join(tmpdir(), "recourse-explain-"));
beforeAll(async () => {
  small = await smallBundle(join(folder, "model"), join(folder, "results"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const opened = async (read: ReadBundle, options = {}) => {
  const explainer = await openExplainer(read, options);
  onTestFinished(() => explainer.close());
  return explainer;
};

describe("an explanation from a saved bundle", () => {
  it("gives the first 40 test rows the very scores that training stored, from their raw values alone", async () => {
    const { read, run, store } = small;
    const { parts, columns } = await run.read();
    const stored = scoredRows(await score(store, run, await train(store, run)), "test").score;
    const explainer = await opened(read, { methods: ["adversarial"], alternatives: 0 });
    for (let i = 0; i < 40; i++) {
      const runs = columns.map(({ name, mean, std }, j) => [name, Math.round(mean + std * row(parts.test.X, i)[j])]);
      const person = personOf(read.bundle, Object.fromEntries(runs), "--person");
      expect((await explainer.explain(person)).score).toBe(stored[i]);
    }
  });

  it("whoever is accepted has nothing to change; whoever is not gets alternatives in whole units that are accepted", async () => {
    const { read, run } = small;
    const { parts, columns } = await run.read();
    const explainer = await opened(read);
    const outcomes = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const raw = Float64Array.from(columns, ({ mean, std }, j) => Math.round(mean + std * row(parts.test.X, i)[j]));
      const explained = await explainer.explain({
        raw,
        filled: [],
        cells: new Map(columns.map(({ name }, j) => [name, String(raw[j])])),
      });
      outcomes.add(explained.outcome);
      expect(explained.accepted).toBe(explained.score >= explained.theta0);
      if (explained.accepted) {
        expect(explained).toMatchObject({ outcome: "not needed", alternatives: [], methods: [] });
        continue;
      }
      const costs = explained.alternatives.map(({ cost }) => cost);
      expect(costs).toEqual(costs.toSorted((a, b) => a - b));
      expect(explained.alternatives.every(({ accepted, score }) => accepted && score >= explained.theta0)).toBe(true);
      const sets = explained.alternatives.map(({ changes }) => changes.map(({ feature }) => feature).join());
      expect(new Set(sets).size).toBe(sets.length);
      const proposals = [...explained.alternatives, ...explained.methods.flatMap(({ proposal }) => proposal ?? [])];
      for (const { from, to, change } of proposals.flatMap(({ changes }) => changes)) {
        expect(Number.isInteger(to)).toBe(true);
        expect(to).toBe(Number(from) + Number(change));
      }
    }
    expect(outcomes).toContain("found");
    expect(outcomes).toContain("not needed");
  });

  it("leaves out the methods that need rows or retrained networks, says why, and refuses them when they are asked for", async () => {
    const { leftOut, methods } = await explain(small.read, poor());
    expect(leftOut.map(({ method }) => method)).toEqual(["linear", "causal", "lasting"]);
    expect(leftOut[0].why).toMatch(/training rows, of which a bundle holds none/);
    expect(methods.map(({ method }) => method)).toEqual([
      "gradient",
      "adversarial",
      "cheapest",
      "exhaustive",
      "highest",
      "ascent",
    ]);
    await expect(explain(small.read, poor(), { methods: ["linear"] })).rejects.toThrow(
      /^linear: fitted on training rows/,
    );
    await expect(explain(small.read, poor(), { methods: ["adversarail"] })).rejects.toThrow(/did you mean adversarial/);
  });

  it("carries the guarantee as calibrated, with whom it speaks of, and that rounding is not part of it", async () => {
    const { guarantee, caution } = await explain(small.read, poor(), { methods: ["adversarial"] });
    const { promise } = small.read.bundle;
    expect(guarantee).toMatchObject({ epsilon: promise.epsilon, alpha: promise.alpha, sentence: promise.sentence });
    expect(guarantee.caveats).toEqual(promise.caveats);
    expect(guarantee.scope).toMatch(
      /“adversarial” as it was calibrated, before its proposals are kept to whole units.* nothing to this one person/,
    );
    expect(caution).toMatch(/^A recourse is not a guarantee/);
  });

  it("--fractional adds the action within Δ as calibrated: for the one LP, the end of Δ", async () => {
    const { methods } = await explain(small.read, poor(), { methods: ["adversarial"], fractional: true });
    const [{ fractional }] = methods;
    const { bundle, actions } = small.read;
    const savings = bundle.preprocessing.columns.findIndex(({ name }) => name === "savings");
    const change = fractional?.changes.find(({ feature }) => feature === "savings")?.change;
    const most = actions.upper[savings] * bundle.preprocessing.columns[savings].std;
    expect(change === undefined || Math.abs(Number(change) - most) < 1e-3 * most).toBe(true);
    expect(fractional).not.toBeNull();
  });

  it("is JSON", async () => {
    const explained = await explain(small.read, poor(), { fractional: true });
    expect(JSON.parse(JSON.stringify(explained))).toEqual(explained);
  });

  /** Somebody who is turned down by any model that has learnt anything. */
  function poor() {
    const runs = { age: 25, education: 9, income: 14_000, savings: 3000, debt: 20_000, amount: 9000, duration: 48 };
    const person = personOf(small.read.bundle, runs, "--person");
    return person;
  }
});

describe("by hand", () => {
  const features = {
    years: { kind: "continuous" as const, integer: true },
    housing: { kind: "oneHot" as const, values: ["rent", "own"] },
  };
  const columns = [whole("years", { unit: "years" }), category("housing", "rent"), category("housing", "own")];
  const actions = actionSet(3, { lower: [0, -1, -1], upper: [0.75, 0, 1], groups: [[1, 2]] });
  const person = (read: ReadBundle, years: number) => personOf(read.bundle, { years, housing: "rent" }, "--person");

  it("0.75 s.d. of 2 years each is one whole year: the alternatives are that year, and to own", async () => {
    // σ(2·x₀ + 3·own − 1): at 10 years 0.269; at 11 years 0.5; owning 0.881.
    const read = byHand(small, columns, features, actions, [2, 0, 3], -1, 0.5);
    const { alternatives, outcome, tried } = await explain(read, person(read, 10), { methods: ["adversarial"] });
    expect(outcome).toBe("found");
    expect(alternatives.map(({ words }) => words)).toEqual([["years: 10 → 11 years (+1)"], ["housing: rent → own"]]);
    expect(tried).toBe(3);
  });

  it("no recourse exists in Δ: said only because every one of the 3 actions was scored", async () => {
    const read = byHand(small, columns, features, actions, [2, 0, 3], -1, 0.999);
    const { alternatives, outcome, tried } = await explain(read, person(read, 10), { methods: ["exhaustive"] });
    expect([outcome, tried, alternatives]).toEqual(["none exists", 3, []]);
  });

  it("none found where a feature is not counted in wholes and no proof covers the engine", async () => {
    const free = [whole("years", { integer: false }), ...columns.slice(1)];
    const read = byHand(small, free, features, actions, [2, 0, 3], -1, 0.999);
    const { outcome } = await explain(read, person(read, 10), { methods: ["adversarial"], engine: "tfjs" });
    expect(outcome).toBe("none found");
  });

  it("stays inside the data's range: a 21st year would do, but nobody has it, and owning alone is left", async () => {
    const read = byHand(small, columns, features, actions, [2, 0, 3], -12, 0.2);
    const { alternatives } = await explain(read, person(read, 20), { methods: ["adversarial"] });
    expect(alternatives.map(({ words }) => words)).toEqual([["housing: rent → own"]]);
  });

  it("reads people as training did, or says in one sentence what is wrong", () => {
    const read = byHand(small, columns, features, actions, [2, 0, 3], -1, 0.5);
    const reading = (runs: object) => () => personOf(read.bundle, runs, "--person");
    expect([...person(read, 12).raw]).toEqual([12, 1, 0]);
    expect(
      peopleOf(read.bundle, "id,housing,years\n1,own,12\n2,rent, 7\n", "people.csv").map(({ raw }) => [...raw]),
    ).toEqual([
      [12, 0, 1],
      [7, 1, 0],
    ]);
    expect(reading({ yers: 12, housing: "rent" })).toThrow(/^--person: years is missing \(did you mean yers\?\)$/);
    expect(reading({ years: "twelve", housing: "rent" })).toThrow(/^--person: years: "twelve" is not a number$/);
    expect(reading({ years: 12.5, housing: "rent" })).toThrow(/"12.5" is not a whole number/);
    expect(reading({ years: 12, housing: "rents" })).toThrow(
      /^--person: housing: unknown value "rents".*"rent", "own"/,
    );
    expect(reading({ years: "", housing: "rent" })).toThrow(/^--person: years: it is not known/);
    expect(reading({ years: null, housing: "rent" })).toThrow(/^--person: years: it is not known/);
    expect(reading({ years: [12], housing: "rent" })).toThrow(
      /^--person: years: \[12\] is neither a number nor a text$/,
    );
    expect(peopleOf(read.bundle, "housing;years\nown;12\n", "people.csv").map(({ raw }) => [...raw])).toEqual([
      [12, 0, 1],
    ]);
    expect(() => peopleOf(read.bundle, "years\n12\n", "people.csv")).toThrow(/unknown column housing of people.csv/);
    expect(beyondTraining(read.bundle, person(read, 21))).toEqual([
      "years: 21 lies outside 0 … 20 years, the values the model was trained on",
    ]);
    expect(beyondTraining(read.bundle, person(read, 20))).toEqual([]);
  });
});
