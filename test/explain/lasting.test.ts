/** What explain says of lasting: counted on networks that have chosen nothing, of the values as they are shown. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ReadBundle, readBundle, writeBundle } from "../../src/bundle/bundle.ts";
import { bundleContent } from "../../src/bundle/content.ts";
import { retrainedContent } from "../../src/bundle/networks.ts";
import { explanationText } from "../../src/cli/explanation.ts";
import { fromRows, row, rowsBetween } from "../../src/core/matrix.ts";
import { accepts } from "../../src/core/metrics.ts";
import { openEngine } from "../../src/engines/registry.ts";
import { standardisedRow } from "../../src/explain/after.ts";
import { answerTable } from "../../src/explain/answer-table.ts";
import { openExplainer } from "../../src/explain/explain.ts";
import { CAUTION, type Explanation } from "../../src/explain/explanation.ts";
import { letterOf } from "../../src/explain/letter.ts";
import { type Person, personOf } from "../../src/explain/person.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { calibrate } from "../../src/pipeline/calibrate.ts";
import { Store } from "../../src/pipeline/store.ts";
import { parametersOf, train } from "../../src/pipeline/train.ts";
import { smallRun } from "../pipeline/small-run.ts";

const folder = mkdtempSync(join(tmpdir(), "recourse-lasting-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const METHODS = ["adversarial", "lasting"];
const COUNTING = 6;
const ENOUGH = 6; // 0.9 · 6, rounded up.

/** The simulated data, with 6 networks to choose with and 6 to count with; a θ₀ that turns most people down. */
const run = await smallRun({ "retrain.networks": 12, "recourse.lasting.resolution": 11 });
const store = new Store(join(folder, "results"));
const method = recourseMethod("adversarial");
const calibrated = await calibrate(store, run, method);
const trained = await train(store, run);
const { retrained, networks } = await retrainedContent(store, run, method);
const content = await bundleContent(run, method, trained, calibrated, "recourse test", retrained);
await writeBundle(join(folder, "model"), content, parametersOf(trained, run.settings), networks);
const read = raised(await readBundle(join(folder, "model")));

function raised(saved: ReadBundle): ReadBundle {
  const by = 0.1;
  const up = (each: { readonly theta0: number }) => ({ ...each, theta0: each.theta0 + by });
  const held = saved.networks;
  if (held === undefined) throw new Error("the bundle holds networks");
  return {
    ...saved,
    bundle: { ...saved.bundle, theta0: saved.bundle.theta0 + by },
    networks: {
      choosing: held.choosing.map((each) => ({ ...each, ...up(each) })),
      counting: held.counting.map((each) => ({ ...each, ...up(each) })),
    },
  };
}

const { parts, columns } = await run.read();
const X = rowsBetween(parts.test.X, 0, 200);
const people: Person[] = Array.from({ length: X.rows }, (_, i) => {
  const cells = columns.map(({ name, mean, std }, j) => [name, Math.round(mean + std * row(X, i)[j])]);
  return personOf(read.bundle, Object.fromEntries(cells), "--person");
});

async function explained(from: ReadBundle, options = {}): Promise<Explanation[]> {
  const explainer = await openExplainer(from, { methods: METHODS, ...options });
  const all: Explanation[] = [];
  for (const person of people) all.push(await explainer.explain(person));
  explainer.close();
  return all;
}

const told = await explained(read);
const turnedDown = told.filter(({ accepted }) => !accepted);
const proposalsOf = ({ alternatives, methods }: Explanation) => [
  ...alternatives,
  ...methods.flatMap(({ proposal }) => proposal ?? []),
];

