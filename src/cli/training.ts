/** Training as a person watches it: a bar with time left, epoch, recourse rate, validation F1 and loss. */
import type { Cell } from "../stages/cell.ts";
import type { Store, Stored } from "../stages/store.ts";
import { type TrainRecord, train } from "../stages/train.ts";
import type { Epoch } from "../stages/training.ts";
import { fixed, percent } from "./format.ts";
import type { OutputOptions } from "./options.ts";
import { startProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** Trains the cell, or finds it trained, with progress on stderr. */
export async function trainShown(
  store: Store,
  cell: Cell,
  options: OutputOptions,
  terminal: Terminal,
): Promise<Stored<TrainRecord>> {
  const { epochs } = cell.settings.training;
  const progress = startProgress(cell.dataset, terminal, options.quiet ? "quiet" : "normal");
  let latest = "";
  try {
    return await train(store, cell, {
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
