/** Conditions on changes as a person writes them: "savings + 0.2*income >= 0", "if education changes then income may". */
import { ConfigError } from "../core/errors.ts";
import { cut, quote } from "./cell.ts";
import { nearest } from "./nearest.ts";

/** Σ weight · change ≥ atLeast, the changes in raw units. */
export interface Condition {
  readonly weights: Readonly<Record<string, number>>;
  readonly atLeast: number;
}

const FORM = 'write it as "savings + 0.2*income >= 0"';
const RULE_FORM = 'write it as "if education changes then income may"';
const NUMBER = /^(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?/i;
const RULE = /^if (.+?) changes,? then (.+) may$/;
/** A longer text is no condition that anybody means. */
const LONGEST = 2000;

/**
 * Reads a linear condition on the changes of features, in raw units: terms `feature` or `number*feature` joined by + and −,
 * then >= or <=, then a number. Names may hold blanks, hyphens and operators: at each place the longest name in `features`
 * that fits is read.
 *
 * Throws ConfigError, starting with `place`, for any other form and for a condition that no change (all changes 0) breaks.
 */
export function parseCondition(text: string, features: readonly string[], place: string): Condition {
  checkLength(text, place);
  const known = features.toSorted((a, b) => b.length - a.length);
  const weights = new Map<string, number>();
  let rest = text.trimStart();
  const eat = (length: number) => {
    rest = rest.slice(length).trimStart();
  };
  const refuse = (expected: string): never => {
    const at = rest === "" ? "its end" : quote(rest);
    throw new ConfigError(`${place}: ${quote(text)}: expected ${expected} at ${at}; ${FORM}`);
  };
  const sign = (): number => {
    const negative = rest.startsWith("-") || rest.startsWith("−");
    if (negative || rest.startsWith("+")) eat(1);
    return negative ? -1 : 1;
  };
  const number = (): number | null => {
    const match = NUMBER.exec(rest);
    if (match === null) return null;
    eat(match[0].length);
    return Number(match[0]);
  };

  for (let first = true; first || !/^(>=|<=|≥|≤)/.test(rest); first = false) {
    if (!first && !/^[+\-−]/.test(rest)) refuse("+, -, >= or <=");
    let weight = sign();
    const plain = known.find((name) => startsWithName(rest, name));
    if (plain === undefined) {
      const factor = number();
      if (factor !== null) {
        weight *= factor;
        if (!/^[*·]/.test(rest)) refuse("* and a feature");
        eat(1);
      }
    }
    const name = plain ?? known.find((each) => startsWithName(rest, each));
    if (name === undefined) {
      const word = /^[^\s*+<>=≥≤]+/.exec(rest)?.[0];
      if (word === undefined) return refuse("a feature");
      throw new ConfigError(
        `${place}: ${quote(text)}: unknown feature ${cut(word)}${nearest(word, features)}; ${FORM}`,
      );
    }
    weights.set(name, (weights.get(name) ?? 0) + weight);
    eat(name.length);
  }
  const upward = /^(>=|≥)/.test(rest);
  eat(/^[≥≤]/.test(rest) ? 1 : 2);
  const side = sign();
  const value = number() ?? refuse("a number");
  if (rest !== "") refuse("nothing more");
  const bound = side * value;
  if (upward ? bound > 0 : bound < 0) {
    throw new ConfigError(
      `${place}: ${quote(text)}: it weighs changes, and changing nothing (0) has to stay allowed; ` +
        `make the number 0 or ${upward ? "less" : "more"}`,
    );
  }
  const signed = Array.from(weights, ([name, weight]) => [name, upward ? weight : -weight]);
  return { weights: Object.fromEntries(signed), atLeast: upward ? bound + 0 : 0 - bound };
}

function checkLength(text: string, place: string): void {
  if (text.length <= LONGEST) return;
  throw new ConfigError(
    `${place}: ${quote(text)} has ${text.length} characters; ${LONGEST} are the most that are read`,
  );
}

/** Whether the text goes on with this name, and the name ends there. */
function startsWithName(text: string, name: string): boolean {
  return text.startsWith(name) && /^($|[\s*+\-−<>=≥≤])/.test(text.slice(name.length));
}

/** The two features of "if A changes then B may"; a ConfigError, starting with `place`, for any other form or name. */
export function parseRule(
  text: string,
  features: readonly string[],
  place: string,
): { readonly needs: string; readonly allows: string } {
  checkLength(text, place);
  const match = RULE.exec(oneBlank(text));
  if (match === null) throw new ConfigError(`${place}: ${quote(text)} is no rule; ${RULE_FORM}`);
  const [needs, allows] = match.slice(1).map((name) => {
    const feature = features.find((each) => oneBlank(each) === name);
    if (feature !== undefined) return feature;
    throw new ConfigError(`${place}: ${quote(text)}: unknown feature ${cut(name)}${nearest(name, features)}`);
  });
  if (needs === allows) throw new ConfigError(`${place}: ${quote(text)} names one feature twice; name two`);
  return { needs, allows };
}

/** Without blanks around it, and with one where there are several. */
function oneBlank(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
