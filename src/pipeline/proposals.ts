/** The propose stage: g(x + 𝒜(x)) for every row of a part, the scores of Z′ (§3.3), whether x is accepted or not. */
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import { add } from "../core/matrix.ts";
import type { RecourseMethod } from "../methods/method.ts";
import type { Json } from "./canonical.ts";
import { proofsSchema } from "./evaluation.ts";
import { equationsOf, type ProposalProgress, propose, refuseRetrained, settingsOf } from "./propose.ts";
import type { Run } from "./run.ts";
import { floatsOf, type PartName, trainKeyOf, withNetwork } from "./score.ts";
import { storedMethodSettings } from "./spelling.ts";
import type { Stage, Store, Stored } from "./store.ts";
import { bytesOf, type TrainRecord } from "./train.ts";

const proposeRecordSchema = z.strictObject({
  method: z.string(),
  /** The score a method that reads θ₀ was aimed at; null for one that does not. */
  aim: z.number().nullable(),
  part: z.enum(["validation", "test", "calibration"]),
  rows: z.int(),
  /** Of a method that proves its answers. */
  proofs: proofsSchema.optional(),
});

export type ProposeRecord = z.infer<typeof proposeRecordSchema>;

export const proposeStage: Stage<ProposeRecord> = { name: "propose", revision: 1, record: proposeRecordSchema };

const SCORES_FILE = "proposed.f32";

/**
 * The score a method is aimed at: `aim` for one that reads θ₀, null for others. Without an aim such a method is refused
 * with a ConfigError: a θ₀ computed from proposals that θ₀ itself shaped would be circular, and Theorem 3.1 asks for an 𝒜
 * that was fixed before. With an aim it is one: its proposals no longer depend on the θ₀ that comes out. So is one that looks at
 * retrained networks: each of them has a θ₀ of its own, which no aim stands for.
 */
export function targetScoreOf(method: RecourseMethod, aim: number | null): number | null {
  refuseRetrained(method);
  const { name, title, usesTheta0 } = method;
  if (!usesTheta0) return null;
  if (aim !== null) return aim;
  throw new ConfigError(
    `pare.methods: ${name}: “${title}” reads θ₀, and a θ₀ computed from its proposals would be circular (§3.3 needs a ` +
      "method fixed before the calibration rows are seen); aim it at a score fixed beforehand, for example --target-score 0.5",
  );
}

/** The rows Z of §3.3: held out for it, or the validation rows where none are. */
export function calibrationPart(run: Run): PartName {
  return run.settings.split.calibration > 0 ? "calibration" : "validation";
}

export function proposeInputs(run: Run, method: RecourseMethod, part: PartName): Json {
  const aim = targetScoreOf(method, run.settings.pare.targetScore);
  const causal = equationsOf(run, method);
  return {
    train: trainKeyOf(run),
    method: method.name,
    settings: storedMethodSettings(settingsOf(run, method)),
    aim,
    part,
    causal,
    version: method.version,
  };
}

/** Lets `method` propose for every row of the part, or finds it done. */
export async function proposeForPart(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  method: RecourseMethod,
  part: PartName,
  progress: ProposalProgress = {},
): Promise<Stored<ProposeRecord>> {
  return store.obtain(proposeStage, proposeInputs(run, method, part), async () => {
    const { X } = (await run.read()).parts[part];
    const theta0 = targetScoreOf(method, run.settings.pare.targetScore);
    return withNetwork(run, trained, async (network) => {
      const proofs = { action: 0, none: 0, open: 0 };
      const onProof = (_: number, proof: keyof typeof proofs) => {
        proofs[proof]++;
      };
      const delta = await propose(run, network, method, X, theta0, { ...progress, onProof });
      const proved = proofs.action + proofs.none + proofs.open > 0;
      return {
        record: { method: method.name, aim: theta0, part, rows: X.rows, ...(proved ? { proofs } : {}) },
        files: { [SCORES_FILE]: bytesOf(network.score(add(X, delta))) },
      };
    });
  });
}

/** [n] g(x + 𝒜(x)) of the part's rows. */
export function proposedScores({ files }: Stored<ProposeRecord>): Float32Array {
  return floatsOf(files[SCORES_FILE]);
}
