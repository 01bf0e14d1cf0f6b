import { describe, expect, it } from "vitest";
import { compare, differenceText } from "../../src/report/comparison.ts";
import { entryOf, type Place, type ReportTable } from "../../src/report/table.ts";
import { csvOf } from "../../src/report/writers/csv.ts";
import { sample, split } from "./sample.ts";

/** The sample with another number in the first place. */
function withFirst(place: Place): ReportTable {
  const [{ places, ...row }, ...rows] = sample.rows;
  return { ...sample, rows: [{ ...row, places: [place, ...places.slice(1)] }, ...rows] };
}

const before = csvOf(sample);

describe("two reports", () => {
  it("of the same numbers do not differ, whatever records they were read from and whatever they notice", () => {
    const elsewhere = before.replaceAll("key0", "key9").replace("Incomplete", "Something else");
    expect(compare([before], [elsewhere])).toEqual({ moved: [], compared: 6, uncovered: [] });
  });

  it("differ in a number that moved by 0.000001, and the diff shows it before and after", () => {
    const { moved } = compare(
      [before],
      [csvOf(withFirst(entryOf([split(0.500002), split(0.7, 21)], { published: 0.61 })))],
    );
    expect(moved.map(({ place }) => place)).toEqual(["table9 · paper · x.baseline · f1"]);
    expect(differenceText(moved)).toMatch(
      /^table9 · paper · x\.baseline · f1\n- mean 0\.6, .*people 1000.*\n\+ mean 0\.600001, .*verdict reproduced\n$/,
    );
  });

  it("differ in a number that is new, and in one that is gone", () => {
    expect(compare([csvOf(withFirst(null))], [before]).moved).toMatchObject([{ before: null }]);
    expect(compare([before], [csvOf(withFirst(null))]).moved).toMatchObject([{ after: null }]);
  });

  it("are compared in what both cover: a data set, table or protocol that either lacks is no difference, but is told", () => {
    const x = { ...sample, columns: sample.columns.slice(0, 2) };
    const onlyX = csvOf({ ...x, rows: x.rows.map((row) => ({ ...row, places: row.places.slice(0, 2) })) });
    expect(compare([before], [onlyX])).toEqual({ moved: [], compared: 4, uncovered: [] });
    expect(compare([before, csvOf({ ...sample, protocol: "other" })], [before]).moved).toEqual([]);
    expect(compare([onlyX], [before])).toEqual({ moved: [], compared: 4, uncovered: ["table9 · paper · y"] });
  });
});
