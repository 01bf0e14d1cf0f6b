/** What is printed is what is scored: thousands of actions, typed in again as they are printed, are decided as they were. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { type ReadBundle, readBundle, writeBundle } from "../../src/bundle/bundle.ts";
import { bundleContent } from "../../src/bundle/content.ts";
import { openBundleNetwork } from "../../src/bundle/open.ts";
import { explanationText } from "../../src/cli/explanation.ts";
import { resolve } from "../../src/config/resolve.ts";
import { fromRows } from "../../src/core/matrix.ts";
import { accepts } from "../../src/core/metrics.ts";
import { textAt } from "../../src/data/text.ts";
import { openExplainer } from "../../src/explain/explain.ts";
import type { Explanation, Proposal } from "../../src/explain/explanation.ts";
import { type Person, personOf, readPeople } from "../../src/explain/person.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { calibrate } from "../../src/pipeline/calibrate.ts";
import { openRun } from "../../src/pipeline/run.ts";
import { Store } from "../../src/pipeline/store.ts";
import { parametersOf, train } from "../../src/pipeline/train.ts";
import { realData } from "../data/real.ts";
import { everyKindCsv, everyKindYaml } from "./every-kind.ts";

const folder = mkdtempSync(join(tmpdir(), "recourse-retyped-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const quick: Readonly<Record<string, unknown>> = {
  "network.hidden": [16],
  "network.dropout": 0,
  "optimiser.learningRate": 0.01,
  "training.epochs": 4,
  "recourse.gradient.maxIterations": 50,
  "recourse.exhaustive.budget": 500,
  "recourse.ascent.budget": 500,
};

/** A bundle of a data set, trained for a second or two. */
async function bundleOf(
  dataset: string,
  name: string,
  folders: readonly string[],
  theta0: number,
  changes = {},
): Promise<ReadBundle> {
  const overrides = Object.fromEntries(
    Object.entries({ ...quick, ...changes }).map(([path, value]) => [path, { value, flag: "the test" }]),
  );
  const run = await openRun(await resolve({ dataset, overrides }), folders);
  const store = new Store(join(folder, "results"));
  const method = recourseMethod("adversarial");
  const calibrated = await calibrate(store, run, method);
  const trained = await train(store, run);
  const content = await bundleContent(run, method, trained, calibrated, "recourse test");
  await writeBundle(join(folder, name), content, parametersOf(trained, run.settings));
  const read = await readBundle(join(folder, name));
  // A θ₀ that turns most people down, so that there is much to tell.
  return { ...read, bundle: { ...read.bundle, theta0 } };
}

/** A number as printed, typed in again. */
const typed = (text: string) => text.replaceAll(",", "").replaceAll("−", "-");

/** The cells a person types who reads "feature: A → B unit (+C)". */
function cellsTyped({ bundle }: ReadBundle, words: string, person: Explanation["person"]): [string, string][] {
  const [, name, to] = /^(.*?): .* → (.*?)(?: \([+−].*\))?$/.exec(words) ?? [];
  const feature = bundle.preprocessing.features[name];
  if (feature.kind === "daysBetween") {
    const from = Date.parse(String(person[feature.from]));
    const days = Number(typed(to.replace(/ days$/, "")));
    return [[feature.to, new Date(from + days * 86_400_000).toISOString().slice(0, 10)]];
  }
  const unit = feature.kind === "continuous" && feature.unit !== undefined ? ` ${feature.unit}` : "";
  const value = to.endsWith(unit) ? to.slice(0, to.length - unit.length) : to;
  return [
    [
      "column" in feature && feature.column ? feature.column : name,
      feature.kind === "continuous" ? typed(value) : value,
    ],
  ];
}

/** The cells a person types who reads the second line that the terminal shows: "age 39 · income 3,204 · rate 0.071". */
function personTyped(explained: Explanation, bundle: ReadBundle["bundle"]): Record<string, string | null> {
  const text = explanationText({ name: "somebody", ...explained }, bundle, {
    last: false,
    colour: false,
    columns: 1e6,
  });
  const values = text.split("\n")[1].trim().split(" · ");
  return Object.fromEntries(
    Object.entries(explained.person).map(([column, value], i) => {
      const shown = values[i].slice(column.length + 1);
      return [column, shown === "not known" ? null : typeof value === "number" ? typed(shown) : shown];
    }),
  );
}

interface Counts {
  people: number;
  actions: number;
  exceptions: string[];
}

