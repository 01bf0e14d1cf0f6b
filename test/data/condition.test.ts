import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/core/errors.ts";
import { parseCondition, parseRule } from "../../src/data/condition.ts";

const features = ["savings", "income", "education", "education-num", "hours per week", "2nd job", "a+b"];
const parse = (text: string) => parseCondition(text, features, "my.yaml: actions.constraints.0");

describe("a linear condition on changes", () => {
  test.each<[string, Record<string, number>, number]>([
    ["savings + 0.2*income >= 0", { savings: 1, income: 0.2 }, 0],
    ["-savings - .5 * income>=-10", { savings: -1, income: -0.5 }, -10],
    ["savings <= 100", { savings: -1 }, -100],
    ["education-num-education ≥ 0", { "education-num": 1, education: -1 }, 0],
    ["hours per week + 2*education-num <= 1e3", { "hours per week": -1, "education-num": -2 }, -1000],
    ["2nd job + a+b + a+b >= 0", { "2nd job": 1, "a+b": 2 }, 0],
  ])("%s", (text, weights, atLeast) => {
    expect(parse(text)).toEqual({ weights, atLeast });
  });

  test.each([
    ["savings + 0.2*incme >= 0", "unknown feature incme (did you mean income?)"],
    ["savings income >= 0", 'expected +, -, >= or <= at "income >= 0"'],
    ["savings + 0.2 >= 0", 'expected * and a feature at ">= 0"'],
    ["savings > 0", 'expected +, -, >= or <= at "> 0"'],
    ["savings >= income", 'expected a number at "income"'],
    ["savings >= 0 euros", 'expected nothing more at "euros"'],
    ["savings + ", "expected a feature at its end"],
    ["", "expected a feature at its end"],
    ["savings >= 5", "changing nothing (0) has to stay allowed; make the number 0 or less"],
    ["savings <= -5", "changing nothing (0) has to stay allowed; make the number 0 or more"],
  ])("refuses “%s”: %s", (text, message) => {
    expect(() => parse(text)).toThrow(ConfigError);
    expect(() => parse(text)).toThrow(`my.yaml: actions.constraints.0: "${text}": `);
    expect(() => parse(text)).toThrow(message);
  });
});

describe("a rule", () => {
  const rule = (text: string) => parseRule(text, features, "my.yaml: actions.rules.0");

  test("reads names with blanks and hyphens", () => {
    const read = rule("if education-num changes then hours per week may");
    expect(read).toEqual({ needs: "education-num", allows: "hours per week" });
  });

  test.each([
    ["education -> income", 'is no rule; write it as "if education changes then income may"'],
    ["if educatoin changes then income may", "unknown feature educatoin (did you mean education?)"],
    ["if income changes then income may", "names one feature twice; name two"],
  ])("refuses “%s”: %s", (text, message) => {
    expect(() => rule(text)).toThrow(ConfigError);
    expect(() => rule(text)).toThrow(message);
  });
});
