/** Answers where a data set names its actions: all of a person's, by name, and what is typed in again is decided alike. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ReadBundle, readBundle, writeBundle } from "../../src/bundle/bundle.ts";
import { bundleContent } from "../../src/bundle/content.ts";
import { openBundleNetwork } from "../../src/bundle/open.ts";
import { explanationText } from "../../src/cli/explanation.ts";
import { resolve } from "../../src/config/resolve.ts";
import { fromRows } from "../../src/core/matrix.ts";
import { accepts } from "../../src/core/metrics.ts";
import { type Answered, answerTable } from "../../src/explain/answer-table.ts";
import { type Explainer, openExplainer } from "../../src/explain/explain.ts";
import type { Explanation } from "../../src/explain/explanation.ts";
import { letterOf } from "../../src/explain/letter.ts";
import { type Person, personOf, readPeople } from "../../src/explain/person.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { calibrate } from "../../src/pipeline/calibrate.ts";
import { openRun } from "../../src/pipeline/run.ts";
import { Store } from "../../src/pipeline/store.ts";
import { parametersOf, train } from "../../src/pipeline/train.ts";
import { everyKindCsv, everyKindYaml } from "./every-kind.ts";

const folder = mkdtempSync(join(tmpdir(), "recourse-named-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What each candidate does to the cells of a person, null where it is not open: written by hand beside the YAML. */
type Cells = Readonly<Record<string, number | string>>;
const candidates: readonly { name: string; yaml: string; cells: (own: Cells) => Cells | null; cost?: number }[] = [
  {
    name: "earn 500 more",
    yaml: "{ when: [income <= 5000], by: { income: 500 } }",
    cells: ({ income }) => (Number(income) <= 5000 ? { income: Number(income) + 500 } : null),
  },
  {
    name: "half a point off: the rate",
    yaml: "{ when: [rate >= 0.03], by: { rate: -0.005 }, cost: 0.7 }",
    cells: ({ rate }) => (Number(rate) >= 0.03 ? { rate: Number((Number(rate) - 0.005).toFixed(12)) } : null),
    cost: 0.7,
  },
  {
    name: "a ratio of 0.1, and a house",
    yaml: "{ when: [housing = rent, ratio <= 2.5], to: { ratio: 0.1, housing: own }, cost: 2.5 }",
    cells: ({ housing, ratio }) => (housing === "rent" && Number(ratio) <= 2.5 ? { ratio: 0.1, housing: "own" } : null),
    cost: 2.5,
  },
  {
    name: "the next grade",
    yaml: "{ when: [grade <= high, age >= 30], by: { grade: 1 } }",
    cells: ({ grade, age }) => {
      const grades = ["low", "middle", "high", "very high"];
      const next = grades[grades.indexOf(String(grade)) + 1];
      return Number(age) >= 30 && next !== undefined ? { grade: next } : null;
    },
  },
  {
    name: "2,000 on the account",
    yaml: "{ when: [late = no], to: { savings: 2000 } }",
    cells: ({ notes, savings }) =>
      String(notes).includes("late") || Number(savings) === 2000 ? null : { savings: 2000 },
  },
  {
    name: "an account since the first day",
    yaml: "{ when: [account >= 2016-01-01], to: { account: 2015-03-01 }, by: { stay: 3 }, cost: 4 }",
    cells: ({ opened, left }) => {
      const [day, month, year] = String(opened).split(".");
      if (Date.parse(`${year}-${month}-${day}`) < Date.parse("2016-01-01")) return null;
      const later = new Date(Date.parse(String(left)) + 3 * 86_400_000).toISOString().slice(0, 10);
      return { opened: "01.03.2015", left: later };
    },
    cost: 4,
  },
];

