/** A cell of the simulated data that is trained, and asked for recourse, in a second. */
import { fileURLToPath } from "node:url";
import { type Override, resolve } from "../../src/config/resolve.ts";
import { type Cell, openCell } from "../../src/stages/cell.ts";

const data = fileURLToPath(new URL("../../data", import.meta.url));

/** The cell with `choices`, by dotted path, laid over the small ones. */
export async function smallCell(choices: Readonly<Record<string, unknown>> = {}): Promise<Cell> {
  const small = { "network.hidden": [8], "training.epochs": 3 };
  const overrides = Object.fromEntries(
    Object.entries({ ...small, ...choices }).map(([path, value]): [string, Override] => [
      path,
      { value, flag: "--set" },
    ]),
  );
  return openCell(await resolve({ dataset: "simulated-credit", overrides }), [data]);
}
