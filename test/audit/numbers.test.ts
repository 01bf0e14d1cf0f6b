import { describe, expect, it } from "vitest";
import { histogramOf } from "../../src/audit/changes.ts";
import { countsOf, groupCounts, medianOf } from "../../src/audit/counts.ts";
import type { AuditedPerson, RecourseAnswer } from "../../src/audit/person.ts";
import { calibrationBins, thresholdCurve } from "../../src/audit/quality.ts";

const person = (row: number, changes: Partial<AuditedPerson> = {}): AuditedPerson => ({
  row,
  record: row + 1,
  label: 0,
  group: null,
  score: 0.5,
  answer: "accepted",
  action: null,
  highest: 0.5,
  ...changes,
});

const costing = (row: number, cost: number, group: string | null = null) =>
  person(row, { answer: "recourse", action: { delta: Float32Array.of(cost), score: 0.6, cost }, group });

describe("counts", () => {
  it("of 2 accepted, 3 with recourse, 4 without and 1 open: rates of those turned down and of all", () => {
    const answers: RecourseAnswer[] = ["accepted", "accepted", "none", "none", "none", "none", "open"];
    const people = [...answers.map((answer, i) => person(i, { answer })), costing(7, 1), costing(8, 2), costing(9, 4)];
    const { turnedDown, recourse, none, open, recourseAll, cost } = countsOf(people);
    expect([turnedDown, recourse.rate, none.rate, open.rate, recourseAll.rate]).toEqual([8, 3 / 8, 0.5, 1 / 8, 0.5]);
    expect(cost).toMatchObject({ values: 3, median: 2, interval: null });
  });

  it("the median of 5 values has no 95 % interval, of 6 it is their range, of 1 … 20 it is 6 … 15", () => {
    expect(medianOf([])).toBeNull();
    expect(medianOf([5, 4, 3, 2, 1])?.interval).toBeNull();
    expect(medianOf([6, 5, 4, 3, 2, 1])?.interval).toEqual({ low: 1, high: 6 });
    // P[Bin(20, ½) ≤ 5] = 0.0207 and P[Bin(20, ½) ≤ 6] = 0.0577.
    expect(medianOf(Array.from({ length: 20 }, (_, i) => i + 1))?.interval).toEqual({ low: 6, high: 15 });
  });

  it("a group without anybody has nobody to compare, two groups differ by 1 − ½", () => {
    const groups = { feature: "f", majority: "a", minority: "b" };
    const ofA = [person(0, { group: "a" }), person(1, { group: "a" })];
    expect(groupCounts(ofA, groups).acceptedBy).toBeNull();
    const both = groupCounts([...ofA, person(2, { group: "b" }), costing(3, 1, "b")], groups);
    expect(both.acceptedBy?.difference).toBe(0.5);
    expect(both.recourseBy).toBeNull();
    expect(both.recourseAllBy?.difference).toBe(0);
  });
});

describe("histograms", () => {
  it.each([
    [[0, 1, 2, 3], { from: 0, to: 0.2 }, { from: 3, to: 3.2 }],
    [[-5.8, 9.2], { from: -6, to: -5 }, { from: 9, to: 10 }],
    [[7], { from: 7, to: 8 }, { from: 7, to: 8 }],
    [[0.3, 0.3], { from: 0.3, to: 0.35 }, { from: 0.3, to: 0.35 }],
    [[0, 1e6], { from: 0, to: 1e5 }, { from: 1e6, to: 1.1e6 }],
  ])(
    "of %o: edges are multiples of 1, 2 or 5 times a power of ten, at most 16 and one, and everybody is counted",
    (values, first, last) => {
      const { bins } = histogramOf(values);
      expect(bins[0]).toMatchObject(first);
      expect(bins.at(-1)).toMatchObject(last);
      expect(bins.length).toBeLessThanOrEqual(17);
      expect(bins.reduce((sum, { people }) => sum + people, 0)).toBe(values.length);
      for (const { from, to, people } of bins) {
        expect(people).toBe(values.filter((value) => from <= value && value < to).length);
      }
    },
  );
});

describe("quality", () => {
  it("200 people make 10 groups of 20 by score, 39 people one, and nobody none", () => {
    const people = Array.from({ length: 200 }, (_, i) =>
      person(i, { score: ((i * 77) % 200) / 200, label: i % 4 === 0 ? 1 : 0 }),
    );
    const bins = calibrationBins(people);
    expect(bins.map((bin) => bin.people)).toEqual(new Array(10).fill(20));
    expect(bins[0].score).toBeCloseTo(0.0475, 12);
    expect(bins.reduce((sum, { favourable }) => sum + favourable, 0)).toBe(50);
    expect(calibrationBins(people.slice(0, 39))).toHaveLength(1);
    expect(calibrationBins([])).toEqual([]);
  });

  it("of scores 0.2, 0.4, 0.6 that reach 0.5, 0.4, 0.9: recourse at θ₀ = 0.45 is 1 of 2, at 0 there is nobody to have it", () => {
    const people = [
      person(0, { score: 0.2, highest: 0.5 }),
      person(1, { score: 0.4, highest: 0.4 }),
      person(2, { score: 0.6, highest: 0.9, label: 1 }),
    ];
    const curve = thresholdCurve(people, 0.455);
    expect(curve).toHaveLength(102);
    const at = (theta0: number) => curve.find((point) => point.theta0 === theta0);
    expect(at(0.455)).toMatchObject({ accepted: 1 / 3, recourseNegative: 0.5, recourseAll: 2 / 3, accuracy: 1, f1: 1 });
    expect(at(0)).toMatchObject({ accepted: 1, recourseNegative: null, recourseAll: 1 });
    expect(at(0.9)).toMatchObject({ accepted: 0, recourseNegative: 1 / 3, recourseAll: 1 / 3 });
  });
});
