/** The shift stage: whether the test rows of a split are people like its calibration rows. */
import { openEngine } from "../engines/registry.ts";
import { type Shift, shiftBetween, shiftSchema } from "./calibration/two-sample.ts";
import type { Json } from "./canonical.ts";
import { calibrationPart } from "./proposals.ts";
import type { Run } from "./run.ts";
import type { Stage, Store, Stored } from "./store.ts";
import { trainInputs } from "./train-inputs.ts";

export const shiftStage: Stage<Shift> = { name: "shift", revision: 1, record: shiftSchema };

/** What decides rows and their standardised values: the same for every λ. */
export function shiftInputs(run: Run): Json {
  const { seed, engine } = run.settings.run;
  const { data, split, standardise } = trainInputs(run.settings, run.sha256) as { readonly [name: string]: Json };
  return { data, split, standardise, seed, engine };
}

/** Checks the split, or finds it checked. */
export async function checkShift(store: Store, run: Run): Promise<Stored<Shift>> {
  return store.obtain(shiftStage, shiftInputs(run), async () => {
    const { parts, columns } = await run.read();
    const engine = await openEngine(run.settings.run.engine);
    const calibration = parts[calibrationPart(run)].X;
    const record = shiftBetween(calibration, parts.test.X, columns, engine, run.settings.run.seed);
    return { record, files: {} };
  });
}
