/** A bundle of the simulated data, and bundles written by hand around a network of known weights. */
import type { ActionSet } from "../../../src/actions/set.ts";
import type { Parameters } from "../../../src/engines/engine.ts";
import { recourseMethod } from "../../../src/recourse/registry.ts";
import { type ReadBundle, readBundle, writeBundle } from "../../../src/stages/bundle/bundle.ts";
import { bundleContent } from "../../../src/stages/bundle/content.ts";
import type { Bundle } from "../../../src/stages/bundle/schema.ts";
import { calibrate } from "../../../src/stages/calibrate.ts";
import type { Cell } from "../../../src/stages/cell.ts";
import { Store } from "../../../src/stages/store.ts";
import { parametersOf, train } from "../../../src/stages/train.ts";
import { smallCell } from "../small-cell.ts";

export interface SmallBundle {
  readonly read: ReadBundle;
  readonly cell: Cell;
  readonly store: Store;
}

/** The simulated data, trained and calibrated within a second or two, saved in `folder` and read back. */
export async function smallBundle(folder: string, results: string): Promise<SmallBundle> {
  const cell = await smallCell();
  const store = new Store(results);
  const method = recourseMethod("adversarial");
  const stored = await calibrate(store, cell, method);
  const trained = await train(store, cell);
  await writeBundle(
    folder,
    await bundleContent(cell, method, trained, stored, "recourse test"),
    parametersOf(trained, cell.settings),
  );
  return { read: await readBundle(folder), cell, store };
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