async function namedBundle(): Promise<ReadBundle> {
  const start = everyKindYaml.indexOf("actions:");
  const end = everyKindYaml.indexOf("settings:");
  const named = candidates.map(({ name, yaml }) => `    "${name}": ${yaml}`);
  writeFileSync(join(folder, "every-kind.csv"), everyKindCsv());
  writeFileSync(
    join(folder, "every-kind.yaml"),
    `${everyKindYaml.slice(0, start)}actions:\n  candidates:\n${named.join("\n")}\n${everyKindYaml.slice(end)}`,
  );
  const choices = { "network.hidden": [16], "optimiser.learningRate": 0.01, "training.epochs": 4 };
  const overrides = Object.fromEntries(
    Object.entries(choices).map(([path, value]) => [path, { value, flag: "the test" }]),
  );
  const run = await openRun(await resolve({ dataset: join(folder, "every-kind.yaml"), overrides }), [folder]);
  const store = new Store(join(folder, "results"));
  const method = recourseMethod("highest");
  const calibrated = await calibrate(store, run, method);
  const trained = await train(store, run);
  const content = await bundleContent(run, method, trained, calibrated, "recourse test");
  await writeBundle(join(folder, "model"), content, parametersOf(trained, run.settings));
  const read = await readBundle(join(folder, "model"));
  expect(read.actions).toEqual((await run.read()).actions);
  // A θ₀ that turns most people down, so that there is much to tell.
  return { ...read, bundle: { ...read.bundle, theta0: 0.7 } };
}

const read = await namedBundle();
const PEOPLE = 400;
const people = readPeople(read.bundle, everyKindCsv(), "people")
  .flatMap((one) => (one instanceof Error ? [] : [one]))
  .slice(0, PEOPLE);
const network = await openBundleNetwork(read);
afterAll(() => network.close());
const scoreOf = (cells: object) => {
  const { raw } = personOf(read.bundle, cells, "--person");
  return network.score(
    fromRows([read.bundle.preprocessing.columns.map(({ mean, std }, j) => (raw[j] - mean) / std)]),
  )[0];
};

async function explained(methods: readonly string[], use: (explainer: Explainer) => Promise<void>): Promise<void> {
  const explainer = await openExplainer(read, { methods, alternatives: 10 });
  try {
    await use(explainer);
  } finally {
    explainer.close();
  }
}

const textOf = (answer: Explanation) =>
  explanationText({ name: "somebody", ...answer }, read.bundle, { last: false, colour: false, columns: 1e6 });

/** The cells of somebody as the terminal shows them, typed in again. */
function retyped(answer: Explanation): Record<string, string | null> {
  const values = textOf(answer).split("\n")[1].trim().split(" · ");
  return Object.fromEntries(
    Object.entries(answer.person).map(([column, value], i) => {
      const shown = values[i].slice(column.length + 1);
      if (shown === "not known") return [column, null];
      return [column, typeof value === "number" ? shown.replaceAll(",", "").replaceAll("−", "-") : shown];
    }),
  );
}

