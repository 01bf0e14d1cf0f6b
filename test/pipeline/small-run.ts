/** A run of the simulated data that is trained, and given recourse by a method, in a second. */
import { fileURLToPath } from "node:url";
import { type Override, resolve } from "../../src/config/resolve.ts";
import { openRun, type Run } from "../../src/pipeline/run.ts";

const data = fileURLToPath(new URL("../../data", import.meta.url));

/** The run with `choices`, by dotted path, laid over the small ones. */
export async function smallRun(choices: Readonly<Record<string, unknown>> = {}): Promise<Run> {
  const small = { "network.hidden": [8], "training.epochs": 3 };
  const overrides = Object.fromEntries(
    Object.entries({ ...small, ...choices }).map(([path, value]): [string, Override] => [
      path,
      { value, flag: "--set" },
    ]),
  );
  return openRun(await resolve({ dataset: "simulated-credit", overrides }), [data]);
}
