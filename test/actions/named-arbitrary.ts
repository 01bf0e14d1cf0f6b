/** Random Δ of named actions, each with a person, some δ and a direction; and what is open to a person, written out plainly. */
import fc from "fast-check";
import type { Candidate } from "../../src/actions/action-set.ts";
import { type ActionSet, actionSet } from "../../src/actions/set.ts";

export interface NamedInstance {
  readonly actions: ActionSet;
  readonly x: Float32Array<ArrayBuffer>;
  readonly delta: Float32Array<ArrayBuffer>;
  readonly w: Float32Array<ArrayBuffer>;
}

const quarter = (most: number) => fc.integer({ min: -4 * most, max: 4 * most }).map((k) => k / 4 + 0);

/** Six columns: three numbers, and one feature of three categories. Up to eight candidates, some of which change nothing. */
export function namedSets(): fc.Arbitrary<NamedInstance> {
  const when = fc.array(
    fc.record({ column: fc.nat(2), min: fc.oneof(fc.constant(-Infinity), quarter(2)), width: quarter(3) }),
    { maxLength: 2 },
  );
  const change = fc.record({ way: fc.constantFrom("by", "to", "stay"), value: quarter(2) });
  const candidate = fc
    .record({
      when,
      changes: fc.array(change, { minLength: 3, maxLength: 3 }),
      category: fc.constantFrom(null, 3, 4, 5),
      cost: fc.constantFrom(null, null, 0.5, 2),
    })
    .map(({ when, changes, category, cost }): Omit<Candidate, "name"> => {
      const of = (way: string) =>
        changes.flatMap((one, column) =>
          one.way === way && (way === "to" || one.value !== 0) ? [{ column, value: one.value }] : [],
        );
      const taken =
        category === null ? [] : [3, 4, 5].map((column) => ({ column, value: Number(column === category) }));
      const bounds = when.map(({ column, min, width }) => ({
        column,
        min,
        max: Number.isFinite(min) ? min + Math.abs(width) : width,
      }));
      return { when: bounds, by: of("by"), to: [...of("to"), ...taken], cost };
    })
    .filter(({ by, to }) => by.length + to.length > 0);
  return fc
    .record({
      candidates: fc.array(candidate, { minLength: 1, maxLength: 8 }),
      numbers: fc.array(quarter(2), { minLength: 3, maxLength: 3 }),
      category: fc.constantFrom(3, 4, 5, -1),
      delta: fc.array(quarter(2), { minLength: 6, maxLength: 6 }),
      w: fc.array(quarter(1), { minLength: 6, maxLength: 6 }),
    })
    .map(({ candidates, numbers, category, delta, w }) => ({
      actions: actionSet(6, {
        lower: new Float64Array(6),
        upper: new Float64Array(6),
        groups: [[3, 4, 5]],
        candidates: candidates.map((one, k) => ({ name: `action ${k}`, ...one })),
      }),
      x: Float32Array.from([...numbers, ...[3, 4, 5].map((j) => Number(j === category))]),
      delta: Float32Array.from(delta),
      w: Float32Array.from(w),
    }));
}

/** δ and cost of everything x can do, nothing at all first; by the words of the documentation, not by the code. */
export function openTo({ candidates = [] }: ActionSet, x: Float32Array): { delta: Float32Array; cost: number }[] {
  const found = [{ delta: new Float32Array(x.length), cost: 0 }];
  for (const { when, by, to, cost } of candidates) {
    if (when.some(({ column, min, max }) => x[column] < min || x[column] > max)) continue;
    if (to.some(({ column }) => column === 3) && x[3] + x[4] + x[5] !== 1) continue;
    const delta = new Float32Array(x.length);
    for (const { column, value } of by) delta[column] = value;
    for (const { column, value } of to) delta[column] = Math.fround(value) - x[column];
    if (delta.every((value) => value === 0)) continue;
    const numbers = delta.slice(0, 3).reduce((sum, value) => sum + Math.abs(value), 0);
    const changed = delta.slice(3).some((value) => value > 0) ? 1 : 0;
    found.push({ delta, cost: cost ?? numbers + changed });
  }
  return found;
}