describe("a bundle with 12 networks trained again", () => {
  it("says of every action in how many of 6 it holds: as many as accept the person with the cells as they are printed", async () => {
    const engine = await openEngine("wasm");
    const { network: shape } = read.bundle;
    if (shape === undefined) throw new RangeError("the bundle holds no network");
    const counting = (read.networks?.counting ?? []).map(({ theta0, parameters }) => {
      return { network: engine.open({ ...shape, dropout: 0 }, parameters), theta0 };
    });
    let actions = 0;
    const byCount = new Set<number>();
    for (const one of turnedDown) {
      for (const { cells, kept } of proposalsOf(one)) {
        const { raw } = personOf(read.bundle, { ...one.person, ...cells }, "again");
        const point = fromRows([standardisedRow(read.bundle.preprocessing, raw)]);
        const by = counting.filter(({ network, theta0 }) => accepts(network.score(point)[0], theta0)).length;
        expect(kept).toEqual({ by, of: COUNTING, lasts: by >= ENOUGH });
        byCount.add(by);
        actions++;
      }
    }
    for (const { network } of counting) network.close();
    expect(turnedDown.length).toBeGreaterThan(20);
    expect(actions).toBeGreaterThan(80);
    expect(byCount.size).toBeGreaterThan(3);
  });

  it("lists first what lasts, then what does not, each cheapest first and none twice, the cheapest of all among them", async () => {
    const alone = await explained({ ...read, networks: undefined }, { methods: ["adversarial"] });
    let lasting = 0;
    let both = 0;
    for (const [i, { accepted, alternatives }] of told.entries()) {
      if (accepted) continue;
      const lasts = alternatives.map(({ kept }) => kept?.lasts ?? false);
      expect(lasts).toEqual(lasts.toSorted((a, b) => Number(b) - Number(a)));
      for (const which of [true, false]) {
        const costs = alternatives.filter(({ kept }) => kept?.lasts === which).map(({ cost }) => cost);
        expect(costs).toEqual(costs.toSorted((a, b) => a - b));
      }
      expect(new Set(alternatives.map(({ cells }) => JSON.stringify(cells))).size).toBe(alternatives.length);
      expect(alternatives.length).toBeLessThanOrEqual(3);
      const cheapest = Math.min(...alternatives.map(({ cost }) => cost));
      if (alone[i].alternatives.length > 0) expect(cheapest).toBeCloseTo(alone[i].alternatives[0].cost, 2);
      lasting += Number(lasts.includes(true));
      both += Number(lasts.includes(true) && lasts.includes(false));
    }
    expect(lasting).toBeGreaterThan(10);
    expect(both).toBeGreaterThan(5);
  });

  it("the first alternative is kept more often than the cheapest", () => {
    const share = (of: (one: Explanation) => Explanation["alternatives"][number]) => {
      const found = turnedDown.filter(({ alternatives }) => alternatives.length > 0);
      return found.reduce((sum, one) => sum + (of(one).kept?.by ?? 0), 0) / (found.length * COUNTING);
    };
    const cheapest = share(({ alternatives }) => alternatives.toSorted((a, b) => a.cost - b.cost)[0]);
    expect(share(({ alternatives }) => alternatives[0])).toBeGreaterThan(cheapest + 0.1);
  });

  it("counting networks have no say in what is listed or proposed: others change the counts and the order alone", async () => {
    const held = read.networks;
    if (held === undefined) throw new Error("the bundle holds networks");
    const deaf = held.counting.map((each) => ({ ...each, theta0: 2 }));
    const without = await explained({ ...read, networks: { ...held, counting: deaf } });
    const actions = (one: Explanation) => proposalsOf(one).map(({ cells, score }) => JSON.stringify({ cells, score }));
    for (const [i, one] of without.entries()) {
      expect(actions(one).sort()).toEqual(actions(told[i]).sort());
      for (const { kept } of proposalsOf(one)) expect(kept).toEqual({ by: 0, of: COUNTING, lasts: false });
    }
  });

  it("is told in text of at most 80 columns, in the letter, and in the table, and the caution is another", () => {
    const look = { last: true, colour: false, columns: 80 };
    const one = turnedDown.find(
      ({ alternatives }) => alternatives[0]?.kept?.lasts && !alternatives.at(-1)?.kept?.lasts,
    );
    if (one === undefined) throw new Error("somebody has both kinds");
    const text = explanationText({ name: "somebody", ...one }, read.bundle, look);
    expect(text).toContain("What would change it, and is kept by at least all 6 retrained models");
    expect(text).toContain("What would change it for now: kept by fewer than all 6 retrained models");
    expect(text).toMatch(/cost \d\.\d\d {2}kept by \d of 6$/m);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(one.caution).toContain("was counted on models of the same data (its rows drawn again with replacement)");
    expect(one.lasting).toEqual({ share: 0.9, enough: 6, choosing: 6, counting: 6, rows: "bootstrap" });
    const { dataset, protocol, provenance } = read.bundle;
    const letter = letterOf(one, {
      bundle: "model",
      dataset: dataset.name,
      title: dataset.title,
      protocol,
      ...provenance,
    });
    expect(letter).toContain("6 of 6 models that were trained again as a trial say yes to it too.");
    const { head, rows } = answerTable([{ name: "somebody", ...one }]);
    expect(rows[0].slice(head.indexOf("kept by"), head.indexOf("kept by") + 2)).toEqual([6, 6]);
  });
});

it("a bundle without such networks says nothing about lasting, and the method that needs them says what puts them in", async () => {
  const { networks: _, ...plain } = read;
  const explainer = await openExplainer(plain);
  const one = await explainer.explain(people[told.findIndex(({ accepted }) => !accepted)]);
  explainer.close();
  expect(one.lasting).toBeNull();
  expect(one.caution).toBe(CAUTION);
  for (const proposal of proposalsOf(one)) expect(proposal).not.toHaveProperty("kept");
  expect(one.leftOut.find(({ method: name }) => name === "lasting")?.why).toContain("calibrate --retrain");
  expect(answerTable([{ name: "somebody", ...one }]).head).not.toContain("kept by");
});
