import { describe, expect, it } from "vitest";
import { bestResponse } from "../../src/actions/best-response.ts";
import { linearProgram } from "../../src/actions/lp.ts";
import { actionSet } from "../../src/actions/set.ts";
import { fromRows, type Matrix, row } from "../../src/core/matrix.ts";
import { stream } from "../../src/core/random.ts";
import type { Batch, GradientMasks, Network } from "../../src/engines/engine.ts";
import { initialParameters, toFloats } from "../../src/engines/parameters.ts";
import { openEngine } from "../../src/engines/registry.ts";
import { sha256 } from "../../src/pipeline/canonical.ts";
import { type Trained, type TrainingProblem, trainNetwork } from "../../src/pipeline/sgd.ts";
import { bytesOf } from "../../src/pipeline/train.ts";

/** 600 people: feature 0 can move and decides half of the label, feature 1 cannot move and decides the other half. */
function people(n: number, purpose: string): { X: Matrix; y: Float32Array } {
  const random = stream(7, purpose);
  const rows = Array.from({ length: n }, () => [random.normal(), random.normal()]);
  const y = Float32Array.from(rows, ([a, b]) => (a + b + 0.5 * random.normal() > 0.8 ? 1 : 0));
  return { X: fromRows(rows), y };
}

async function trained(lambda: number, changes: Partial<TrainingProblem> = {}): Promise<Trained> {
  const spec = { inputs: 2, hidden: [16, 16], activation: "tanh", dropout: 0.3 } as const;
  const adam = { learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const network = (await openEngine("wasm")).open(spec, initialParameters(spec, 0), { adam, seed: 0 });
  const actions = actionSet(2, { lower: [-0.75, 0], upper: [0.75, 0] });
  const program = await linearProgram(actions, { sense: "minimise", solver: "auto" });
  const weighted = ({ X, y }: ReturnType<typeof people>) => ({ X, y, weights: y.map(() => 1) });
  const train = weighted(people(600, "train"));
  try {
    return await trainNetwork(network, program, {
      train,
      validation: {
        examples: weighted(people(300, "validation")),
        lambda,
        baseRate: 0.3,
        epochRule: "f1",
        threshold: { rule: "f1", grid: 0.05 },
        weightsOf: "own",
      },
      lambda,
      epochs: 8,
      plan: { train: 600, validation: 300, batch: 15, shuffle: true, lossCarryOver: false, seed: 0 },
      gradientMasks: "shared",
      skipZeroDelta: false,
      ...changes,
    });
  } finally {
    network.close();
  }
}

const digest = ({ parameters }: Trained) => sha256(bytesOf(toFloats(parameters)));
const last = ({ epochs }: Trained) => epochs[epochs.length - 1];

describe("training on Eq. 1", () => {
  it("lowers the validation loss, and F1 passes 0.8 within 8 epochs", async () => {
    const { epochs } = await trained(0);
    expect(last({ epochs } as Trained).validationLoss).toBeLessThan(epochs[0].validationLoss);
    expect(Math.max(...epochs.map(({ f1 }) => f1))).toBeGreaterThan(0.8);
  });

  it("λ = 2 gives recourse to at least 1.5 times as many of those turned down as λ = 0", async () => {
    const rate = (t: Trained) => last(t).flipped / last(t).negatives;
    const [baseline, ours] = [rate(await trained(0)), rate(await trained(2))];
    expect(baseline).toBeGreaterThan(0.05);
    expect(ours).toBeGreaterThan(1.5 * baseline);
  });

  it("gives the same bits twice, and others for another λ", async () => {
    const [a, b, c] = [await trained(0.8), await trained(0.8), await trained(0.7)];
    expect(digest(a)).toBe(digest(b));
    expect(a.epochs).toEqual(b.epochs);
    expect(digest(a)).not.toBe(digest(c));
  });

  it("keeps the first epoch with the highest merit, and its parameters", async () => {
    const whole = await trained(0.8);
    expect(whole.chosen.merit).toBe(Math.max(...whole.epochs.map(({ merit }) => merit)));
    expect(whole.chosen).toBe(whole.epochs.find(({ merit }) => merit === whole.chosen.merit));
    const short = await trained(0.8, { epochs: whole.chosen.epoch });
    expect(digest(short)).toBe(digest(whole));
  });

  it("stops with the signal's reason", async () => {
    const controller = new AbortController();
    const spec = { inputs: 2, hidden: [], activation: "tanh", dropout: 0 } as const;
    const adam = { learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    const network = (await openEngine("reference")).open(spec, initialParameters(spec, 0), { adam, seed: 0 });
    const program = await linearProgram(actionSet(2, { lower: [0, 0], upper: [1, 0] }), {
      sense: "minimise",
      solver: "auto",
    });
    const { X, y } = people(50, "train");
    const examples = { X, y, weights: y.map(() => 1) };
    const problem: TrainingProblem = {
      train: examples,
      validation: {
        examples,
        lambda: 1,
        baseRate: 0.5,
        epochRule: "f1",
        threshold: { rule: "f1", grid: "all" },
        weightsOf: "own",
      },
      lambda: 1,
      epochs: 1000,
      plan: { train: 50, validation: 50, batch: 10, shuffle: false, lossCarryOver: true, seed: 0 },
      gradientMasks: "eval",
      skipZeroDelta: true,
    };
    const onEpoch = ({ epoch }: { epoch: number }) => epoch === 3 && controller.abort(new Error("enough"));
    await expect(trainNetwork(network, program, problem, { signal: controller.signal, onEpoch })).rejects.toThrow(
      "enough",
    );
  });
});

it("with actions by name, 40 steps on x + δ* of the highest score at the θ of that step, whatever the sense", async () => {
  const spec = { inputs: 2, hidden: [16], activation: "tanh", dropout: 0.3 } as const;
  const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const network = (await openEngine("wasm")).open(spec, initialParameters(spec, 3), { adam, seed: 0 });
  const actions = actionSet(2, {
    lower: [0, 0],
    upper: [0, 0],
    candidates: [
      { name: "up", when: [{ column: 1, min: -1, max: 1 }], by: [{ column: 0, value: 0.5 }], to: [], cost: null },
      { name: "to one", when: [], by: [], to: [{ column: 0, value: 1 }], cost: 9 },
      { name: "down", when: [{ column: 0, min: 0, max: 3 }], by: [{ column: 1, value: -0.5 }], to: [], cost: null },
    ],
  });
  const { X, y } = people(600, "train");
  const moves = (a: number, b: number) => [
    [0, 0],
    ...(b >= -1 && b <= 1 ? [[0.5, 0]] : []),
    ...(a === 1 ? [] : [[Math.fround(1 - a), 0]]),
    ...(a >= 0 && a <= 3 ? [[0, -0.5]] : []),
  ];
  let [compared, moved] = [0, 0];
  const watched: Network = Object.create(network, {
    spec: { value: spec },
    score: { value: (Z: Matrix) => network.score(Z) },
    gradient: { value: (Z: Matrix, masks?: GradientMasks) => network.gradient(Z, masks) },
    parameters: { value: () => network.parameters() },
    step: {
      value: (batch: Batch) => {
        for (let i = 0; i < batch.X.rows; i++) {
          const [a, b] = row(batch.X, i);
          const all = moves(a, b);
          const scores = network.score(fromRows(all.map(([da, db]) => [a + da, b + db])));
          const best = scores.reduce((top, score, k) => (score > scores[top] ? k : top), 0);
          expect(batch.recourse && [...row(batch.recourse.delta, i)]).toEqual(all[best]);
          compared++;
          moved += Number(best > 0);
        }
        return network.step(batch);
      },
    },
  });
  const score = (points: Matrix) => watched.score(points);
  const program = await bestResponse(actions, { sense: "maximise", solver: "glpk" }, score);
  const examples = { X, y, weights: y.map(() => 1) };
  await trainNetwork(watched, program, {
    train: examples,
    validation: {
      examples,
      lambda: 0.8,
      baseRate: 0.3,
      epochRule: "f1",
      threshold: { rule: "f1", grid: 0.05 },
      weightsOf: "own",
    },
    lambda: 0.8,
    epochs: 1,
    plan: { train: 600, validation: 600, batch: 15, shuffle: true, lossCarryOver: false, seed: 0 },
    gradientMasks: "shared",
    skipZeroDelta: false,
  });
  network.close();
  expect(compared).toBe(600);
  expect(moved).toBeGreaterThan(300);
});
