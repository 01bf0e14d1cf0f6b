import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rowsBetween } from "../../../src/core/matrix.ts";
import type { NetworkSpec } from "../../../src/engines/engine.ts";
import { initialParameters } from "../../../src/engines/parameters.ts";
import { reference } from "../../../src/engines/reference/reference.ts";
import { wasm } from "../../../src/engines/wasm/wasm.ts";
import { batch, normalRows, raggedSize, train, training } from "../batches.ts";
import { engineContract } from "../engine.contract.ts";

engineContract("wasm", wasm, { sameBits: true });

describe("wasm and reference: the same bits", () => {
  const paper: NetworkSpec = { inputs: 9, hidden: [40, 40, 40], activation: "tanh", dropout: 0.3 };
  const specs: readonly NetworkSpec[] = [
    paper,
    { ...paper, activation: "relu", hidden: [50, 50] },
    { ...paper, hidden: [37, 1, 8, 23] },
    { ...paper, hidden: [] },
    { ...paper, hidden: [10], dropout: 0 },
  ];
  const runs = specs.flatMap((spec) =>
    (["shared", "own", "eval", undefined] as const).map(
      (masks) =>
        [`9-${[...spec.hidden, 1].join("-")} ${spec.activation}, dropout ${spec.dropout}`, masks, spec] as const,
    ),
  );
  test.each(runs)(
    "%s, gradient masks %s: losses, gradients, θ and scores of 40 steps, short batches among them",
    (_, masks, spec) => {
      const [fast, slow] = [wasm(), reference()].map((engine) =>
        engine.open(spec, initialParameters(spec, 0), training),
      );
      for (let step = 0; step < 40; step++) {
        const next = batch(raggedSize(step), 9, step, step % 7 !== 6);
        if (masks) expect(fast.gradient(next.X, masks)).toEqual(slow.gradient(next.X, masks));
        expect(fast.step(next)).toBe(slow.step(next));
      }
      expect(fast.parameters()).toEqual(slow.parameters());
      const X = normalRows(130, 9, 1000);
      expect(fast.score(X)).toEqual(slow.score(X));
      expect(fast.gradient(X)).toEqual(slow.gradient(X));
    },
  );

  test("9-100-100-100-1 tanh, dropout 0.3: 5 steps", () => {
    const spec = { ...paper, hidden: [100, 100, 100] };
    const [fast, slow] = [wasm(), reference()].map((engine) => engine.open(spec, initialParameters(spec, 0), training));
    expect(train(fast, 5, "shared")).toEqual(train(slow, 5, "shared"));
    expect(fast.parameters()).toEqual(slow.parameters());
  });

  test("any shape: 0–4 layers of 1–70, 1–40 inputs, 1–23 rows, any dropout; 60 of them, 3 steps each", () => {
    const shapes = fc.record({
      inputs: fc.integer({ min: 1, max: 40 }),
      hidden: fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 4 }),
      activation: fc.constantFrom("tanh" as const, "relu" as const),
      dropout: fc.constantFrom(0, 0.001, 0.3, 0.9),
    });
    const masks = fc.constantFrom("shared" as const, "own" as const, "eval" as const, undefined);
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 23 }), masks, fc.nat(), (spec, n, asked, seed) => {
        const nets = [wasm(), reference()].map((engine) =>
          engine.open(spec, initialParameters(spec, seed), { ...training, seed }),
        );
        for (let step = 0; step < 3; step++) {
          const next = batch(n, spec.inputs, seed + step, step !== 1);
          const [fast, slow] = nets.map((network) => ({
            gradient: asked ? network.gradient(next.X, asked) : null,
            loss: network.step(next),
            parameters: network.parameters(),
          }));
          expect(fast).toEqual(slow);
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test("the widest network, 3-512-512-512-512-1: one step on 7 rows", () => {
    const spec: NetworkSpec = { inputs: 3, hidden: [512, 512, 512, 512], activation: "tanh", dropout: 0.3 };
    const [fast, slow] = [wasm(), reference()].map((engine) => engine.open(spec, initialParameters(spec, 0), training));
    const next = batch(7, 3);
    expect(fast.gradient(next.X, "shared")).toEqual(slow.gradient(next.X, "shared"));
    expect(fast.step(next)).toBe(slow.step(next));
    expect(fast.parameters()).toEqual(slow.parameters());
  });
});

describe("wasm: many rows, many networks", () => {
  const spec: NetworkSpec = { inputs: 9, hidden: [20, 20], activation: "relu", dropout: 0.3 };

  test("100,000 rows in one call give the bits of the rows one by one", () => {
    const network = wasm().open(spec, initialParameters(spec, 0));
    const X = normalRows(100_000, 9);
    const scores = network.score(X);
    const { score, G } = network.gradient(X);
    expect(score).toEqual(scores);
    for (let i = 0; i < X.rows; i++) {
      const one = network.gradient(rowsBetween(X, i, i + 1));
      if (one.score[0] !== scores[i]) expect.fail(`score of row ${i}`);
      for (let j = 0; j < 9; j++) if (one.G.data[j] !== G.data[i * 9 + j]) expect.fail(`G of row ${i}, column ${j}`);
    }
  });

  test("a batch of 5,000 rows after one of 15 trains like the reference engine, to the bit", () => {
    const nets = [wasm(), reference()].map((engine) => engine.open(spec, initialParameters(spec, 0), training));
    const [fast, slow] = nets.map((network) => {
      const small = network.step(batch(15, 9));
      const large = batch(5000, 9);
      const { G } = network.gradient(large.X, "shared");
      return [small, G, network.step(large), network.parameters()];
    });
    expect(fast).toEqual(slow);
  });

  test("200 networks opened and closed one after another use the memory of the first, and its stale numbers show in no bit", () => {
    const engine = wasm();
    const fresh = wasm().open(spec, initialParameters(spec, 0), training);
    const losses = train(fresh, 3, "shared");
    const before = process.memoryUsage().arrayBuffers;
    for (let k = 0; k < 200; k++) {
      const wide: NetworkSpec = { ...spec, hidden: k % 2 ? [20, 20] : [512, 33], activation: "tanh", dropout: 0 };
      const other = engine.open(wide, initialParameters(wide, k), training);
      if (k < 4) train(other, 3, "own");
      other.close();
    }
    const network = engine.open(spec, initialParameters(spec, 0), training);
    expect(train(network, 3, "shared")).toEqual(losses);
    expect(network.parameters()).toEqual(fresh.parameters());
    // One memory of [512, 33] is about 2 MB; 200 of them would be 400.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20);
  });

  test("50 networks open at once do not disturb each other", () => {
    const engine = wasm();
    const alone = Array.from({ length: 50 }, (_, seed) =>
      train(wasm().open(spec, initialParameters(spec, seed), { ...training, seed }), 2, "shared"),
    );
    const nets = Array.from({ length: 50 }, (_, seed) =>
      engine.open(spec, initialParameters(spec, seed), { ...training, seed }),
    );
    const losses = nets.map(() => [] as number[]);
    for (let step = 0; step < 2; step++) {
      nets.forEach((network, k) => {
        const next = batch(raggedSize(step), 9, step);
        network.gradient(next.X, "shared");
        losses[k].push(network.step(next));
      });
    }
    expect(losses).toEqual(alone);
  });
});
