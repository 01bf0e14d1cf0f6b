/** A random forest that tells originals from others: Google's Yggdrasil Decision Forests, compiled to WebAssembly. */
import { createRequire } from "node:module";
import type { Matrix } from "../../core/matrix.ts";
import { optional } from "../../core/optional.ts";
import type { Samples } from "./samples.ts";

/** The part of ydf-training used here; the package brings no types. */
interface Yggdrasil {
  readonly RandomForestLearner: new (label: string, task: "CLASSIFICATION") => { train(columns: Columns): Forest };
}

interface Forest {
  getLabelClasses(): string[];
  /** The share of the votes for the second class, one a row. */
  predict(columns: Columns): number[];
  /** Frees its memory. */
  unload(): void;
}

type Columns = Record<string, readonly (number | string)[]>;

interface Output {
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
}

const require = createRequire(import.meta.url);

/** Name, version, and what the package fixes: 300 trees of depth 16 at most on √d features a split, and the seed. */
export async function describeForest(): Promise<string> {
  const { version } = await ours<{ readonly version: string }>(() => require("ydf-training/package.json"));
  return `ydf-training ${version} (300 trees)`;
}

function ours<T>(load: () => T | Promise<T>): Promise<T> {
  return optional(["ydf-training"], "telling recourses from original rows (Table 3)", load);
}

let loading: Promise<Yggdrasil> | undefined;

/** Loads the forest when it is first asked for: 3.5 MB, a tenth of a second. */
function yggdrasil(): Promise<Yggdrasil> {
  loading ??= ours(() =>
    withoutListeners(() => {
      const load: (output: Output) => Promise<Yggdrasil> = require("ydf-training");
      // It logs every tenth tree.
      return load({ print: () => {}, printErr: () => {} });
    }),
  );
  return loading;
}

/** Its loader installs a handler of uncaught errors that would turn the exit code 1 of a bug into 7. */
function withoutListeners<T>(load: () => T): T {
  const events = ["uncaughtException", "unhandledRejection"];
  const before = new Set(events.flatMap((event) => process.rawListeners(event)));
  const loaded = load();
  for (const event of events) {
    for (const listener of process.rawListeners(event)) {
      if (!before.has(listener)) process.removeListener(event, listener as () => void);
    }
  }
  return loaded;
}

const LABEL = "class";
const ORIGINAL = "original";

/**
 * Grows a forest on the samples and returns for each row of X whether more than half of the vote is for an original. It
 * draws from a generator of its own that starts anew with every forest: the same samples give the same decisions.
 */
export async function forestDecisions({ X: fitted, original }: Samples, X: Matrix): Promise<boolean[]> {
  const { RandomForestLearner } = await yggdrasil();
  const labels = Array.from(original, (one) => (one === 1 ? ORIGINAL : "other"));
  const forest = new RandomForestLearner(LABEL, "CLASSIFICATION").train({ ...columnsOf(fitted), [LABEL]: labels });
  try {
    const [, second] = forest.getLabelClasses();
    return forest.predict(columnsOf(X)).map((vote) => (second === ORIGINAL ? vote > 0.5 : vote < 0.5));
  } finally {
    forest.unload();
  }
}

function columnsOf(X: Matrix): Record<string, number[]> {
  const column = (j: number) => Array.from({ length: X.rows }, (_, i) => X.data[i * X.cols + j]);
  return Object.fromEntries(Array.from({ length: X.cols }, (_, j) => [`x${j}`, column(j)]));
}
