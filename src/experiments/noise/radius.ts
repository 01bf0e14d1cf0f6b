/** The radius stage: how far noise may move a person before the decision can change, proven by branch and bound. */
import { z } from "zod";
import { type ActionSet, actionSet } from "../../actions/set.ts";
import { isProvable } from "../../certificates/certifiable.ts";
import { decisionChange } from "../../certificates/decision-change.ts";
import { row } from "../../core/matrix.ts";
import { pause } from "../../core/yield.ts";
import { noisyColumns } from "../../pipeline/noise.ts";
import type { Run } from "../../pipeline/run.ts";
import { withNetwork } from "../../pipeline/score.ts";
import type { Stage, Store, Stored } from "../../pipeline/store.ts";
import type { TrainRecord } from "../../pipeline/train.ts";
import type { GanProgress } from "./gan/training.ts";

const radiusRecordSchema = z.strictObject({
  theta0: z.number(),
  /** Columns that move, and how far each is looked at, in standard deviations. */
  columns: z.int(),
  reach: z.number(),
  /** [test rows] No δ of Σ|δ_j| less than this changes the decision, proven; at most `reach`. Null where the engine is one of which nothing can be proven. */
  proven: z.array(z.number()).nullable(),
  /** [test rows] The Σ|δ_j| of a δ that does, scored by the engine; null where none was found. */
  found: z.array(z.number().nullable()),
  /** People for whom the regions were used up before the two met, to within 1 % or 10⁻⁴ standard deviations. */
  open: z.int(),
});

export type RadiusRecord = z.infer<typeof radiusRecordSchema>;

export const radiusStage: Stage<RadiusRecord> = { name: "radius", revision: 1, record: radiusRecordSchema };

/** The radius of every test row, or what is stored of it. Throws the signal's reason. */
export async function radius(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  { onShare, signal }: GanProgress = {},
): Promise<Stored<RadiusRecord>> {
  const { reach, boxes } = run.settings.noise;
  return store.obtain(radiusStage, { train: trained.key, reach, boxes }, async () => {
    const { parts, actions } = await run.read();
    const { X } = parts.test;
    const { theta0 } = trained.record;
    const columns = noisyColumns(actions);
    const kept = { theta0, columns: columns.length, reach };
    return withNetwork(run, trained, async (network) => {
      if (!isProvable(network)) return { record: { ...kept, proven: null, found: [], open: 0 }, files: {} };
      const changeOf = decisionChange(network, noiseAround(X.cols, columns, reach), theta0, { budget: boxes, signal });
      const proven: number[] = [];
      const costs: (number | null)[] = [];
      let open = 0;
      for (let i = 0; i < X.rows; i++) {
        onShare?.(i / X.rows);
        await pause(signal);
        const given = await changeOf(row(X, i));
        const found = given.kind === "none" ? null : given.found;
        // Δ is a box, which holds all δ of Σ|δ_j| ≤ reach, and in its corners others.
        proven.push(Math.min(given.bound, reach));
        costs.push(found?.cost ?? null);
        if (given.kind === "open") open++;
      }
      return { record: { ...kept, proven, found: costs, open }, files: {} };
    });
  });
}

/** Every δ that moves these columns by at most `reach`, whatever a person may do. */
export function noiseAround(dimension: number, columns: readonly number[], reach: number): ActionSet {
  const upper = Array.from({ length: dimension }, (_, j) => (columns.includes(j) ? reach : 0));
  return actionSet(dimension, { lower: upper.map((value) => -value), upper });
}
