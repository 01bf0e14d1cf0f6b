/** Whether everybody in a box has one of their actions, where actions have names: against people drawn from the box. */
import { describe, expect, it } from "vitest";
import type { Candidate } from "../../src/actions/action-set.ts";
import { isNamed, openCandidates } from "../../src/actions/enumeration.ts";
import { actionSet } from "../../src/actions/set.ts";
import { certifiableOf } from "../../src/certificates/certifiable.ts";
import { decideEveryone } from "../../src/certificates/everyone.ts";
import { imagesFor, partedByConditions } from "../../src/certificates/named-people.ts";
import { type PeopleBox, type Scale, standardised } from "../../src/certificates/people.ts";
import { leastScoreOver } from "../../src/certificates/people-bounds.ts";
import { fromRows } from "../../src/core/matrix.ts";
import { stream } from "../../src/core/random.ts";
import type { Network } from "../../src/engines/engine.ts";
import { openEngine } from "../../src/engines/registry.ts";
import { ask, drawn } from "./problem.ts";

const engine = await openEngine("reference");
const spec = { inputs: 4, hidden: [12, 12], activation: "tanh", dropout: 0 } as const;

/** Ages, incomes and savings that can differ, and a 0/1 column. */
const scale: Scale[] = [
  { mean: 40, std: 10, integer: true },
  { mean: 20_000, std: 8000, integer: false },
  { mean: 5, std: 2, integer: false },
  { mean: 0, std: 1, integer: true },
];
const at = (j: number, raw: number) => (raw - scale[j].mean) / scale[j].std;
const candidates: Candidate[] = [
  {
    name: "young: earn 14,500",
    when: [{ column: 0, min: -Infinity, max: at(0, 33) }],
    by: [],
    to: [{ column: 1, value: at(1, 14_500) }],
    cost: 1,
  },
  {
    name: "others: earn 4,000 more",
    when: [{ column: 0, min: at(0, 34), max: Infinity }],
    by: [{ column: 1, value: 4000 / 8000 }],
    to: [],
    cost: null,
  },
  {
    name: "save",
    when: [{ column: 1, min: at(1, 13_333.3), max: Infinity }],
    by: [{ column: 2, value: 1 }],
    to: [],
    cost: null,
  },
  {
    name: "save as much as anybody",
    when: [{ column: 2, min: -Infinity, max: at(2, 5) }],
    by: [],
    to: [{ column: 2, value: 2 }],
    cost: 3,
  },
];
const actions = actionSet(4, { lower: [0, 0, 0, 0], upper: [0, 0, 0, 0], candidates });
const named = actions;
if (!isNamed(named)) throw new Error("no names");

const boxes: PeopleBox[] = [
  { lower: Float64Array.of(30.5, 12_000, 5.5, 1), upper: Float64Array.of(36, 15_000, 5.5, 1) },
  { lower: Float64Array.of(30, 14_000, 4, 1), upper: Float64Array.of(30, 15_000, 6, 1) },
  { lower: Float64Array.of(28, 13_000, 4.5, 0), upper: Float64Array.of(40, 13_000, 5.25, 0) },
];

function* peopleOf({ lower, upper }: PeopleBox, n: number): Generator<Float64Array> {
  const random = stream(3, "people");
  for (let i = 0; i < n; i++) {
    yield lower.map((low, j) => {
      const value = low + (upper[j] - low) * random.uniform();
      return low === upper[j] ? low : scale[j].integer ? Math.min(upper[j], Math.ceil(value)) : value;
    });
  }
}

const highestOf = async (network: Network, raw: Float64Array) =>
  (await ask({ ask: "highest", theta0: null }, network, actions, standardised(raw, scale))).bound;

const answers: string[] = [];

