/** The mini-batches of an epoch: which rows go into which step of Eq. 1, and what each step divides by. */
import { permutation, stream } from "../core/random.ts";

/** Rows of one step. Rows below `n` are training rows; n + j is validation row j (only with loss carry-over). */
export interface BatchStep {
  readonly rows: Int32Array;
  readonly divisor: number;
}

export interface BatchPlan {
  /** n, the number of training rows, and of validation rows. */
  readonly train: number;
  readonly validation: number;
  readonly batch: number;
  readonly shuffle: boolean;
  /**
   * The release steps at every row i with i mod batch = 0, divides by the batch size whatever has gathered, and lets what
   * is left over run on: so the first step of an epoch holds one training row and the last few validation rows of the
   * epoch before, and the last few training rows are never stepped on (T:347-356, 410-416). There those validation rows
   * pass without dropout; here they pass with it, like the rest of their step.
   */
  readonly lossCarryOver: boolean;
  readonly seed: number;
}

/** The steps of epoch 1, 2, …, in order. */
export function steps(plan: BatchPlan, epoch: number): BatchStep[] {
  const { train: n, batch } = plan;
  const order = plan.shuffle
    ? permutation(n, stream(plan.seed, "shuffle", epoch))
    : Int32Array.from({ length: n }, (_, i) => i);
  const result: BatchStep[] = [];
  if (!plan.lossCarryOver) {
    for (let from = 0; from < n; from += batch) {
      const rows = order.subarray(from, from + batch);
      result.push({ rows, divisor: rows.length });
    }
    return result;
  }
  const leftOver = epoch === 1 ? 0 : (plan.validation - 1) % batch;
  const carried = Array.from({ length: leftOver }, (_, j) => n + plan.validation - leftOver + j);
  result.push({ rows: Int32Array.from([...carried, order[0]]), divisor: batch });
  for (let to = batch; to < n; to += batch) {
    result.push({ rows: order.subarray(to - batch + 1, to + 1), divisor: batch });
  }
  return result;
}
