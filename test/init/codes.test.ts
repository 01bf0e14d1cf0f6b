import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { datasetSchema } from "../../src/data/schema.ts";
import { type ColumnNumbers, codesOf, isShaped } from "../../src/init/codes.ts";
import { planOf } from "../../src/init/plan.ts";
import { profileOf } from "../../src/init/profile.ts";
import { proposalText } from "../../src/init/proposal.ts";

/** A column by its values and how often each occurs. */
function numbers(counts: Readonly<Record<string, number>>): ColumnNumbers {
  const all = Object.entries(counts).map(([value, times]) => [Number(value), times]);
  const plain = all.filter(([value]) => !isShaped(value)).map(([value]) => value);
  return {
    shaped: new Map(all.filter(([value]) => isShaped(value)).map(([value, times]) => [value, times])),
    min: Math.min(...plain),
    max: Math.max(...plain),
    distinct: plain.length,
    cells: all.reduce((sum, [, times]) => sum + times, 0),
    whole: all.every(([value]) => Number.isInteger(value)),
  };
}
const upTo = (max: number, times = 10) =>
  Object.fromEntries(Array.from({ length: max + 1 }, (_, i) => [String(i), times]));

describe("numbers that look like codes", () => {
  test.each<[string, Readonly<Record<string, number>>, number[]]>([
    ["−9, −8 and −7 where all others are 0 or more", { ...upTo(60), "-9": 40, "-8": 3, "-7": 12 }, [-9, -8, -7]],
    ["a single −1 among counts", { ...upTo(28), "-1": 1 }, [-1]],
    ["999 among days up to 27, in 96 % of the rows", { ...upTo(27), "999": 9000 }, [999]],
    ["99 and 98 among children up to 12", { ...upTo(12), "99": 5, "98": 2 }, [98, 99]],
    ["9 among grades 1 to 3", { "1": 50, "2": 50, "3": 50, "9": 4 }, [9]],
    ["9999 among fractions", { "0.5": 9, "1.25": 9, "7.5": 9, "9999": 3 }, [9999]],
    ["not: 99 among ages up to 95", { ...upTo(95), "99": 3 }, []],
    ["not: 9 among counts 0 to 8", upTo(9), []],
    ["not: −2 … 2", { "-2": 9, "-1": 9, "0": 9, "1": 9, "2": 9 }, []],
    ["not: degrees down to −15.5", { ...upTo(30), "-15.5": 2, "-9": 3, "-1": 4 }, []],
    ["not: −1 and 1, of which one would be left", { "-1": 40, "1": 60 }, []],
    ["not: 99999 in 159 of 32,561 rows above 41,310", { ...upTo(400, 80), "41310": 2, "99999": 159 }, []],
  ])("%s", (_, counts, codes) => expect(codesOf([numbers(counts)])).toEqual([codes]));

  test("98 and 99 above 60 are none in one column, and some where two columns share them", () => {
    const column = numbers({ ...upTo(60), "98": 1, "99": 1 });
    expect(codesOf([column])).toEqual([[]]);
    expect(codesOf([column, column])).toEqual([
      [98, 99],
      [98, 99],
    ]);
  });
});

/** 300 people of a bureau's file: −9 in every column for those it does not know, −8 where there was no such trade. */
function bureau(): string {
  const lines = Array.from({ length: 300 }, (_, i) => {
    const unknown = i % 12 === 0;
    const months = unknown ? -9 : i % 7 === 0 ? -8 : (i * 37) % 90;
    const inquiries = unknown ? -9 : (i * 11) % 15;
    return `${months},${inquiries},${(i * 7) % 5 < 3 ? "+" : "-"},${["NA", "EU"][i % 2]}`;
  });
  return `months,inquiries,outcome,region\n${lines.join("\n")}\n`;
}

describe("the proposal for a bureau's file", () => {
  const table = profileOf(bureau(), "bureau.csv");
  const plan = planOf(table, {
    label: "outcome",
    favourable: ["+"],
    actionable: [{ column: "inquiries", direction: "decrease" }],
    sensitive: null,
  });
  const naming = {
    name: "bureau",
    file: "bureau.csv",
    sha256: "0".repeat(64),
    bytes: 1,
    meaning: "+",
    sensitive: null,
  };
  const dataset = datasetSchema.parse(parse(proposalText(table, plan, naming)));

  test("names −9 and −8 by column, and bounds inquiries by 0, not by −9", () => {
    expect(dataset.features.months).toMatchObject({
      missing: { codes: [-9, -8], policy: "mean" },
      indicator: true,
    });
    expect(dataset.features.inquiries).toMatchObject({ missing: { codes: [-9], policy: "drop" } });
    expect(dataset.actions.features?.inquiries).toMatchObject({ direction: "decrease", min: 0 });
    expect(plan.rows).toBe(275);
  });

  test("says so, and what it costs", () => {
    expect(plan.warnings).toContain(
      "months: -9 (25×), -8 (39×) look like codes for a missing value, and are read so; where they are measurements, " +
        "take them out of its codes in the YAML",
    );
    expect(plan.warnings.join("\n")).toMatch(/inquiries: 25 records are dropped/);
  });

  test("- is the other outcome of +, and NA the other region of EU, not a missing value", () => {
    expect(dataset.label).toMatchObject({ favourable: ["+"], unfavourable: ["-"] });
    expect(dataset.features.region_NA).toMatchObject({ kind: "indicator", equals: "NA", values: ["EU", "NA"] });
    expect(dataset.source.missing).toEqual([""]);
  });

  test("the protocol is the one whose guarantee holds", () => expect(dataset.protocol).toBe("corrected"));
});

test("records that occur again, and names that do, are told of: duplicates and split.by are proposed for them", () => {
  const answers = { label: "paid", favourable: ["yes"], actionable: [], sensitive: null };
  const of = (header: string, line: (i: number) => string) =>
    profileOf(`${header}\n${Array.from({ length: 100 }, (_, i) => line(i)).join("\n")}\n`, "f.csv");
  const paid = (i: number) => ((i % 80) % 3 ? "yes" : "no");
  const named = of("client_id,income,paid", (i) => `C-${1000 + (i % 80)},${(i * 37) % 101},${paid(i)}`);
  expect(named.repeated).toBe(0);
  expect(planOf(named, answers).warnings.join("\n")).toContain(
    "client_id occurs more than once: 80 different in 100 rows; where it names people, say split.by: client_id",
  );
  const copied = of("income,paid", (i) => `${(i % 80) * 3},${paid(i)}`);
  expect(copied.repeated).toBe(20);
  const naming = { name: "f", file: "f.csv", sha256: "0".repeat(64), bytes: 1, meaning: "paid", sensitive: null };
  expect(proposalText(copied, planOf(copied, answers), naming)).toContain(
    "# 20 of 100 records are whole copies of an earlier one; drop, unless they are different people who are alike\n  duplicates: keep",
  );
});

test("- is missing among numbers and a value beside +: it is named in the column of numbers alone", () => {
  const lines = Array.from({ length: 60 }, (_, i) => `${i % 9 === 0 ? "-" : (i * 7) % 23},${i % 3 ? "+" : "-"}`);
  const table = profileOf(`months,outcome\n${lines.join("\n")}\n`, "f.csv");
  const plan = planOf(table, { label: "outcome", favourable: ["+"], actionable: [], sensitive: null });
  expect(plan.missing).toEqual([]);
  expect(plan.columns[0]).toMatchObject({ codes: ["-"], missing: "mean" });
});
