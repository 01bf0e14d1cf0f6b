/** The options of the library's functions: plain objects, checked, and made into the request that the configuration resolves. */
import { renamedOptions, renamedTo } from "../config/renamed.ts";
import type { Override, Request } from "../config/resolve.ts";
import { ConfigError } from "../core/errors.ts";
import { nearest } from "../data/nearest.ts";
import type { ModelConfig } from "../data/schema/model.ts";
import type { Engine } from "../engines/engine.ts";
import type { Epoch } from "../pipeline/sgd.ts";
import { type DatasetInMemory, tableInMemory } from "./in-memory.ts";

/** How far a function has come. */
export interface Progress {
  /** `training` counts epochs, with fractions; `recourse` counts the people a method has proposed for. */
  readonly phase: "training" | "recourse";
  /** How many of `total` are done. */
  readonly done: number;
  /** Epochs, or people. */
  readonly total: number;
  /** The epoch that has just ended, with its loss and what validation says; null between two ends and for `recourse`. */
  readonly epoch: Epoch | null;
}

/** How a running function is watched and stopped. */
export interface Watching {
  /** Stops the run; its reason is what is thrown. What was stored before stays. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of progress. Never called for a result that is already stored. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Which classifier: a data set under a protocol, with λ and a seed. What is absent is the protocol's or the data set's. */
export interface TrainOptions extends Watching {
  /** A name that `recourse data` lists, the path of a .yaml file, which may have its CSV beside it, or rows in memory. */
  readonly dataset: string | DatasetInMemory;
  /** `paper` unless given; or the path of a .yaml file. */
  readonly protocol?: string | undefined;
  /** λ ≥ 0, the weight of the recourse loss (Eq. 1); 0 is the baseline. */
  readonly lambda?: number | undefined;
  /** Seed of the split and of every other draw. */
  readonly seed?: number | undefined;
  /** What computes the network: `wasm`, `reference`, `tfjs`, or an engine of your own. */
  readonly engine?: string | Engine | undefined;
  /** Passes over the training rows. */
  readonly epochs?: number | undefined;
  /** δmax in standard deviations. */
  readonly deltaMax?: number | undefined;
  /** A model from outside, which is scored instead of a network that is trained (docs/models.md). */
  readonly model?: ModelConfig | undefined;
  /** Any other choice by its dotted path: `{ "network.hidden": [50, 50] }`. Named options win. */
  readonly overrides?: Readonly<Record<string, unknown>> | undefined;
  /** The folder of results, `results` unless given: the command line's own, so that each finds what the other has stored. */
  readonly results?: string | undefined;
  /** Where the CSVs are, before the folder of a .yaml file, $RECOURSE_DATA and the package's data/. */
  readonly dataDir?: string | undefined;
  /** Hears of a stored result that is damaged and computed again. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const watching = ["signal", "onProgress"];

/** The options of `train`, by which a misspelt one is told. */
export const trainOptionNames = [
  ...["dataset", "protocol", "lambda", "seed", "engine", "epochs", "deltaMax", "model", "overrides"],
  ...["results", "dataDir", "onWarning", ...watching],
];

/** The same for a step after it that has options of its own. */
export const stepOptionNames = (own: readonly string[]) => [...own, "overrides", ...watching];

/** Refuses an option no one reads: a misspelt λ must not train the protocol's. */
export function refuseUnknown(step: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const now = renamedTo(renamedOptions, unknown);
    if (now !== null && known.includes(now)) throw new ConfigError(`${step}: ${unknown}: renamed to ${now}`);
    throw new ConfigError(`${step}: ${unknown}: unknown option${nearest(unknown, known)}`);
  }
}

/** Overrides as the configuration takes them; messages name the option a wrong value comes from. */
export function overridesOf(
  options: { readonly overrides?: Readonly<Record<string, unknown>> | undefined },
  named: Readonly<Record<string, readonly [option: string, value: unknown]>>,
): Record<string, Override> {
  // Without a prototype: a path is a user's word, and none may be mistaken for what every object inherits.
  const overrides: Record<string, Override> = Object.create(null);
  for (const [path, value] of Object.entries(options.overrides ?? {})) {
    overrides[path] = { value, flag: `overrides["${path}"]` };
  }
  for (const [path, [option, value]] of Object.entries(named)) {
    if (value !== undefined) overrides[path] = { value, flag: `option ${option}` };
  }
  return overrides;
}

/** The choices that options of their own name, here and on the command line, by their dotted paths. */
export const choicePaths = {
  lambda: "run.lambda",
  seed: "run.seed",
  engine: "run.engine",
  epochs: "training.epochs",
  deltaMax: "actions.deltaMax",
} as const;

/** The request that training's options make. Throws a ConfigError where no data set is named or an option is unknown. */
export function trainRequestOf(options: TrainOptions): Request {
  refuseUnknown("train", options, trainOptionNames);
  const { dataset, protocol, engine } = options;
  if (typeof dataset !== "string" && (typeof dataset !== "object" || dataset === null)) {
    throw new ConfigError("train: dataset is missing: give the name of a data set or the path of a .yaml file");
  }
  const table = typeof dataset === "string" ? undefined : tableInMemory(dataset);
  const choices = { ...options, engine: typeof engine === "object" ? engine.name : engine };
  const named = Object.entries(choicePaths) as [keyof typeof choicePaths, string][];
  const overrides = overridesOf(
    options,
    Object.fromEntries([
      ...named.map(([option, path]) => [path, [option, choices[option]] as const] as const),
      ["model", ["model", options.model] as const],
    ]),
  );
  const name = typeof dataset === "string" ? dataset : dataset.name;
  return { dataset: name, overrides, ...(protocol === undefined ? {} : { protocol }), ...(table ? { table } : {}) };
}
