import { describe, expect, it } from "vitest";
import { actionSet, contains } from "../../src/actions/set.ts";
import { certifiableOf } from "../../src/certificates/certifiable.ts";
import { decideEveryone } from "../../src/certificates/everyone.ts";
import type { PeopleBox, Scale } from "../../src/certificates/people.ts";
import { matrix, row } from "../../src/core/matrix.ts";
import { accepts } from "../../src/core/metrics.ts";
import { stream } from "../../src/core/random.ts";
import type { Network } from "../../src/engines/engine.ts";
import { openEngine } from "../../src/engines/registry.ts";
import { ask, drawn } from "./problem.ts";

const spec = { inputs: 4, hidden: [12, 12], activation: "tanh", dropout: 0 } as const;
const engine = await openEngine("reference");

/** Ages and incomes that can differ, a 0/1 column and one more that cannot; income and the last one can be acted upon. */
const scale: Scale[] = [
  { mean: 40, std: 10, integer: true },
  { mean: 20_000, std: 8000, integer: false },
  { mean: 0, std: 1, integer: false },
  { mean: 5, std: 2, integer: false },
];
const actions = actionSet(4, {
  lower: [0, -0.2, 0, -0.5],
  upper: [0, 0.4, 0, 0.5],
  max: [Infinity, 2, Infinity, Infinity],
});
const box: PeopleBox = {
  lower: Float64Array.of(30.5, 12_000, 1, 5.5),
  upper: Float64Array.of(36, 15_000, 1, 5.5),
};

const standardised = (raw: Float64Array) =>
  Float32Array.from(raw, (value, j) => (value - scale[j].mean) / scale[j].std);

function* peopleOfBox(n: number, seed: number): Generator<Float64Array> {
  const random = stream(seed, "people");
  const between = (j: number) => box.lower[j] + (box.upper[j] - box.lower[j]) * random.uniform();
  for (let i = 0; i < n; i++) yield Float64Array.of(Math.ceil(between(0)), between(1), 1, 5.5);
}

/** The least and the greatest of what 186 of the box's people can reach. */
async function reachOf(network: Network): Promise<readonly [least: number, most: number]> {
  const reached: number[] = [];
  for (let age = 31; age <= 36; age++) {
    for (let income = 12_000; income <= 15_000; income += 100) {
      const x = standardised(Float64Array.of(age, income, 1, 5.5));
      reached.push((await ask({ ask: "highest", theta0: null }, network, actions, x)).bound);
    }
  }
  return [Math.min(...reached), Math.max(...reached)];
}

const boxesTaken: number[] = [];

const options = { people: 3000, boxes: 5000 };

describe.each([1, 2, 3, 4])("everybody in a box of two features, network %d", (seed) => {
  const network = engine.open(spec, drawn(spec, seed, 2));
  const reach = reachOf(network);
  /** θ₀ between what they can reach at the least and at the most, by `share`. */
  const theta0At = async (share: number) => {
    const [least, most] = await reach;
    return least + share * (most - least);
  };

  it("θ₀ a tenth of the spread below what all can reach: everyone, and 200 people drawn all have an action", async () => {
    const theta0 = await theta0At(-0.1);
    const found = await decideEveryone(certifiableOf(network), actions, theta0, scale, box, options);
    expect(found).toMatchObject({ kind: "everyone", share: 1 });
    for (const raw of peopleOfBox(200, seed)) {
      expect((await ask({ ask: "exists", theta0 }, network, actions, standardised(raw))).kind).toBe("action");
    }
  });

  it("θ₀ in the middle of it: not everyone, with a person of the box for whom none of 3,000 actions is accepted", async () => {
    const theta0 = await theta0At(0.5);
    const found = await decideEveryone(certifiableOf(network), actions, theta0, scale, box, options);
    if (found.kind !== "not everyone") throw new Error(found.kind);
    const { witness, highest, share } = found;
    expect(share).toBeLessThan(1);
    expect(Number.isInteger(witness[0])).toBe(true);
    witness.forEach((value, j) => {
      expect(value >= box.lower[j] && value <= box.upper[j]).toBe(true);
    });
    expect(highest).toBeLessThan(theta0 + 1e-4);
    const x = standardised(witness);
    const random = stream(seed, "actions");
    const points = matrix(3000, 4);
    for (let i = 0; i < points.rows; i++) {
      const delta = Float32Array.of(0, 0.6 * random.uniform() - 0.2, 0, random.uniform() - 0.5);
      if (contains(actions, x, delta)) row(points, i).set(x.map((value, j) => value + delta[j]));
      else row(points, i).set(x);
    }
    const most = Math.max(...network.score(points));
    expect(accepts(most, theta0)).toBe(false);
    expect(most).toBeLessThanOrEqual(highest);
  });

  it("one box of people at most: open where no one action suits all, and nothing is proven", async () => {
    const theta0 = await theta0At(-0.02);
    const [one, all] = await Promise.all(
      [1, 3000].map((people) =>
        decideEveryone(certifiableOf(network), actions, theta0, scale, box, { ...options, people }),
      ),
    );
    expect(one.boxes).toBe(1);
    expect(all.kind).toBe("everyone");
    expect(one).toMatchObject(all.boxes === 1 ? { kind: "everyone", share: 1 } : { kind: "open", share: 0 });
    boxesTaken.push(all.boxes);
  });
});

it("some of these took several boxes of people", () => {
  expect(Math.max(...boxesTaken)).toBeGreaterThan(1);
});

it("whole numbers with none between two ends are refused, and one person alone is decided by the score", async () => {
  const network = engine.open(spec, drawn(spec, 5, 2));
  const none = { lower: box.lower.with(0, 30.2), upper: box.upper.with(0, 30.7) };
  await expect(decideEveryone(certifiableOf(network), actions, 0.5, scale, none, options)).rejects.toThrow(RangeError);
  const one = { lower: box.lower, upper: box.lower };
  for (const theta0 of [0.01, 0.99]) {
    const alone = await decideEveryone(certifiableOf(network), actions, theta0, scale, one, options);
    const { kind } = await ask({ ask: "exists", theta0 }, network, actions, standardised(one.lower));
    expect(alone.kind).toBe(kind === "none" ? "not everyone" : "everyone");
  }
});
