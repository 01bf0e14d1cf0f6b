import { describe, expect, it } from "vitest";
import { bestCandidates } from "../../../src/actions/candidates.ts";
import { matrix } from "../../../src/core/matrix.ts";
import { stream } from "../../../src/core/random.ts";
import { initialParameters } from "../../../src/engines/parameters.ts";
import { openEngine } from "../../../src/engines/registry.ts";
import { type HeadProblem, trainHead } from "../../../src/experiments/nlp/head.ts";

const random = stream(0, "sentences");
const n = 200;
const d = 6;
const X = matrix(
  n,
  d,
  Float32Array.from({ length: n * d }, () => random.normal()),
);
const y = Float32Array.from({ length: n }, (_, i) => Number(X.data[i * d] + 0.3 * random.normal() > 0));
/** Person i has i mod 4 candidates: x with noise, one of them with a flag in the last column that nobody else has. */
const first = Int32Array.from({ length: n + 1 });
const points: number[] = [];
for (let i = 0; i < n; i++) {
  for (let k = 0; k < i % 4; k++) {
    for (let j = 0; j < d; j++) points.push(j === d - 1 ? Number(k === 0) * 4 : X.data[i * d + j]);
  }
  first[i + 1] = points.length / d;
}
for (let i = 0; i < n; i++) X.data[i * d + d - 1] = 0;
const candidates = { points: matrix(points.length / d, d, Float32Array.from(points)), first };

const problem: HeadProblem = {
  X,
  y,
  candidates,
  lambda: 0.25,
  recourseTerm: "every",
  spec: { hidden: [], activation: "tanh", dropout: 0 },
  adam: { learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  epochs: 10,
  batch: 16,
  seed: 0,
};

/** The share of people with candidates whose best one is accepted at 0.5, and of decisions that are right. */
async function outcome(changed: Partial<HeadProblem>) {
  const { network, losses } = await trainHead(await openEngine("wasm"), { ...problem, ...changed });
  const score = network.score(X);
  const ofCandidates = network.score(candidates.points);
  const parameters = network.parameters();
  network.close();
  const best = bestCandidates(ofCandidates, first);
  const turnedDown = Array.from(score.keys()).filter((i) => score[i] < 0.5 && best[i] >= 0);
  return {
    recourse: turnedDown.filter((i) => ofCandidates[best[i]] >= 0.5).length / turnedDown.length,
    accuracy: Array.from(score).filter((g, i) => Number(g >= 0.5) === y[i]).length / n,
    losses,
    parameters,
  };
}

describe("Eq. 1 over candidates", () => {
  it("with λ = 0.25 most people turned down come to have recourse, with 0 few; both decide 9 in 10 rightly", async () => {
    const [without, withRecourse] = [await outcome({ lambda: 0 }), await outcome({})];
    expect(without.recourse).toBeLessThan(0.5);
    expect(withRecourse.recourse).toBeGreaterThan(0.9);
    expect(Math.min(without.accuracy, withRecourse.accuracy)).toBeGreaterThan(0.85);
    expect(withRecourse.losses).toHaveLength(10);
    expect(withRecourse.losses[9]).toBeLessThan(withRecourse.losses[0]);
  });

  it("gives the same bits again, and the same on the scalar engine", async () => {
    const [a, b] = [await outcome({}), await outcome({})];
    expect(b.parameters).toEqual(a.parameters);
    const { network } = await trainHead(await openEngine("reference"), problem);
    expect(network.parameters()).toEqual(a.parameters);
  });

  it("λ = 0 needs no candidates, and gives the bits that it gives with them", async () => {
    const [a, b] = [await outcome({ lambda: 0 }), await outcome({ lambda: 0, candidates: null })];
    expect(b.parameters).toEqual(a.parameters);
    await expect(trainHead(await openEngine("wasm"), { ...problem, candidates: null })).rejects.toThrow(RangeError);
  });

  it("turned-down: the first step leaves out those accepted; with everybody accepted it is that of λ = 0", async () => {
    // A column of one sign lifts every score above 0.5 from the start, or lowers it.
    const shifted = (by: number) =>
      matrix(
        n,
        d,
        Float32Array.from(X.data, (value, k) => (k % d === 1 ? by : value / 1000)),
      );
    const once = { epochs: 1, batch: n };
    const parameters = async (by: number, changed: Partial<HeadProblem>) => {
      const { network } = await trainHead(await openEngine("wasm"), {
        ...problem,
        ...once,
        X: shifted(by),
        ...changed,
      });
      return network.parameters();
    };
    const opened = (await openEngine("wasm")).open(
      { ...problem.spec, inputs: d },
      initialParameters({ ...problem.spec, inputs: d }, 0),
    );
    const sign = opened.score(shifted(50))[0] >= 0.5 ? 1 : -1;
    opened.close();
    const term = { recourseTerm: "turned-down" } as const;
    expect(await parameters(50 * sign, term)).toEqual(await parameters(50 * sign, { lambda: 0 }));
    expect(await parameters(-50 * sign, term)).toEqual(await parameters(-50 * sign, {}));
    expect(await parameters(-50 * sign, term)).not.toEqual(await parameters(-50 * sign, { lambda: 0 }));
  });

  it("a loss that is not a number is a sentence with the epoch and the remedy", async () => {
    const broken = matrix(n, d, new Float32Array(n * d).fill(Number.POSITIVE_INFINITY));
    const training = trainHead(await openEngine("wasm"), { ...problem, X: broken, lambda: 0 });
    await expect(training).rejects.toThrow(/^training diverged: .* in epoch 1; lower nlp.learningRate, which is 0.02$/);
  });
});
