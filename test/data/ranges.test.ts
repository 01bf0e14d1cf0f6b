import { expect, test } from "vitest";
import { rangesOf } from "../../src/data/ranges.ts";
import { frameOf } from "../../src/data/recipe.ts";
import { scaleOf } from "../../src/data/scale.ts";
import { datasetSchema } from "../../src/data/schema.ts";

test("ends of a range are the cells' own float64: 0.1, 28 and 16,777,217, which float32 has not, lie in it", () => {
  const recipe = datasetSchema.pick({ source: true, filters: true, features: true, label: true }).parse({
    source: { file: "my.csv", licence: "none", citation: "none" },
    features: { share: { kind: "continuous" }, debts: { kind: "continuous" }, income: { kind: "continuous" } },
    label: { column: "paid", favourable: ["yes"], unfavourable: ["no"], meaning: "paid back" },
  });
  const text = "share,debts,income,paid\n0.1,0,3,no\n0.3,28,16777217,yes\n0.2,1,5,yes\n";
  const frame = frameOf(text, recipe, "my.csv", "my.yaml");
  expect(rangesOf(frame, scaleOf(frame, null, 0), null)).toEqual([
    { min: 0.1, max: 0.3 },
    { min: 0, max: 28 },
    { min: 3, max: 16_777_217 },
  ]);
});