describe(`${PEOPLE} people of every kind of feature, six actions by name`, () => {
  it("each is told every action of theirs that is accepted, the cheapest first, or that all of theirs were scored", async () => {
    let [found, none] = [0, 0];
    await explained([], async (explainer) => {
      for (const person of people) {
        const answer = await explainer.explain(person);
        if (answer.accepted) continue;
        const own: Cells = Object.fromEntries(person.cells);
        const theirs = candidates.flatMap(({ name, cells, cost }) => {
          const changed = cells(own);
          return changed === null ? [] : [{ name, cost, score: scoreOf({ ...own, ...changed }) }];
        });
        const helping = theirs.filter(({ score }) => accepts(score, answer.theta0));
        expect(answer.tried).toBe(theirs.length);
        expect(answer.alternatives.map(({ name }) => name).toSorted()).toEqual(
          helping.map(({ name }) => name).toSorted(),
        );
        expect(answer.alternatives.map(({ cost }) => cost)).toEqual(
          answer.alternatives.map(({ cost }) => cost).toSorted((a, b) => a - b),
        );
        for (const { name, score, cost } of answer.alternatives) {
          const one = helping.find((each) => each.name === name);
          expect(accepts(score, answer.theta0)).toBe(one !== undefined);
          if (one?.cost !== undefined) expect(cost).toBe(one.cost);
        }
        expect(answer.outcome).toBe(helping.length > 0 ? "found" : "none exists");
        expect(answer.proof).toMatchObject({
          by: "every candidate",
          cheapest: helping.length > 0,
          open: false,
          boxes: 0,
        });
        helping.length > 0 ? found++ : none++;
      }
    });
    expect(found).toBeGreaterThan(100);
    expect(none).toBeGreaterThan(50);
  });

  it("typed in again as it is printed, a person has the same actions, and each the same name and decision", async () => {
    let actions = 0;
    await explained(["highest", "cheapest", "adversarial"], async (explainer) => {
      for (const person of people) {
        const answer: Explanation = JSON.parse(JSON.stringify(await explainer.explain(person)));
        const again = async (cells: object): Promise<Explanation> =>
          explainer.explain(personOf(read.bundle, cells, "--person"));
        const printed = await again(retyped(answer));
        expect(printed.accepted).toBe(answer.accepted);
        expect(printed.tried).toBe(answer.tried);
        expect(printed.alternatives.map(({ name }) => name)).toEqual(answer.alternatives.map(({ name }) => name));
        const proposals = [...answer.alternatives, ...answer.methods.flatMap(({ proposal }) => proposal ?? [])];
        for (const { accepted, score, cells, words, changes } of proposals) {
          actions++;
          expect(scoreOf({ ...answer.person, ...cells })).toBe(score);
          expect(accepts(scoreOf({ ...retyped(answer), ...cells }), answer.theta0)).toBe(accepted);
          expect(words.length).toBe(changes.length);
        }
      }
    });
    expect(actions).toBeGreaterThan(500);
  });

  it("names come first on the terminal, in letters and in files; numbers are those of the YAML", async () => {
    await explained(["cheapest"], async (explainer) => {
      const answers: ({ name: string } & Explanation)[] = [];
      for (const [i, person] of people.entries())
        answers.push({ name: `person ${i}`, ...(await explainer.explain(person)) });
      const model = {
        bundle: "model",
        title: "",
        protocol: "",
        dataset: "",
        program: "",
        lambda: 0,
        seed: 0,
        train: "",
        calibrate: "",
      };
      const house = answers.find(({ alternatives }) => alternatives.some(({ name }) => name?.startsWith("a ratio")));
      if (house === undefined) throw new Error("nobody takes a house");
      expect(textOf(house)).toMatch(
        /\d {2}a ratio of 0\.1, and a house: ratio: [\d.]+ → 0\.1 \(−[\d.]+\) and housing: rent → own/,
      );
      expect(textOf(house)).toMatch(
        /No (cheaper action|action cheaper than \d) is accepted, proven: (all \d that are|the one that is) open to you w(ere|as) scored\./,
      );
      expect(letterOf(house, model)).toContain("<strong>a ratio of 0.1, and a house</strong>: all of these together:");
      const none = answers.find(({ outcome, tried }) => outcome === "none exists" && tried > 1);
      if (none === undefined) throw new Error("everybody can do something");
      expect(textOf(none)).toContain(`None of your ${none.tried} actions changes this, proven: all were scored.`);
      const { head, rows } = answerTable(answers as Answered[]);
      const at = head.indexOf("action");
      expect(new Set(rows.flatMap((cells) => cells[at] ?? []))).toEqual(
        new Set(answers.flatMap(({ alternatives }) => alternatives.map(({ name }) => name))),
      );
    });
  });

  it("without an action that is open to them: nothing changes it, proven, and nothing was tried", async () => {
    const cells = {
      ...Object.fromEntries((people[0] as Person).cells),
      income: 5001,
      rate: 0.029,
      housing: "own",
      age: 20,
      notes: "late",
      opened: "01.04.2015",
    };
    await explained(["cheapest"], async (explainer) => {
      const answer = await explainer.explain(personOf(read.bundle, cells, "--person"));
      if (answer.accepted) return;
      expect(answer).toMatchObject({ outcome: "none exists", tried: 0 });
      expect(textOf(answer)).toContain("No action is open to you, so that nothing changes this, proven.");
    });
  });
});
