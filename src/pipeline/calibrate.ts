/** The calibrate stage: θ₀ with a proven recourse rate (§3.3), and its outcome on the test rows (Table 2). */
import { accepts, recourseRates } from "../core/metrics.ts";
import { pacThreshold } from "../core/pac.ts";
import { chooseTheta0, gridCandidates, scoreCandidates } from "../core/thresholds.ts";
import { copiesIn } from "../data/copies.ts";
import { atLeast } from "../methods/lasting/margin.ts";
import type { RecourseMethod } from "../methods/method.ts";
import { recourseMethod } from "../methods/registry.ts";
import { type Guarantee, type GuaranteeTerms, guaranteeOf, storedGuarantee } from "./calibration/guarantee.ts";
import { rateOf } from "./calibration/rate.ts";
import { type CalibrateRecord, calibrateRecordSchema, type Decision } from "./calibration/record.ts";
import { type ChoiceRows, calibrateThreshold, countAccepted } from "./calibration/threshold.ts";
import { shiftInWords } from "./calibration/two-sample.ts";
import type { Json } from "./canonical.ts";
import { performanceAt } from "./performance.ts";
import {
  calibrationPart,
  guaranteedScores,
  heldShare,
  proposedScores,
  proposeForPart,
  proposeInputs,
  targetScoreOf,
} from "./proposals.ts";
import type { ProposalProgress } from "./propose.ts";
import { countingNetworks } from "./retrain.ts";
import type { Run } from "./run.ts";
import { type ScoredRows, score, scoredRows } from "./score.ts";
import type { TrainingProgress } from "./sgd.ts";
import { checkShift, shiftInputs, shiftStage } from "./shift.ts";
import { keyOf, type Stage, type Store, type Stored } from "./store.ts";
import { type TrainRecord, train } from "./train.ts";

export const calibrateStage: Stage<CalibrateRecord> = {
  name: "calibrate",
  revision: 1,
  record: calibrateRecordSchema,
};

export function calibrateInputs(run: Run, method: RecourseMethod): Json {
  const { epsilon, alpha, score, grid, rule, digits } = run.settings.pare;
  return {
    proposals: [calibrationPart(run), "test" as const].map((part) => proposeInputs(run, method, part)),
    shift: keyOf(shiftStage, shiftInputs(run)),
    pare: { epsilon, alpha, score, grid, rule, digits },
    /** Of the θ₀ without a guarantee. */
    grid: run.settings.threshold.grid,
    fit: run.settings.standardise.fit,
  };
}

/** Progress of a calibration, and how it is stopped. */
export interface CalibrationProgress extends Pick<TrainingProgress, "onStep" | "onEpoch" | "signal"> {
  readonly onProposals?: NonNullable<ProposalProgress["onProgress"]>;
}

/** The part of it that `propose` reports. */
function proposalsOf({ onProposals, signal }: CalibrationProgress): ProposalProgress {
  return { onProgress: (done, rows) => onProposals?.(done, rows), signal };
}

