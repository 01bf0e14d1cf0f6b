/** The paper's random splits, bit for bit: scikit-learn's train_test_split on NumPy's legacy MT19937 stream. */
import { DataError } from "../core/errors.ts";
import { mt19937 } from "../core/random.ts";

/** Row numbers (0-based, into the Frame) of the parts, in the order training visits them. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  /** Rows of the separate test file where there is one. */
  readonly test: Int32Array;
  /** Z of §3.3. The same array as `validation` when no rows are held out for calibration. */
  readonly calibration: Int32Array;
}

export interface SplitOptions {
  /** Share of all rows set aside from training: 0.2. */
  readonly validation: number;
  /** Number of test rows. */
  readonly test: number;
  /** Share of all rows held out for calibration alone; 0 = calibrate on the validation rows, as the release does. */
  readonly calibration: number;
  /** An integer in [0, 2³²): 0, 21 and 42 are the paper's. */
  readonly seed: number;
  /** Rows of a separate test file; null = the test rows come out of the validation share. */
  readonly testRows?: number | null;
}

/**
 * Splits `rows` rows. A share f takes ⌈f·n⌉ rows. Without a separate test file the test rows are drawn from the validation
 * share *with the same seed again* (as the release does), and validation keeps the rest; with one, validation keeps its
 * whole share and the test rows are the first of a permutation of the test file. Calibration rows are the first of the
 * training part, so that validation and test are the same people whether or not rows are held out.
 *
 * Throws DataError when a part would be empty, RangeError for a seed or share out of range.
 */
export function split(rows: number, options: SplitOptions): Split {
  const { validation: share, test, calibration: heldOut, seed, testRows = null } = options;
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) throw new RangeError(`invalid seed: ${seed}`);
  if (!(0 < share && share < 1)) throw new RangeError(`invalid validation share: ${share}`);
  if (!(0 <= heldOut && heldOut < 1)) throw new RangeError(`invalid calibration share: ${heldOut}`);
  if (!(Number.isInteger(test) && test > 0)) throw new RangeError(`invalid number of test rows: ${test}`);

  const asideSize = Math.ceil(share * rows);
  const calibrationSize = Math.ceil(heldOut * rows);
  const trainSize = rows - asideSize - calibrationSize;
  const validationSize = testRows === null ? asideSize - test : asideSize;
  if (trainSize < 1 || validationSize < 1 || (testRows !== null && testRows < test)) {
    const source = testRows === null ? "out of the validation share" : `from a test file of ${testRows} rows`;
    throw new DataError(
      `too few rows: ${rows} rows leave ${Math.max(0, trainSize)} for training and ${Math.max(0, validationSize)} for validation, ` +
        `with ${asideSize} set aside (split.validation ${share}), ${calibrationSize} for calibration ` +
        `and ${test} test rows (split.test) taken ${source}; lower split.test or bring more rows`,
    );
  }

  const order = splitPermutation(rows, seed);
  const aside = order.subarray(0, asideSize);
  const rest = order.slice(asideSize);
  const train = rest.subarray(calibrationSize);
  const parts =
    testRows === null
      ? testFrom(aside, test, seed)
      : { validation: aside.slice(), test: splitPermutation(testRows, seed).slice(0, test) };
  return { train, ...parts, calibration: calibrationSize === 0 ? parts.validation : rest.subarray(0, calibrationSize) };
}

/** The training and validation rows of the other half, which nothing has seen. */
export type OtherHalf = Pick<Split, "train" | "validation">;

/** The first half of the training and of the validation rows, which come in random order, and the other half. */
export function halved(whole: Split): { readonly kept: Split; readonly others: OtherHalf } {
  const middle = (rows: Int32Array) => Math.ceil(rows.length / 2);
  const firstOf = (rows: Int32Array) => rows.subarray(0, middle(rows));
  const restOf = (rows: Int32Array) => rows.subarray(middle(rows));
  const { train, validation, test } = whole;
  const others = { train: restOf(train), validation: restOf(validation) };
  for (const [name, { length }] of Object.entries(others)) {
    if (length === 0) throw new DataError(`too few rows: a single ${name} row has no half; leave split.half out`);
  }
  const first = firstOf(validation);
  const calibration = whole.calibration === validation ? first : whole.calibration;
  return { kept: { train: firstOf(train), validation: first, test, calibration }, others };
}

/** Draws the test rows out of the rows set aside. */
function testFrom(aside: Int32Array, test: number, seed: number): Pick<Split, "validation" | "test"> {
  const order = splitPermutation(aside.length, seed).map((i) => aside[i]);
  return { test: order.slice(0, test), validation: order.slice(test) };
}

/**
 * NumPy's `RandomState(seed).permutation(n)`: Fisher–Yates from the end, each index drawn by masking a 32-bit word to the
 * smallest 2ᵏ − 1 ≥ i and drawing again when it is too large. Unlike `core/random`'s, which serves every other purpose.
 */
export function splitPermutation(n: number, seed: number): Int32Array {
  const next = mt19937(seed);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const mask = 0xffffffff >>> Math.clz32(i);
    let j = (next() & mask) >>> 0;
    while (j > i) j = (next() & mask) >>> 0;
    const moved = order[i];
    order[i] = order[j];
    order[j] = moved;
  }
  return order;
}
