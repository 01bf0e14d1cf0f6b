import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestCandidates, candidateSet } from "../../src/actions/candidates.ts";
import { matrix } from "../../src/core/matrix.ts";

describe("candidates named one by one", () => {
  it("δ* is the first of those with the highest score of each of 3 people, and −1 for one without any", () => {
    const score = Float32Array.of(0.2, 0.9, 0.9, 0.1);
    expect(bestCandidates(score, Int32Array.of(0, 3, 3, 4))).toEqual(Int32Array.of(1, -1, 3));
  });

  it("nobody's candidate scores higher than the best, which is one of their own", () => {
    const people = fc.array(fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }), { maxLength: 8 });
    fc.assert(
      fc.property(people, (scores) => {
        const first = Int32Array.from({ length: scores.length + 1 });
        scores.forEach((own, i) => {
          first[i + 1] = first[i] + own.length;
        });
        const best = bestCandidates(scores.flat(), first);
        scores.forEach((own, i) => {
          expect(best[i]).toBe(own.length === 0 ? -1 : first[i] + own.indexOf(Math.max(...own)));
        });
      }),
    );
  });

  it("refuses a score that is NaN, and bounds that do not begin at 0, ascend and end at the last candidate", () => {
    expect(() => bestCandidates([0.1, Number.NaN], Int32Array.of(0, 2))).toThrow("invalid score of candidate 1: NaN");
    const set = (...first: number[]) => candidateSet(matrix(2, 1), Int32Array.from(first), String);
    expect(set(0, 1, 2).first).toHaveLength(3);
    expect(() => set(0, 1)).toThrow("they have to begin at 0 and end at 2");
    expect(() => set(1, 2)).toThrow("they have to begin at 0 and end at 2");
    expect(() => set()).toThrow("they have to begin at 0 and end at 2");
    expect(() => set(0, 2, 1, 2)).toThrow("invalid candidates of person 1: 2 to 1");
  });
});
