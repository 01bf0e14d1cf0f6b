/** A bundle of the simulated data, and bundles written by hand around a network of known weights. */
import type { ActionSet } from "../../src/actions/set.ts";
import { type ReadBundle, readBundle, writeBundle } from "../../src/bundle/bundle.ts";
import { bundleContent } from "../../src/bundle/content.ts";
import type { Bundle } from "../../src/bundle/schema.ts";
import type { Parameters } from "../../src/engines/engine.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { calibrate } from "../../src/pipeline/calibrate.ts";
import type { Run } from "../../src/pipeline/run.ts";
import { Store } from "../../src/pipeline/store.ts";
import { parametersOf, train } from "../../src/pipeline/train.ts";
import { smallRun } from "../pipeline/small-run.ts";

export interface SmallBundle {
  readonly read: ReadBundle;
  readonly run: Run;
  readonly store: Store;
}

/** The simulated data, trained and calibrated within a second or two, saved in `folder` and read back. */
export async function smallBundle(folder: string, results: string): Promise<SmallBundle> {
  const run = await smallRun();
  const store = new Store(results);
  const method = recourseMethod("adversarial");
  const stored = await calibrate(store, run, method);
  const trained = await train(store, run);
  await writeBundle(
    folder,
    await bundleContent(run, method, trained, stored, "recourse test"),
    parametersOf(trained, run.settings),
  );
  return { read: await readBundle(folder), run, store };
}

type Column = Bundle["preprocessing"]["columns"][number];

/** A column of whole numbers from 0 to 20, mean 10 and standard deviation 2. */
export const whole = (name: string, changes: Partial<Column> = {}): Column => ({
  name,
  feature: name,
  category: null,
  kind: "continuous",
  integer: true,
  unit: null,
  mean: 10,
  std: 2,
  fill: null,
  least: 0,
  greatest: 20,
  ...changes,
});

/** One 0/1 column of a one-hot feature. */
export const category = (feature: string, value: string): Column => ({
  ...whole(`${feature}_${value}`),
  feature,
  category: value,
  kind: "indicator",
  mean: 0,
  std: 1,
  least: 0,
  greatest: 1,
});

/** The read bundle with other columns, Δ, θ₀ and the logistic regression g(x) = σ(w·x + bias). */
export function byHand(
  { read }: SmallBundle,
  columns: readonly Column[],
  features: Bundle["preprocessing"]["features"],
  actions: ActionSet,
  w: readonly number[],
  bias: number,
  theta0: number,
): ReadBundle {
  const parameters: Parameters = [{ weights: Float32Array.from(w), bias: Float32Array.of(bias) }];
  const bundle: Bundle = {
    ...read.bundle,
    preprocessing: { features, columns: [...columns], missing: [""] },
    network: { inputs: columns.length, hidden: [], activation: "tanh" },
    theta0,
  };
  return { bundle, parameters, actions };
}
