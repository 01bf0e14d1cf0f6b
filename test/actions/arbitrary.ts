/** Random action sets, each with a person and a δ that may lie outside. */
import fc from "fast-check";
import { type ActionSet, actionSet } from "../../src/actions/set.ts";

export interface Instance {
  readonly actions: ActionSet;
  /** [d] */
  readonly x: Float32Array<ArrayBuffer>;
  readonly delta: Float32Array<ArrayBuffer>;
  /** A gradient. */
  readonly c: Float32Array<ArrayBuffer>;
}

const number = (least: number, most: number) =>
  fc.integer({ min: Math.ceil(1000 * least), max: Math.floor(1000 * most) }).map((value) => value / 1000);

/** Free, increase-only, decrease-only and immovable features, some with bounds on x + δ; up to four rows with b ≥ 0. */
export function actionSets({ rows = true } = {}): fc.Arbitrary<Instance> {
  const feature = fc.record({
    lower: fc.oneof(fc.constant(0), fc.constant(-0.75), number(-3, 0)),
    upper: fc.oneof(fc.constant(0), fc.constant(0.75), number(0, 3)),
    least: fc.oneof(fc.constant(-Infinity), number(-2, 0)),
    greatest: fc.oneof(fc.constant(Infinity), number(0, 2)),
    x: fc.float({ min: -4, max: 4, noNaN: true }),
    delta: fc.float({ min: -4, max: 4, noNaN: true }),
    c: fc.oneof(fc.constant(0), fc.float({ min: -2, max: 2, noNaN: true })),
    row: fc.array(fc.oneof(fc.constant(0), number(-2, 2)), { minLength: 4, maxLength: 4 }),
  });
  const features = fc.array(feature, { minLength: 1, maxLength: 7 });
  const constants = fc.array(fc.oneof(fc.constant(0), number(0, 2)), { maxLength: rows ? 4 : 0 });
  return fc.record({ features, constants }).map(({ features, constants }) => {
    const A = constants.map((_, r) => features.map(({ row }) => row[r]));
    const used = A.flatMap((coefficients, r) => (coefficients.some((a) => a !== 0) ? [r] : []));
    return {
      actions: actionSet(features.length, {
        lower: features.map(({ lower }) => lower),
        upper: features.map(({ upper }) => upper),
        min: features.map(({ least }) => least),
        max: features.map(({ greatest }) => greatest),
        constraints: { A: used.map((r) => A[r]), b: used.map((r) => constants[r]) },
      }),
      x: Float32Array.from(features, ({ x }) => x),
      delta: Float32Array.from(features, ({ delta }) => delta),
      c: Float32Array.from(features, ({ c }) => c),
    };
  });
}
