/** Recourse computed earlier: δ as the evaluate stage stores it, and the people it is accepted for. */
import { add, type Matrix, matrix } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import type { Network } from "../engines/engine.ts";
import type { EvaluateRecord } from "./evaluate.ts";
import type { Stored } from "./store.ts";

/** δ, [people turned down, cols], in the order of the test rows. */
export function storedDelta({ record, files }: Stored<EvaluateRecord>, cols: number): Matrix {
  return matrix(record.recourse.negatives, cols, new Float32Array(Uint8Array.from(files["delta.f32"]).buffer));
}

/** The rows of X with f_θ(x + δ) = 1, ascending. */
export function rowsWithRecourse(network: Network, X: Matrix, delta: Matrix, theta0: number): Int32Array {
  const score = network.score(add(X, delta));
  return Int32Array.from(score, (_, i) => i).filter((i) => accepts(score[i], theta0));
}