describe.each([1, 2, 3, 4, 5, 6])("network %d", (seed) => {
  const network = engine.open(spec, drawn(spec, seed, 2));

  it.each([0, 1, 2])(
    "box %d, nine θ₀: nobody of 300 contradicts the answer, and a witness has no action",
    async (b) => {
      const box = boxes[b];
      const people = [...peopleOf(box, 300)];
      const highest = await Promise.all(people.map((raw) => highestOf(network, raw)));
      const [least, most] = [Math.min(...highest), Math.max(...highest)];
      for (let k = -1; k <= 7; k++) {
        const theta0 = Math.min(0.999, least + ((most - least) * k) / 6 - 1e-3);
        const found = await decideEveryone(certifiableOf(network), actions, theta0, scale, box, {
          people: 3000,
          boxes: 1,
        });
        answers.push(found.kind);
        if (found.kind === "everyone") expect(least).toBeGreaterThanOrEqual(theta0);
        if (found.kind === "everyone") expect(found.share).toBe(1);
        if (found.kind !== "not everyone") continue;
        const { witness } = found;
        witness.forEach((value, j) => {
          expect(value).toBeGreaterThanOrEqual(box.lower[j]);
          expect(value).toBeLessThanOrEqual(box.upper[j]);
        });
        expect(await highestOf(network, witness)).toBeLessThan(theta0);
        expect(found.highest).toBeLessThan(theta0);
      }
    },
  );

  it("what a whole box scores at least after an action is no more than what 300 of its people do", () => {
    for (const box of boxes) {
      const [low, high] = [standardised(box.lower, scale), standardised(box.upper, scale)];
      const middle = standardised(
        box.lower.map((value, j) => (value + box.upper[j]) / 2),
        scale,
      );
      const bounds = certifiableOf(network).bounds;
      const images = imagesFor(named, middle, low, high, (points) => network.score(points), 0);
      const least = images.map((image) => leastScoreOver(bounds, actions, image).least).toSorted((a, b) => a - b);
      const suiting = candidates.flatMap(({ name }, which) => {
        const open = (x: Float32Array) => openCandidates(named, x).which.includes(which);
        return open(low) && open(high) ? [{ name, which }] : [];
      });
      expect(images.length).toBe(1 + suiting.length);
      const lows = [null, ...suiting].map((one) => {
        const scores = [...peopleOf(box, 300)].map((raw) => {
          const x = standardised(raw, scale);
          const { delta, which } = openCandidates(named, x);
          const k = one === null ? -1 : which.indexOf(one.which);
          const point = k < 0 ? x : x.map((value, j) => value + delta.data[k * 4 + j]);
          return network.score(fromRows([point]))[0];
        });
        return Math.min(...scores);
      });
      least.forEach((bound, k) => {
        expect(bound).toBeLessThanOrEqual(lows.toSorted((a, b) => a - b)[k]);
      });
    }
  });
});

it("most of 162 questions are decided, either way", () => {
  expect(answers.length).toBe(162);
  expect(answers.filter((kind) => kind === "everyone").length).toBeGreaterThan(30);
  expect(answers.filter((kind) => kind === "not everyone").length).toBeGreaterThan(60);
  expect(answers.filter((kind) => kind === "open").length).toBeLessThan(16);
});

it("a box is parted at the end of a condition, between neighbouring float32s, and whole numbers between two of them", () => {
  const parts = partedByConditions(named, boxes[0], scale) ?? [];
  expect(parts.map(({ lower, upper }) => [lower[0], upper[0]])).toEqual([
    [30.5, 33],
    [34, 36],
  ]);
  const further = parts.map((part) => partedByConditions(named, part, scale) ?? []);
  for (const [left, right] of further) {
    const ends = [left.upper[1], right.lower[1]].map((raw) => Math.fround(at(1, raw)));
    expect(ends[1]).toBe(Math.fround(at(1, 13_333.3)));
    expect(ends[0]).toBeLessThan(ends[1]);
    expect(ends[1] - ends[0]).toBeLessThanOrEqual(2 ** -24);
    expect(partedByConditions(named, left, scale)).toBeNull();
  }
});
