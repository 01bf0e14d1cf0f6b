/** Whatever a cell, a name or a condition holds, reading it takes time in proportion to its length. */
import { describe, expect, it } from "vitest";
import { dateIn, dateOrders, numberIn } from "../../src/data/cell.ts";
import { parseCondition, parseRule } from "../../src/data/condition.ts";
import { delimiterOf, readTable } from "../../src/data/csv.ts";
import { nearest } from "../../src/data/nearest.ts";
import { infer } from "../../src/init/inference.ts";
import { profileOf } from "../../src/init/profile.ts";
import { pairOf, yamlOf } from "../../src/init/proposal/yaml.ts";

const LONG = 1_000_000;
const said = (run: () => unknown): string => {
  try {
    return String(run());
  } catch (error) {
    return String(error);
  }
};

/** Texts that a pattern which tries every way to part them would take hours for. */
const texts: readonly [string, string][] = [
  ["digits and a letter", `${"1".repeat(LONG)}x`],
  ["points", `1${".".repeat(LONG)}x`],
  ["digits with commas", `${"1,".repeat(LONG / 2)}x`],
  ["blanks", `if${" ".repeat(LONG)}x`],
  ["words", `if ${"a ".repeat(LONG / 2)}changes`],
  ["conditions", `${"if a changes then b ".repeat(LONG / 20)}`],
  ["plus signs", `${"+".repeat(LONG)}x`],
  ["double blanks", `${"a  ".repeat(LONG / 3)}`],
  ["exponents", `1e${"1e".repeat(LONG / 2)}`],
];

describe("a million characters are read within seconds, and no message prints them:", () => {
  it.each(texts)("%s", { timeout: 10_000 }, (_, long) => {
    expect(numberIn(long)).toBeNaN();
    for (const order of dateOrders) expect(dateIn(long, order)).toBeNaN();
    expect(yamlOf([pairOf(long, long)]).length).toBeGreaterThan(LONG);
    expect(yamlOf([pairOf("key", "value", long)]).length).toBeGreaterThan(9);
    const table = `a,b\n"${long}",1\n"${long}y",2\n`;
    const messages = [
      said(() => parseCondition(long, ["a", "b"], "my.yaml")),
      said(() => parseRule(long, ["a", "b"], "my.yaml")),
      said(() => nearest(long, ["a", long])),
      said(() => delimiterOf(table)),
      said(() =>
        readTable(table, { file: "f", header: true, delimiter: ",", skip: 0, trim: true }, [], (_, position) => {
          throw position.error("a", "bad");
        }),
      ),
      ...profileOf(table, "f").columns.map((column) => infer(column).reason),
    ];
    expect(Math.max(...messages.map((message) => message.length))).toBeLessThan(500);
  });
});
