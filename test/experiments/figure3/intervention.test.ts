import { describe, expect, it } from "vitest";
import { fromRows, matrix } from "../../../src/core/matrix.ts";
import type { Truth } from "../../../src/data/causal.ts";
import { effect, intervene, responses } from "../../../src/experiments/figure3/intervention.ts";
import { recourseMethod } from "../../../src/methods/registry.ts";
import type { Json } from "../../../src/pipeline/canonical.ts";
import { evaluate } from "../../../src/pipeline/evaluate.ts";
import { keyOf, Store } from "../../../src/pipeline/store.ts";
import { train } from "../../../src/pipeline/train.ts";
import { temporaryFolder } from "../../cli/terminal.ts";
import { logistic } from "../../methods/problem.ts";
import { smallRun } from "../../pipeline/small-run.ts";

/** Column 1 falls by 2 where column 0 rises by 1. */
const falling = [{ column: 1, parents: [0], slopes: Float64Array.of(-2) }];

describe("who is helped", () => {
  it("of 4 people at z = x₀ + x₁: 1 is accepted either way, 1 alone only, 1 with the response only, 1 told nothing", () => {
    const network = logistic([1, 1], 0);
    const X = fromRows([
      [-0.1, 0],
      [-0.5, 0],
      [-0.1, 0],
      [3, 0],
    ]);
    // Acting on both cuts the response; raising x₀ by 0.6 lowers z by 0.6; lowering it by 0.2 raises z by 0.2.
    const delta = fromRows([
      [0.1, 0.1],
      [0.6, 0],
      [-0.2, 0],
      [0, 0],
    ]);
    const { proposed, alone, responded } = responses(network, falling, { X, delta }, 0.5);
    expect([...proposed]).toEqual([0, 1, 2]);
    expect([...alone]).toEqual([0, 1]);
    expect([...responded]).toEqual([0, 2]);
  });
});

describe("what it truly does", () => {
  const truth: Truth = { equations: falling, outcome: { intercept: 0, weights: Float64Array.of(1, 1) } };
  const X = matrix(3, 2);
  const delta = fromRows([
    [1, 0],
    [1, 1],
    [-2, 0],
  ]);

  it("0.5 before, and σ(−1), σ(2), σ(2) after: it rises for 2 of 3", () => {
    const found = effect(truth, { X, delta }, Int32Array.of(0, 1, 2), fromRows([[2, 0]]));
    expect(found?.before).toBe(0.5);
    expect(found?.after).toBeCloseTo((0.26894142 + 2 * 0.88079708) / 3, 7);
    expect(found?.rises).toBeCloseTo(2 / 3, 12);
    expect(found?.accepted).toBeCloseTo(0.88079708, 7);
  });

  it("nobody helped, nothing said; nobody accepted, no mean of them", () => {
    expect(effect(truth, { X, delta }, new Int32Array(0), X)).toBeNull();
    expect(effect(truth, { X, delta }, Int32Array.of(0), matrix(0, 2))?.accepted).toBeNull();
  });
});

describe("the intervene stage on simulated people", () => {
  const causal = recourseMethod("causal");
  const small = { "recourse.causal.budget": 200, "split.test": 150 };

  it("everyone whom the search tells to act is accepted with the response, and fewer are without", async () => {
    const store = new Store(temporaryFolder());
    const run = await smallRun(small);
    const { record } = await intervene(store, run, await train(store, run), causal);
    expect(record.helped).toBe(record.responded);
    expect(record.responded).toBe(record.proposed);
    expect(record.helped).toBeGreaterThan(10);
    expect(record.alone).toBeLessThan(record.responded);
    expect(record.negative).toBe(record.helped / record.people);
    expect(record.truth?.rises).toBe(1);
    expect(record.truth?.after).toBeGreaterThan(record.truth?.before ?? 1);
  });

  it("without the response the same δ are evaluated as the evaluate stage evaluates them", async () => {
    const store = new Store(temporaryFolder());
    const run = await smallRun({ ...small, "intervene.response": "none" });
    const trained = await train(store, run);
    const { record } = await intervene(store, run, trained, causal);
    const { recourse } = (await evaluate(store, run, trained, causal)).record;
    expect([record.people, record.proposed, record.helped]).toEqual([
      recourse.negatives,
      recourse.proposed,
      recourse.flipped,
    ]);
  });

  it("rows: train, the release's: as many people, of the training rows, and the release's algorithm", async () => {
    const store = new Store(temporaryFolder());
    const choices = { "recourse.causal.algorithm": "iteration", "recourse.causal.stop": "half" };
    const run = await smallRun({ ...small, ...choices, "intervene.rows": "train", "intervene.response": "none" });
    const trained = await train(store, run);
    const { record } = await intervene(store, run, trained, causal);
    const { recourse } = (await evaluate(store, run, trained, causal)).record;
    expect(record.people).toBe(recourse.negatives);
    expect(record.helped).toBe(record.alone);
    expect(record.helped).toBeGreaterThan(0);
  });

  it("equations are in the key of `causal` and of no other method; training does not know them", async () => {
    const store = new Store(temporaryFolder());
    const [declared, other] = [
      await smallRun(small),
      await smallRun({ ...small, "causal.equations": { amount: { parents: ["age"] } } }),
    ];
    const trained = await train(store, declared);
    expect((await train(store, other)).key).toBe(trained.key);
    const keys = async (name: string) => {
      const method = recourseMethod(name);
      return [
        (await evaluate(store, declared, trained, method)).key,
        (await evaluate(store, other, trained, method)).key,
      ];
    };
    const [a, b] = await keys("adversarial");
    expect(a).toBe(b);
    const settings = declared.settings.recourse.adversarial;
    expect(a).toBe(
      keyOf(
        { name: "evaluate", revision: 1 },
        { train: trained.key, method: "adversarial", settings: settings as Json },
      ),
    );
    const [c, d] = await keys("causal");
    expect(c).not.toBe(d);
  });
});
