import { expect, test } from "vitest";
import { nearest } from "../../src/data/nearest.ts";

test.each([
  ["educatoin-num", ["age", "education-num"], " (did you mean education-num?)"],
  ["INCOME", ["income", "in"], " (did you mean income?)"],
  ["zzz", ["age", "income"], " (known: age, income)"],
  ["zzz", [], ""],
])("%s among %j%s", (name, known, hint) => {
  expect(nearest(name, known)).toBe(hint);
});
