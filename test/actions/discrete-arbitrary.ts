/** Random discrete action sets, each with a person, a δ of the relaxation and a direction of rising score. */
import fc from "fast-check";
import { type ActionSet, actionSet } from "../../src/actions/set.ts";

export interface DiscreteInstance {
  readonly actions: ActionSet;
  readonly x: Float32Array<ArrayBuffer>;
  readonly delta: Float32Array<ArrayBuffer>;
  readonly w: Float32Array<ArrayBuffer>;
}

const number = (least: number, most: number) =>
  fc.integer({ min: Math.round(1000 * least), max: Math.round(1000 * most) }).map((value) => value / 1000);

/** One group of three categories, two columns in steps, one free column (if wanted); up to a row and a rule. */
export function discreteSets({ free = true, rows = true } = {}): fc.Arbitrary<DiscreteInstance> {
  const side = number(0, 1.5);
  const column = fc.record({ lower: side, upper: side, step: fc.constantFrom(0.1, 0.37, 0.8), x: number(-2, 2) });
  return fc
    .record({
      columns: fc.array(column, { minLength: 3, maxLength: 3 }),
      reach: fc.array(fc.constantFrom(0, 1), { minLength: 3, maxLength: 3 }),
      category: fc.constantFrom(3, 4, 5, -1),
      delta: fc.array(number(-2, 2), { minLength: 6, maxLength: 6 }),
      w: fc.array(number(-1, 1), { minLength: 6, maxLength: 6 }),
      weights: fc.array(number(0.5, 3), { minLength: 6, maxLength: 6 }),
      row: fc.array(number(-1, 1), { minLength: 6, maxLength: 6 }),
      b: fc.constantFrom(0, 0.4),
      withRow: fc.boolean(),
      rule: fc.constantFrom(null, [[0], [1]], [[3, 4, 5], [0]], [[1], [3, 4, 5]], [[0, 1], [2]]),
    })
    .map(({ columns, reach, category, delta, w, weights, row, b, withRow, rule }) => {
      const [first, second, third] = columns;
      const numeric = [first, second, free ? third : { lower: 0, upper: 0, x: third.x }];
      return {
        actions: actionSet(6, {
          lower: [...numeric.map(({ lower }) => -lower), -1, -1, -1],
          upper: [...numeric.map(({ upper }) => upper), ...reach],
          steps: [first.step, second.step, 0, 0, 0, 0],
          groups: [[3, 4, 5]],
          rules: rule === null ? [] : [{ needs: rule[0], allows: rule[1] }],
          constraints: rows && withRow ? { A: [row.map((a) => a || 0.5)], b: [b] } : undefined,
          weights,
        }),
        x: Float32Array.from([...numeric.map(({ x }) => x), ...[3, 4, 5].map((j) => Number(j === category))]),
        delta: Float32Array.from(delta),
        w: Float32Array.from(w),
      };
    });
}
