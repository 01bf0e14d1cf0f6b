/** The scores of one person after many actions. */
import { type Matrix, matrix } from "../core/matrix.ts";
import type { Network } from "../engines/engine.ts";

/** [n] g(x + δ) for every row of δ, [n, d], at one x, [d]. */
export function scores(network: Network, x: Float32Array, delta: Matrix): Float32Array {
  const points = matrix(delta.rows, delta.cols);
  for (let at = 0; at < points.data.length; ) {
    for (let j = 0; j < x.length; j++, at++) points.data[at] = x[j] + delta.data[at];
  }
  return network.score(points);
}