/** Follows every action of these people as it is printed, and tells which are decided otherwise. */
async function follow(read: ReadBundle, people: readonly Person[], methods?: readonly string[]): Promise<Counts> {
  const { bundle, parameters } = read;
  const network = await openBundleNetwork({ bundle, parameters });
  onTestFinished(() => network.close());
  const scoreOf = (cells: object) => {
    const { raw } = personOf(bundle, cells, "--person");
    const x = bundle.preprocessing.columns.map(({ mean, std }, j) => (raw[j] - mean) / std);
    return network.score(fromRows([x]))[0];
  };
  const explainer = await openExplainer(read, { methods, alternatives: 5 });
  onTestFinished(() => explainer.close());
  const counts: Counts = { people: 0, actions: 0, exceptions: [] };
  for (const one of people) {
    const explained = await explainer.explain(one);
    const { person, accepted, theta0 } = explained;
    counts.people++;
    const own = JSON.parse(JSON.stringify(person));
    const printed = personTyped(explained, bundle);
    const check = (what: string, cells: object, said: boolean, score?: number) => {
      const again = scoreOf(cells);
      if (accepts(again, theta0) !== said || (score !== undefined && again !== score)) {
        counts.exceptions.push(`${what}: ${JSON.stringify(own)} ${JSON.stringify(cells)} ${again} ${score} ${theta0}`);
      }
    };
    check("the person's JSON", own, accepted, explained.score);
    check("the person as printed", printed, accepted);
    const proposals = [...explained.alternatives, ...explained.methods.flatMap(({ proposal }) => proposal ?? [])];
    const helping = proposals.filter((proposal) => proposal.accepted);
    if (!accepted) {
      const least = explained.proof?.leastCost ?? Infinity;
      if (helping.some(({ cost }) => cost < least)) {
        counts.exceptions.push(`${JSON.stringify(own)}: an action below the proven cost ${least}`);
      }
    }
    for (const proposal of proposals) {
      counts.actions++;
      const { accepted: said, score, words, changes, cells } = JSON.parse(JSON.stringify(proposal)) as Proposal;
      const retyped = Object.fromEntries(words.flatMap((word) => cellsTyped(read, word, person)));
      check("JSON", { ...own, ...cells }, said, score);
      check("the words with the person's own values", { ...own, ...retyped }, said);
      check("the words with the printed values", { ...printed, ...retyped }, said);
      const added = changes.flatMap(({ feature, change }) => {
        const rule = bundle.preprocessing.features[feature];
        const column = rule.kind === "continuous" ? (rule.column ?? feature) : "";
        const value = own[column];
        return change === null || typeof value !== "number" ? [] : [[column, Number((value + change).toFixed(12))]];
      });
      check("the changes added", { ...own, ...cells, ...Object.fromEntries(added) }, said);
    }
  }
  return counts;
}

const readable = (read: ReadBundle, text: string, count: number): Person[] =>
  readPeople(read.bundle, text, "people")
    .flatMap((one) => (one instanceof Error ? [] : [one]))
    .slice(0, count);

describe("property: followed as it is printed, or put back in as JSON, an action is decided as it was", () => {
  it("1,000 actions or more on simulated-credit", { timeout: 120_000 }, async () => {
    const data = new URL("../../data", import.meta.url).pathname;
    const read = await bundleOf("simulated-credit", "credit", [data], 0.7);
    const text = await textAt(join(data, "simulated-credit.csv"));
    const { exceptions, actions } = await follow(read, readable(read, text, 500));
    expect(exceptions).toEqual([]);
    expect(actions).toBeGreaterThan(1000);
  });

  it("150 actions or more on a CSV with every kind of feature", { timeout: 120_000 }, async () => {
    writeFileSync(join(folder, "every-kind.csv"), everyKindCsv());
    writeFileSync(join(folder, "every-kind.yaml"), everyKindYaml);
    const read = await bundleOf(join(folder, "every-kind.yaml"), "every", [folder], 0.6);
    const { exceptions, actions } = await follow(read, readable(read, everyKindCsv(), 45));
    expect(exceptions).toEqual([]);
    expect(actions).toBeGreaterThan(150);
  });

  it.skipIf(realData === null)("1,000 actions or more on adult", { timeout: 120_000 }, async () => {
    const data = realData ?? "";
    const read = await bundleOf("adult", "adult", [data], 0.3, { "training.epochs": 1 });
    const { columns = [] } = (await resolve({ dataset: "adult" })).settings.source;
    const text = `${columns.join(",")}\n${(await textAt(join(data, "adult.csv"))).slice(0, 80_000).replace(/\n[^\n]*$/, "\n")}`;
    const { exceptions, actions } = await follow(read, readable(read, text, 650));
    expect(exceptions).toEqual([]);
    expect(actions).toBeGreaterThan(1000);
  });
});