/** Calibrates θ₀ of a run for one method, training the run and scoring its rows where that is not done yet. */
export async function calibrate(
  store: Store,
  run: Run,
  method: RecourseMethod,
  progress: CalibrationProgress = {},
): Promise<Stored<CalibrateRecord>> {
  return store.obtain(calibrateStage, calibrateInputs(run, method), async () => {
    const part = calibrationPart(run);
    const { pare, threshold, standardise } = run.settings;
    // Said before anything is trained: rows that are too few prove nothing, whatever their scores.
    pacThreshold(new Float32Array((await run.read()).parts[part].X.rows), pare.epsilon, pare.alpha);
    const trained = await train(store, run, progress);
    const scored = await score(store, run, trained);
    const guaranteeScoresOn = async (name: typeof part | "test") => {
      const proposals = await proposeForPart(store, run, trained, method, name, proposalsOf(progress));
      const proposed = proposedScores(proposals);
      const { score } = scoredRows(scored, name);
      const promised = guaranteedScores(run, method, score, proposals);
      return { proposed, promised, proofs: proposals.record.proofs };
    };
    const validation: ChoiceRows = { ...scoredRows(scored, "validation"), baseRate: baseRateOf(trained.record) };
    const { promised, proofs } = await guaranteeScoresOn(part);
    const { choice, n, k, theta0Bound } = calibrateThreshold(promised, validation, pare);

    const candidates = threshold.grid === "all" ? scoreCandidates(validation.score) : gridCandidates(threshold.grid);
    const free = chooseTheta0({ ...validation, rule: pare.rule, candidates });
    const onTest = await guaranteeScoresOn("test");
    const decide = (theta0: number) => decisionAt(theta0, scoredRows(scored, "test"), onTest);
    const { record: shift } = await checkShift(store, run);
    const { epsilon, alpha } = pare;
    const record: CalibrateRecord = {
      method: method.name,
      aim: targetScoreOf(method, pare.targetScore),
      score: pare.score,
      epsilon,
      alpha,
      calibration: {
        part: part === "validation" ? part : "calibration",
        n,
        k,
        theta0Bound,
        ...(proofs ? { proofs } : {}),
      },
      choice: {
        rule: pare.rule,
        grid: pare.grid,
        rows: validation.score.length,
        candidates: choice.candidates,
        value: choice.value,
      },
      pare: decide(choice.theta0),
      free: decide(free.theta0),
      guarantee: storedGuarantee({
        epsilon,
        alpha,
        score: pare.score,
        method: method.name,
        held: heldTerms(run, method),
        n,
        heldOut: part === "calibration",
        standardisedWithThem: standardise.fit === "all",
        theta0: choice.theta0,
        theta0Bound,
        shift: shiftInWords(shift),
      }),
      shift,
    };
    return { record, files: {} };
  });
}

/**
 * The guarantee of a calibrated run as it is told: from the numbers of the record, with every condition that the run's data
 * do not meet. The one that is stored has older words, and knows less.
 */
export async function guaranteeTold(run: Run, record: CalibrateRecord): Promise<Guarantee> {
  const { method, score, epsilon, alpha, calibration, pare, shift } = record;
  const { n, part, theta0Bound } = calibration;
  const heldOut = part === "calibration";
  return guaranteeOf({
    epsilon,
    alpha,
    score,
    method,
    held: heldTerms(run, recourseMethod(method)),
    n,
    heldOut,
    standardisedWithThem: run.settings.standardise.fit === "all",
    copies: copiesIn(await run.read()).calibration.copies,
    outside: run.model !== undefined,
    severalOfOne: run.settings.split.by !== undefined && !heldOut,
    theta0: pare.theta0,
    theta0Bound,
    shift: shiftInWords(shift),
  });
}

/** How many of how many retrained networks the guarantee says hold an action; null where it says nothing of any. */
function heldTerms(run: Run, method: RecourseMethod): GuaranteeTerms["held"] {
  if (!method.usesRetrained) return null;
  const networks = countingNetworks(run.settings).length;
  return { enough: atLeast(heldShare(run, method), networks), networks };
}

/** The share of favourable labels among the training rows. */
export function baseRateOf({ data }: TrainRecord): number {
  const { rows, positives } = data.parts.train;
  return positives / rows;
}

/** Performance and recourse at θ₀ on test rows that were scored before, with and without the proposed action. */
function decisionAt(
  theta0: number,
  { score, y }: ScoredRows,
  { proposed, promised }: { readonly proposed: Float32Array; readonly promised: Float32Array },
): Decision {
  const rows = score.length;
  let flipped = 0;
  for (let i = 0; i < rows; i++) if (!accepts(score[i], theta0) && accepts(proposed[i], theta0)) flipped++;
  const { accepted, negatives } = recourseRates({ rows, accepted: countAccepted(score, theta0), flipped });
  return {
    theta0,
    test: performanceAt(score, y, theta0),
    promised: rateOf(countAccepted(promised, theta0), rows),
    recourseNegative: rateOf(flipped, negatives),
    recourseAll: rateOf(accepted + flipped, rows),
  };
}
