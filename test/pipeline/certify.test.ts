import { describe, expect, it } from "vitest";
import { costOf } from "../../src/actions/discrete.ts";
import { contains } from "../../src/actions/set.ts";
import { resolve } from "../../src/config/resolve.ts";
import { add, matrix, row, rowsBetween, take } from "../../src/core/matrix.ts";
import { accepts } from "../../src/core/metrics.ts";
import { recourseMethods } from "../../src/methods/registry.ts";
import { blocksOf, certifiedDelta, certifyBlock } from "../../src/pipeline/certify.ts";
import { propose } from "../../src/pipeline/propose.ts";
import { openRun, type Run } from "../../src/pipeline/run.ts";
import { withNetwork } from "../../src/pipeline/score.ts";
import { Store } from "../../src/pipeline/store.ts";
import { train } from "../../src/pipeline/train.ts";
import { temporaryFolder } from "../cli/terminal.ts";
import { realData } from "../data/real.ts";
import { smallRun } from "./small-run.ts";

async function certifiedRun(store: Store, run: Run) {
  const trained = await train(store, run);
  const { theta0 } = trained.record;
  const { parts, actions } = await run.read();
  const stored = await certifyBlock(store, run, trained, { part: "test", from: 0 }, 10_000);
  const { people } = stored.record;
  const rows = Int32Array.from(people.keys()).filter((i) => people[i].answer !== "accepted");
  const X = take(parts.test.X, rows);
  const delta = take(matrix(people.length, X.cols, Float32Array.from(certifiedDelta(stored))), rows);
  return { trained, theta0, actions, stored, people: Array.from(rows, (i) => people[i]), X, delta };
}

/** Of the first `most` people turned down, all are decided, and every method's accepted actions keep to what is proven. */
async function noMethodContradicts(run: Run, most: number): Promise<Record<"action" | "none", number>> {
  const certified = await certifiedRun(new Store(temporaryFolder()), run);
  const { trained, theta0, actions } = certified;
  const people = certified.people.slice(0, most);
  const X = rowsBetween(certified.X, 0, people.length);
  const delta = rowsBetween(certified.delta, 0, people.length);
  const of = (answer: string) => people.filter((person) => person.answer === answer).length;
  expect(of("open")).toBe(0);
  const cost = costOf(actions);
  await withNetwork(run, trained, async (network) => {
    const own = network.score(add(X, delta));
    people.forEach((person, i) => {
      expect(contains(actions, row(X, i), row(delta, i))).toBe(true);
      expect(accepts(own[i], theta0)).toBe(person.answer === "action");
      if (person.cost !== null) expect(cost(row(delta, i))).toBe(person.cost);
    });
    for (const method of recourseMethods.values()) {
      if (method.usesCausal && run.settings.causal === undefined) continue;
      if (method.usesRetrained) continue;
      const proposed = await propose(run, network, method, X, method.usesTheta0 ? theta0 : null);
      const score = network.score(add(X, proposed));
      people.forEach(({ answer, bound }, i) => {
        if (!accepts(score[i], theta0)) return;
        expect(answer, method.name).toBe("action");
        expect(cost(row(proposed, i)), method.name).toBeGreaterThanOrEqual(bound ?? Number.POSITIVE_INFINITY);
      });
    }
  });
  return { action: of("action"), none: of("none") };
}

it("every method: no action for anybody proven to have none, and none cheaper than the proven bound", async () => {
  const run = await smallRun({ "run.lambda": 0.2, "recourse.gradient.maxIterations": 40 });
  const { action, none } = await noMethodContradicts(run, Number.POSITIVE_INFINITY);
  expect(Math.min(action, none)).toBeGreaterThan(5);
});

describe.skipIf(realData === null)("on real people", () => {
  it.each([
    ["adult", 0.8, "paper"],
    ["compas", 0, "corrected"],
    ["bail", 0.8, "corrected"],
    ["german", 0.8, "paper"],
  ])("%s, λ %d, %s: 40 people are all decided, and no method finds or undercuts what is proven", async (...model) => {
    const [dataset, lambda, protocol] = model;
    const overrides = {
      "run.lambda": { value: lambda, flag: "--lambda" },
      "training.epochs": { value: 2, flag: "--epochs" },
      "recourse.gradient.maxIterations": { value: 40, flag: "--set" },
    };
    const run = await openRun(await resolve({ dataset, protocol, overrides }), [realData ?? ""]);
    await noMethodContradicts(run, 40);
  });
});

it("what is certified is found in the store; another budget, part or place is another result", async () => {
  const store = new Store(temporaryFolder());
  const run = await smallRun();
  const { trained, stored } = await certifiedRun(store, run);
  expect(stored.fresh).toBe(true);
  const again = await certifyBlock(store, run, trained, { part: "test", from: 0 }, 10_000);
  expect([again.fresh, again.record]).toEqual([false, stored.record]);
  const [, second] = blocksOf("test", 500);
  const others = [
    await certifyBlock(store, run, trained, { part: "test", from: 0 }, 1),
    await certifyBlock(store, run, trained, second, 1),
    await certifyBlock(store, run, trained, { part: "validation", from: 0 }, 1),
  ];
  expect(new Set([stored.key, ...others.map(({ key }) => key)]).size).toBe(4);
  const { parts } = await run.read();
  expect(others[1].record.people.map(({ record }) => record)).toEqual([...parts.test.records.subarray(250, 500)]);
  expect(blocksOf("test", 501).map(({ from }) => from)).toEqual([0, 250, 500]);
});

it("stops on the signal with its reason, and stores nothing", async () => {
  const store = new Store(temporaryFolder());
  const run = await smallRun();
  const trained = await train(store, run);
  const stopping = new AbortController();
  const block = { part: "test", from: 0 } as const;
  const onProgress = (done: number) => {
    if (done === 20) stopping.abort(new Error("enough"));
  };
  await expect(
    certifyBlock(store, run, trained, block, 10_000, { onProgress, signal: stopping.signal }),
  ).rejects.toThrow("enough");
  expect((await certifyBlock(store, run, trained, block, 10_000)).fresh).toBe(true);
});
