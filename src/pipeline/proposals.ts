/** The propose stage: g(x + 𝒜(x)) for every row of a part, the scores of Z′ (§3.3), whether x is accepted or not. */
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import { add } from "../core/matrix.ts";
import type { Network } from "../engines/engine.ts";
import type { RecourseMethod, RetrainedNetwork } from "../methods/method.ts";
import { guaranteeScores, heldGuaranteeScores } from "./calibration/threshold.ts";
import type { Json } from "./canonical.ts";
import { proofsSchema } from "./evaluation.ts";
import { type RankScale, rankScale, scoresOnOwn } from "./held.ts";
import { equationsOf, type ProposalProgress, propose, settingsOf } from "./propose.ts";
import { choosingNetworks, countingNetworks, retrainedRows, retrainKeyOf, withRetrained } from "./retrain.ts";
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
/** [2][M][n]: x and then x + δ, by each of the M counting networks. */
const VOTES_FILE = "votes.f32";

/**
 * The score a method is aimed at: `aim` for one that reads θ₀, null for others. Without an aim such a method is refused
 * with a ConfigError: a θ₀ computed from proposals that θ₀ itself shaped would be circular, and Theorem 3.1 asks for an 𝒜
 * that was fixed before. With an aim it is one: its proposals no longer depend on the θ₀ that comes out. Retrained networks
 * that it looks at are aimed at the same score, each on its own scale (`rankScale`).
 */
export function targetScoreOf({ name, title, usesTheta0 }: RecourseMethod, aim: number | null): number | null {
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
    retrained: method.usesRetrained
      ? [choosingNetworks(run.settings), countingNetworks(run.settings)].map((networks) =>
          networks.map((k) => retrainKeyOf(run, k)),
        )
      : undefined,
  };
}

/**
 * Lets `method` propose for every row of the part, or finds it done. Of a method that looks at retrained networks it also stores
 * how the counting ones, none of which it was shown, score x and x + 𝒜(x) on the scale of the run's own scores.
 */
export async function proposeForPart(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  method: RecourseMethod,
  part: PartName,
  progress: ProposalProgress = {},
): Promise<Stored<ProposeRecord>> {
  return store.obtain(proposeStage, proposeInputs(run, method, part), async () => {
    const { parts } = await run.read();
    const { X } = parts[part];
    const theta0 = targetScoreOf(method, run.settings.pare.targetScore);
    return withNetwork(run, trained, async (network) => {
      const proofs = { action: 0, none: 0, open: 0 };
      const onProof = (_: number, proof: keyof typeof proofs) => {
        proofs[proof]++;
      };
      const own = method.usesRetrained ? network.score(parts.validation.X) : null;
      const proposing = (retrained?: readonly RetrainedNetwork[]) =>
        propose(run, network, method, X, theta0, { ...progress, onProof, retrained });
      const delta =
        own === null || theta0 === null
          ? await proposing()
          : await withScales(store, run, choosingNetworks(run.settings), own, progress, (scaled) =>
              proposing(scaled.map(({ network, scale }) => ({ network, theta0: scale.threshold(theta0) }))),
            );
      const after = add(X, delta);
      const votes =
        own === null
          ? null
          : await withScales(store, run, countingNetworks(run.settings), own, progress, async (scaled) =>
              [X, after].flatMap((points) => scaled.map(({ network, scale }) => scoresOnOwn(network, scale, points))),
            );
      const proved = proofs.action + proofs.none + proofs.open > 0;
      return {
        record: { method: method.name, aim: theta0, part, rows: X.rows, ...(proved ? { proofs } : {}) },
        files: {
          [SCORES_FILE]: bytesOf(network.score(after)),
          ...(votes === null ? {} : { [VOTES_FILE]: bytesOf(Float32Array.from(votes.flatMap((each) => [...each]))) }),
        },
      };
    });
  });
}

/** Opens those networks, each with its scale among its own validation rows; `own` are the run's scores of its. */
function withScales<T>(
  store: Store,
  run: Run,
  networks: readonly number[],
  own: Float32Array,
  { signal }: ProposalProgress,
  use: (scaled: readonly { readonly network: Network; readonly scale: RankScale }[]) => Promise<T>,
): Promise<T> {
  return withRetrained(
    store,
    run,
    networks,
    async (opened) => {
      const scaled = [];
      for (const { network, record } of opened) {
        const { validation } = await retrainedRows(run, record);
        scaled.push({ network, scale: rankScale(own, network.score(validation.X)) });
      }
      return use(scaled);
    },
    { signal },
  );
}

/** [n] g(x + 𝒜(x)) of the part's rows. */
export function proposedScores({ files }: Stored<ProposeRecord>): Float32Array {
  return floatsOf(files[SCORES_FILE]);
}

/** How the counting networks score x, and x + 𝒜(x), on the scale of the run's own scores: [n] for each of them. */
export interface NetworkVotes {
  readonly before: readonly Float32Array[];
  readonly after: readonly Float32Array[];
}

/** The votes on a method that looks at retrained networks; null of any other. */
export function votesOf({ record, files }: Stored<ProposeRecord>): NetworkVotes | null {
  if (!Object.hasOwn(files, VOTES_FILE)) return null;
  const all = floatsOf(files[VOTES_FILE]);
  const each = Array.from({ length: all.length / record.rows }, (_, k) =>
    all.subarray(k * record.rows, (k + 1) * record.rows),
  );
  return { before: each.slice(0, each.length / 2), after: each.slice(each.length / 2) };
}

/** [n] the scores of Z′ that the guarantee is about: of the rows with these scores g(x), after what was proposed for them. */
export function guaranteedScores(
  run: Run,
  method: RecourseMethod,
  score: Float32Array,
  proposals: Stored<ProposeRecord>,
): Float32Array {
  const kind = run.settings.pare.score;
  const proposed = proposedScores(proposals);
  const votes = votesOf(proposals);
  if (votes === null) return guaranteeScores(kind, score, proposed);
  return heldGuaranteeScores(kind, score, proposed, { ...votes, share: heldShare(run, method) });
}

/** ρ, of a method that looks at retrained networks: its `share`, or all of them where it has no such setting. */
export function heldShare(run: Run, method: RecourseMethod): number {
  return z.looseObject({ share: z.number().min(0).max(1).default(1) }).parse(settingsOf(run, method)).share;
}
