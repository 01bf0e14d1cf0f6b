import { describe, expect, it } from "vitest";
import { differences, differenceText } from "../../../src/report/reproduction/comparison.ts";
import { entryOf, type Place, type ReportTable } from "../../../src/report/table.ts";
import { csvOf } from "../../../src/report/writers/csv.ts";
import { sample, split } from "../sample.ts";

/** The sample with another number in the first place. */
function withFirst(place: Place): ReportTable {
  const [{ places, ...row }, ...rows] = sample.rows;
  return { ...sample, rows: [{ ...row, places: [place, ...places.slice(1)] }, ...rows] };
}

const before = csvOf(sample);

describe("two reports", () => {
  it("of the same numbers do not differ, whatever records they were read from and whatever they notice", () => {
    const elsewhere = before.replaceAll("key0", "key9").replace("Incomplete", "Something else");
    expect(differences([before], [elsewhere])).toEqual([]);
  });

  it("differ in a number that moved by 0.000001, and the diff shows it before and after", () => {
    const moved = differences(
      [before],
      [csvOf(withFirst(entryOf([split(0.500002), split(0.7, 21)], { published: 0.61 })))],
    );
    expect(moved.map(({ place }) => place)).toEqual(["table9 · paper · x.baseline · f1"]);
    expect(differenceText(moved)).toMatch(
      /^table9 · paper · x\.baseline · f1\n- mean 0\.6, .*people 1000.*\n\+ mean 0\.600001, .*verdict reproduced\n$/,
    );
  });

  it("differ in a number that is new, and in one that is gone", () => {
    expect(differences([csvOf(withFirst(null))], [before])).toMatchObject([{ before: null }]);
    expect(differences([before], [csvOf(withFirst(null))])).toMatchObject([{ after: null }]);
  });

  it("of which the later covers fewer data sets, tables or protocols are compared in what it covers", () => {
    const x = { ...sample, columns: sample.columns.slice(0, 2) };
    const onlyX = csvOf({ ...x, rows: x.rows.map((row) => ({ ...row, places: row.places.slice(0, 2) })) });
    expect(differences([before], [onlyX])).toEqual([]);
    expect(differences([before, csvOf({ ...sample, protocol: "other" })], [before])).toEqual([]);
    expect(differences([onlyX], [before]).map(({ before }) => before)).toEqual([null, null]);
  });
});
