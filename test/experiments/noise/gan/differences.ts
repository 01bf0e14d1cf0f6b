/** Gradients by central differences, for tests of those by hand. */

const STEP = 1e-6;

/** [n] of the function at `numbers`. */
export function differences(numbers: Float64Array, value: (numbers: Float64Array) => number): Float64Array {
  return numbers.map((_, i) => {
    const at = (sign: number) => value(numbers.map((each, j) => (j === i ? each + sign * STEP : each)));
    return (at(1) - at(-1)) / (2 * STEP);
  });
}

/** ‖a − b‖ / ‖b‖ */
export function relativeError(a: Float64Array, b: Float64Array): number {
  const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return norm(a.map((value, i) => value - b[i])) / norm(b);
}
