import { describe, expect, test } from "vitest";
import { settingsSchemaOf } from "../../src/methods/checked.ts";
import { recourseMethods } from "../../src/methods/registry.ts";
import { recourseContract } from "./method.contract.ts";
import { settingsOf } from "./settings.ts";

test("every registered method is put under contract", () => {
  expect(Object.keys(settingsOf).toSorted()).toEqual([...recourseMethods.keys()].toSorted());
});

for (const method of recourseMethods.values()) {
  settingsOf[method.name]?.forEach((chosen, k) => {
    describe(`${method.name}, settings ${k + 1}`, () => {
      recourseContract(method, settingsSchemaOf(method).parse(chosen));
    });
  });
}
