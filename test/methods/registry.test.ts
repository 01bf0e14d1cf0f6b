import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ConfigError } from "../../src/core/errors.ts";
import { recourseMethod, recourseMethods } from "../../src/methods/registry.ts";
import { bent, boxOn, people, problemOf } from "./problem.ts";
import { settingsOf } from "./settings.ts";

test("every method is found under its own name", () => {
  for (const [name, method] of recourseMethods) {
    expect(method.name).toBe(name);
    expect(recourseMethod(name)).toBe(method);
  }
});

test('"gradeint" is refused, with "gradient" as what was probably meant', () => {
  const message = 'method: unknown recourse method "gradeint" (did you mean gradient?)';
  expect(() => recourseMethod("gradeint")).toThrow(new ConfigError(message));
});

test("a name like no other is refused with the names there are", () => {
  expect(() => recourseMethod("x")).toThrow(/unknown recourse method "x".*gradient, adversarial/);
});

test("adversarial and highest alone need no θ₀", () => {
  const free = [...recourseMethods.values()].filter(({ usesTheta0 }) => !usesTheta0);
  expect(free.map(({ name }) => name).toSorted()).toEqual(["adversarial", "highest"]);
});

describe.each([...recourseMethods.values()])("$name", (method) => {
  const [chosen] = settingsOf[method.name];

  test("its settings are a strict list of choices, each given or a default", () => {
    expect(method.settings).toBeInstanceOf(z.ZodObject);
    expect(method.settings.parse(chosen)).toEqual(chosen);
    expect(method.settings.safeParse({ ...chosen, colour: "red" }).success).toBe(false);
    for (const name of Object.keys(chosen)) {
      const { [name]: _, ...others } = chosen as Record<string, unknown>;
      const { success, data } = method.settings.safeParse(others);
      expect(success ? (data as Record<string, unknown>)[name] : "refused", name).toBeDefined();
    }
  });

  test("X must have the network's columns: 2 for 3 is a bug of the caller", async () => {
    const propose = await method.prepare(problemOf(bent(3, 1), boxOn(3, [0])), chosen);
    await expect(propose(people(2, 2, 1))).rejects.toThrow(RangeError);
  });

  test("without θ₀ it prepares exactly if it uses none", async () => {
    const prepared = method.prepare(problemOf(bent(3, 1), boxOn(3, [0]), null), chosen);
    if (method.usesTheta0) await expect(prepared).rejects.toThrow(RangeError);
    else await expect(prepared).resolves.toBeTypeOf("function");
  });
});
