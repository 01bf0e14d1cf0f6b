/**
 * Classifiers under which people who are turned down can do something about it, with a proven lower bound on how often.
 *
 * ```js
 * import { calibrate, evaluate, explain, train } from "actionable-recourse";
 *
 * const classifier = await train({ dataset: "simulated-credit", lambda: 0.8 });
 * const { record } = await evaluate(classifier, { method: "adversarial" });
 * console.log(`${record.recourse.flipped} of ${record.recourse.negatives} people turned down have recourse`);
 *
 * const calibrated = await calibrate(classifier, { epsilon: 0.05, alpha: 0.05 });
 * console.log(calibrated.guarantee.sentence);
 * await calibrated.save("model");
 *
 * const person = { age: 24, education: 11, income: 21000, savings: 900, debt: 21000, amount: 16000, duration: 30 };
 * const { outcome, alternatives } = await explain(calibrated, { person });
 * console.log(outcome, alternatives.map(({ words }) => words.join("; ")));
 * ```
 *
 * Above stand the steps, which store what they compute and find it again; below, what they are made of: Δ and its linear
 * program, networks and engines, recourse methods, the evaluation, θ₀ and its bound, bundles. Nothing prints. What a person can
 * mend is thrown as a {@link ConfigError} or a {@link DataError}; anything else that is thrown is a bug.
 *
 * @module actionable-recourse
 */

export type { Candidate, ColumnBounds, ColumnChange, Rule } from "./actions/action-set.ts";
export type { Solver } from "./actions/linear.ts";
// Δ and the programs over it.
export { type LinearProgram, type LinearProgramSettings, linearProgram, type Sense } from "./actions/lp.ts";
export { type ActionSet, type ActionSetSpec, actionSet, boxOf, clip, contains } from "./actions/set.ts";
// What an audit finds.
export type { Audit } from "./audit/audit.ts";
// Bundles: a calibrated classifier as a folder.
export { type BundleContent, type ReadBundle, readBundle, writeBundle } from "./bundle/bundle.ts";
export { openBundleNetwork } from "./bundle/open.ts";
export type { Bundle } from "./bundle/schema.ts";
// What the steps read and store.
export type { Override, Request, Resolved } from "./config/resolve.ts";
export { resolve } from "./config/resolve.ts";
export type { Settings } from "./config/settings.ts";
// What goes wrong.
export { ConfigError, DataError } from "./core/errors.ts";
// Performance, θ₀ and the bound of Theorem 3.1.
export { type Interval, wilson } from "./core/intervals.ts";
// Rows of X, and seeded random numbers.
export { add, fromRows, type Matrix, matrix, row, rowsBetween, take } from "./core/matrix.ts";
export {
  accepts,
  accuracy,
  balancedAccuracy,
  type Confusion,
  confusion,
  f1,
  logLoss,
  precision,
  type RecourseCounts,
  type RecourseRates,
  recall,
  recourseRates,
  rocAuc,
} from "./core/metrics.ts";
export { type PacThreshold, pacIndex, pacThreshold, smallestCalibrationSize } from "./core/pac.ts";
export { permutation, type Random, stream } from "./core/random.ts";
export {
  chooseTheta0,
  gridCandidates,
  scoreCandidates,
  type Theta0Choice,
  type Theta0Problem,
  type Theta0Rule,
} from "./core/thresholds.ts";
export type { CausalSpec, Equation, LinearEquation, Truth } from "./data/causal.ts";
export type { Dataset, Part, Parts, ReadFile } from "./data/dataset.ts";
export type { FrameColumn } from "./data/feature.ts";
export type { Column } from "./data/scale.ts";
// Networks g_θ and what computes them.
export type {
  AdamSettings,
  Batch,
  Engine,
  GradientMasks,
  InputGradient,
  Layer,
  Network,
  NetworkSpec,
  Parameters,
  TrainingSpec,
} from "./engines/engine.ts";
export { fromFloats, initialParameters, toFloats } from "./engines/parameters.ts";
export { engines, openEngine } from "./engines/registry.ts";
// One person's answer.
export {
  type Explainer,
  type ExplanationOptions,
  openExplainer,
} from "./explain/explain.ts";
export type {
  CarriedGuarantee,
  Explanation,
  ExplanationOutcome,
  MethodProposal,
  Proposal,
} from "./explain/explanation.ts";
export { type Person, peopleOf, personOf, type Reading } from "./explain/person.ts";
export type { Change } from "./explain/words.ts";
// The steps.
export { type Audited, type AuditOptions, audit } from "./library/audit.ts";
export { type CalibratedClassifier, type CalibrateOptions, calibrate } from "./library/calibrate.ts";
export {
  type CertifiablePart,
  type Certification,
  type CertifiedCounts,
  type CertifiedPerson,
  type CertifyOptions,
  certify,
} from "./library/certify.ts";
export { type EvaluateOptions, type Evaluation, evaluate } from "./library/evaluate.ts";
export { type CertifyEveryoneOptions, certifyEveryone, type EveryoneCertified } from "./library/everyone.ts";
export { type ExplainOptions, explain } from "./library/explain.ts";
export type { CellValue, DatasetInMemory } from "./library/in-memory.ts";
export type { Progress, TrainOptions, Watching } from "./library/options.ts";
export { type Classifier, train } from "./library/train.ts";
// Recourse methods 𝒜, and their evaluation.
export type { ColumnInfo, Propose, ProposeOptions, RecourseMethod, RecourseProblem } from "./methods/method.ts";
export { recourseMethod, recourseMethods } from "./methods/registry.ts";
export type { CalibrateRecord, Decision } from "./pipeline/calibration/record.ts";
export type { Json } from "./pipeline/canonical.ts";
export type { EvaluateRecord } from "./pipeline/evaluate.ts";
export {
  type EvaluationOutcome,
  evaluateProposals,
  type RecourseOutcome,
  turnedDown,
} from "./pipeline/evaluation.ts";
export { type Performance, performanceAt } from "./pipeline/performance.ts";
export { type DataSummary, openRun, type Run } from "./pipeline/run.ts";
export type { Epoch } from "./pipeline/sgd.ts";
export { type Result, type Stage, Store, type Stored } from "./pipeline/store.ts";
export type { TrainRecord } from "./pipeline/train.ts";
