import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ConfigError } from "../../src/core/errors.ts";
import { matrix } from "../../src/core/matrix.ts";
import { settingsSchemaOf } from "../../src/methods/checked.ts";
import type { RecourseMethod } from "../../src/methods/method.ts";
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

test("adversarial, highest and ascent alone need no θ₀", () => {
  const free = [...recourseMethods.values()].filter(({ usesTheta0 }) => !usesTheta0);
  expect(free.map(({ name }) => name).toSorted()).toEqual(["adversarial", "ascent", "highest"]);
});

test("linear and causal alone read training rows: the others are shown none, and those two none that are not there", async () => {
  const fitted = [...recourseMethods.values()].filter(({ usesTrain }) => usesTrain);
  expect(fitted.map(({ name }) => name)).toEqual(["linear", "causal"]);
  const problem = { ...problemOf(bent(3, 1), boxOn(3, [0])), train: null, reference: null };
  for (const method of recourseMethods.values()) {
    const prepared = method.prepare(problem, settingsSchemaOf(method).parse(settingsOf[method.name][0]));
    if (method.usesTrain) await expect(prepared).rejects.toThrow(`train or reference: null for ${method.name}`);
    else await expect(prepared).resolves.toBeTypeOf("function");
  }
});

describe("a method of one's own", () => {
  const mine: RecourseMethod = {
    name: "mine",
    title: "Mine",
    usesTheta0: false,
    async prepare({ theta0, train, reference, causal, retrained }) {
      expect([theta0, train, reference, causal, retrained]).toEqual([null, null, null, null, null]);
      return async (X) => matrix(X.rows, X.cols);
    },
  };

  test("needs no settings, is shown what it declares and nothing else, and is checked as ours are", async () => {
    expect(settingsSchemaOf(mine).parse({})).toEqual({});
    const method = recourseMethod(mine);
    const propose = await method.prepare(problemOf(bent(3, 1), boxOn(3, [0])), {});
    expect(await propose(people(2, 3, 1))).toEqual(matrix(2, 3));
    await expect(propose(matrix(1, 3, Float32Array.of(0, Number.NaN, 0)))).rejects.toThrow("column feature 1: NaN");
    expect(recourseMethod(method)).toBe(method);
  });

  test("may not go by the name of another, whose results in the store would be taken for its", () => {
    expect(() => recourseMethod({ ...mine, name: "linear" })).toThrow(ConfigError);
  });
});

describe.each([...recourseMethods.values()])("$name", (method) => {
  const [chosen] = settingsOf[method.name];

  test("its settings are a strict list of choices, each given or a default", () => {
    expect(settingsSchemaOf(method)).toBeInstanceOf(z.ZodObject);
    expect(settingsSchemaOf(method).parse(chosen)).toEqual(chosen);
    expect(settingsSchemaOf(method).safeParse({ ...chosen, colour: "red" }).success).toBe(false);
    for (const name of Object.keys(chosen)) {
      const { [name]: _, ...others } = chosen as Record<string, unknown>;
      const { success, data } = settingsSchemaOf(method).safeParse(others);
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
