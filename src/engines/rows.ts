/** What every engine refuses: rows and batches whose shapes do not fit. */
import type { Matrix } from "../core/matrix.ts";
import type { Batch, NetworkSpec } from "./engine.ts";

/** Refuses, with a RangeError, rows with another number of columns than the network has inputs. */
export function checkRows(spec: NetworkSpec, X: Matrix): void {
  if (X.cols !== spec.inputs) throw new RangeError(`invalid X: ${X.cols} columns for ${spec.inputs} inputs`);
}

/** Refuses, with a RangeError, a batch whose parts disagree about the number of rows, or a divisor that is not positive. */
export function checkBatch({ X, y, weights, recourse, divisor }: Batch): void {
  const n = X.rows;
  if (n < 1) throw new RangeError("invalid batch: no rows");
  if (y.length !== n || weights.length !== n) {
    throw new RangeError(`invalid batch: ${y.length} labels and ${weights.length} weights for ${n} rows`);
  }
  if (!(divisor > 0)) throw new RangeError(`invalid divisor: ${divisor}`);
  if (recourse === null) return;
  const { delta, lambda } = recourse;
  if (delta.rows !== n || delta.cols !== X.cols || lambda.length !== n) {
    throw new RangeError(
      `invalid batch: ${delta.rows} × ${delta.cols} actions and ${lambda.length} lambdas for ${n} × ${X.cols} rows`,
    );
  }
}
