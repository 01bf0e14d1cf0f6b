/** The recalibrate stage: PARE's θ₀ of a network that was trained again, where the original's is PARE's. */
import { z } from "zod";
import { add } from "../core/matrix.ts";
import type { RecourseMethod, RetrainedNetwork } from "../methods/method.ts";
import { calibrateThreshold, guaranteeScores } from "./calibration/threshold.ts";
import type { Json } from "./canonical.ts";
import { calibrationPart, targetScoreOf } from "./proposals.ts";
import { equationsOf, propose, refuseRetrained, settingsOf } from "./propose.ts";
import { type RetrainOptions, retrainedRows, retrainKeyOf, withRetrained } from "./retrain.ts";
import type { Run } from "./run.ts";
import { storedMethodSettings } from "./spelling.ts";
import type { Stage, Store, Stored } from "./store.ts";

const recalibrateRecordSchema = z.strictObject({
  network: z.int(),
  method: z.string(),
  /** Of the calibration rows: how many, how many may miss the bound, and the bound. */
  n: z.int(),
  k: z.int(),
  theta0Bound: z.number(),
  theta0: z.number(),
});

/** The θ₀ of a retrained network as it is stored. */
export type RecalibrateRecord = z.infer<typeof recalibrateRecordSchema>;

export const recalibrateStage: Stage<RecalibrateRecord> = {
  name: "recalibrate",
  revision: 1,
  record: recalibrateRecordSchema,
};

function recalibrateInputs(run: Run, method: RecourseMethod, network: number, rows: RetrainOptions["rows"]): Json {
  const { epsilon, alpha, score, grid, rule, digits, targetScore } = run.settings.pare;
  return {
    retrain: retrainKeyOf(run, network, rows),
    method: method.name,
    settings: storedMethodSettings(settingsOf(run, method)),
    aim: targetScoreOf(method, targetScore),
    causal: equationsOf(run, method),
    version: method.version,
    part: calibrationPart(run),
    pare: { epsilon, alpha, score, grid, rule, digits },
  };
}

/**
 * Calibrates network k as `calibrate` does the original: the same 𝒜 proposes on network k for the same calibration rows, the
 * bound is computed again from its scores (Theorem 3.1), and θ₀ chosen up to it on the validation rows that k was given.
 * That is the θ₀ such a network would be used with. Each of these bounds holds by itself and not all of them together: what
 * they are for is to count in how many retrained networks an action holds, of which nothing is proven.
 */
export async function recalibrate(
  store: Store,
  run: Run,
  method: RecourseMethod,
  network: number,
  options: RetrainOptions = {},
): Promise<Stored<RecalibrateRecord>> {
  refuseRetrained(method);
  return store.obtain(recalibrateStage, recalibrateInputs(run, method, network, options.rows), () =>
    withRetrained(
      store,
      run,
      [network],
      async ([{ network: opened, record }]) => {
        const { pare } = run.settings;
        const { X } = (await run.read()).parts[calibrationPart(run)];
        const aim = targetScoreOf(method, pare.targetScore);
        const delta = await propose(run, opened, method, X, aim, { signal: options.signal });
        const guaranteed = guaranteeScores(pare.score, opened.score(X), opened.score(add(X, delta)));
        const { train, validation } = await retrainedRows(run, record);
        const baseRate = train.y.reduce((sum, label) => sum + label, 0) / train.y.length;
        const choice = { score: opened.score(validation.X), y: validation.y, baseRate };
        const { n, k, theta0Bound, choice: chosen } = calibrateThreshold(guaranteed, choice, pare);
        return { record: { network, method: method.name, n, k, theta0Bound, theta0: chosen.theta0 }, files: {} };
      },
      options,
    ),
  );
}

/** Opens those networks, each with PARE's θ₀ by `method`, training and calibrating what is missing. */
export async function withRecalibrated<T>(
  store: Store,
  run: Run,
  method: RecourseMethod,
  networks: readonly number[],
  use: (retrained: readonly RetrainedNetwork[]) => Promise<T>,
  options: RetrainOptions = {},
): Promise<T> {
  const theta0s: number[] = [];
  for (const k of networks) theta0s.push((await recalibrate(store, run, method, k, options)).record.theta0);
  return withRetrained(
    store,
    run,
    networks,
    (opened) => use(opened.map(({ network }, i) => ({ network, theta0: theta0s[i] }))),
    options,
  );
}
