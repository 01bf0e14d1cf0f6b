/** A classifier that serves a test and is never deployed: g_θ fitted to labelled rows by cross-entropy alone, Eq. 1 with λ = 0. */
import { type Matrix, take } from "../core/matrix.ts";
import type { AdamSettings, Engine, NetworkSpec } from "../engines/engine.ts";
import { initialParameters } from "../engines/parameters.ts";

/** Rows and the class of each, 0 or 1. */
export interface Labelled {
  readonly X: Matrix;
  readonly y: Float32Array;
}

/** How it is fitted. */
export interface Fitting {
  readonly engine: Engine;
  /** No hidden layer is logistic regression. */
  readonly spec: Omit<NetworkSpec, "inputs">;
  readonly adam: AdamSettings;
  readonly batch: number;
  /** Passes over the rows; the network of the last one is kept. */
  readonly epochs: number;
  /** Of the initial parameters and the dropout masks. */
  readonly seed: number;
  /** The order of the rows in pass 1, 2, …. */
  readonly order: (epoch: number) => Int32Array;
  /** Weight of a row of that class; 1 unless given. */
  readonly weightOf?: ((label: number) => number) | undefined;
}

/** [rows of X] g after fitting, the score that a row is of class 1. */
export function fittedScores({ X: fitted, y }: Labelled, X: Matrix, fitting: Fitting): Float32Array {
  const { engine, adam, batch, epochs, seed, order, weightOf = () => 1 } = fitting;
  const spec: NetworkSpec = { inputs: X.cols, ...fitting.spec };
  const network = engine.open(spec, initialParameters(spec, seed), { adam, seed });
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const ordered = order(epoch);
      for (let from = 0; from < ordered.length; from += batch) {
        const rows = ordered.subarray(from, from + batch);
        const labels = Float32Array.from(rows, (i) => y[i]);
        const weights = labels.map(weightOf);
        network.step({ X: take(fitted, rows), y: labels, weights, recourse: null, divisor: rows.length });
      }
    }
    return network.score(X);
  } finally {
    network.close();
  }
}
