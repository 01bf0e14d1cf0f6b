/** A network, or logistic regression, that tells originals from others: the engine's g_θ with λ = 0. */
import { type Matrix, take } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import { permutation, stream } from "../../core/random.ts";
import type { AdamSettings, Engine, NetworkSpec } from "../../engines/engine.ts";
import { initialParameters } from "../../engines/parameters.ts";
import type { Samples } from "./samples.ts";

export interface Fitting {
  readonly engine: Engine;
  readonly spec: NetworkSpec;
  readonly adam: AdamSettings;
  readonly batch: number;
  /** Passes over the rows. */
  readonly epochs: number;
  readonly seed: number;
}

/** Fits g_θ to the samples, keeping the last epoch, and returns for each row of X whether g ≥ 0.5: an original. */
export function networkDecisions({ X: fitted, original }: Samples, X: Matrix, fitting: Fitting): boolean[] {
  const { engine, spec, adam, batch, epochs, seed } = fitting;
  const network = engine.open(spec, initialParameters(spec, seed), { adam, seed });
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const order = permutation(fitted.rows, stream(seed, "distinguish batches", epoch));
      for (let from = 0; from < order.length; from += batch) {
        const rows = order.subarray(from, from + batch);
        const y = Float32Array.from(rows, (i) => original[i]);
        const weights = new Float32Array(rows.length).fill(1);
        network.step({ X: take(fitted, rows), y, weights, recourse: null, divisor: rows.length });
      }
    }
    return Array.from(network.score(X), (score) => accepts(score, 0.5));
  } finally {
    network.close();
  }
}
