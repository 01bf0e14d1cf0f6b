/** Progress of training: a bar with time left, epoch, recourse rate, validation F1 and loss. */
import type { Run } from "../pipeline/run.ts";
import type { Epoch } from "../pipeline/sgd.ts";
import type { Store, Stored } from "../pipeline/store.ts";
import { type TrainRecord, train } from "../pipeline/train.ts";
import { fixed, percent } from "./format.ts";
import type { OutputOptions } from "./options.ts";
import { startProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** Trains the run, or finds it trained, with progress on stderr. */
export async function trainShown(
  store: Store,
  run: Run,
  options: OutputOptions,
  terminal: Terminal,
): Promise<Stored<TrainRecord>> {
  const { epochs } = run.settings.training;
  const progress = startProgress(run.dataset, terminal, options.quiet ? "quiet" : "normal");
  let latest = "";
  try {
    return await train(store, run, {
      signal: terminal.signal,
      onStep: (epoch, step, steps) => {
        progress.update((epoch - 1 + step / steps) / epochs, `epoch ${epoch}/${epochs}${latest}`);
      },
      onEpoch: (epoch) => {
        latest = ` │ ${stateOf(epoch)}`;
        progress.milestone(`epoch ${epoch.epoch}/${epochs}${latest}`);
      },
    });
  } finally {
    progress.end();
  }
}

function stateOf({ loss, f1, negatives, flipped }: Epoch): string {
  const recourse = negatives === 0 ? "no one turned down" : percent(flipped / negatives, 0);
  return `val recourse ${recourse} │ F1 ${fixed(f1)} │ loss ${fixed(loss)}`;
}
