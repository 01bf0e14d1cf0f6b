/** Bisection over float32 numbers: where a condition begins to hold. */

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Whole numbers in the order of the float32s they stand for; −0 and 0 are one. */
function orderOf(value: number): number {
  float[0] = value + 0;
  return bits[0] >= 0 ? bits[0] : -(bits[0] & 0x7fffffff);
}

function floatAt(order: number): number {
  bits[0] = Math.abs(order);
  return order < 0 ? -float[0] : float[0];
}

/**
 * The smallest float32 at which `passed` holds, given one at which it does not and a larger one at which it does; it holds
 * above wherever it holds. Throws RangeError where it is not so at these two.
 */
export function smallestFloat(passed: (value: number) => boolean, failing: number, passing: number): number {
  if (passed(failing) || !passed(passing)) throw new RangeError(`invalid range: ${failing} … ${passing}`);
  let [low, high] = [orderOf(failing), orderOf(passing)];
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (passed(floatAt(middle))) high = middle;
    else low = middle;
  }
  return floatAt(high);
}
