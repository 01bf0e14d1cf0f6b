/** Who resamples are drawn from: everybody that training has not seen, with what a method proposes for them. */
import { pacIndex } from "../../core/pac.ts";
import type { RecourseMethod } from "../../methods/method.ts";
import { baseRateOf } from "../../pipeline/calibrate.ts";
import {
  calibrationPart,
  guaranteedScores,
  heldShare,
  type NetworkVotes,
  type ProposeRecord,
  proposedScores,
  proposeForPart,
  votesOf,
} from "../../pipeline/proposals.ts";
import type { ProposalProgress } from "../../pipeline/propose.ts";
import type { Run } from "../../pipeline/run.ts";
import { type PartName, score, scoredRows } from "../../pipeline/score.ts";
import type { Store, Stored } from "../../pipeline/store.ts";
import { train } from "../../pipeline/train.ts";
import type { ResampleProblem, Retrainings, ScoredPeople } from "./resample.ts";

/**
 * The parts whose rows training has not seen and that come from one population: all of them, but for a test file of its
 * own, whose people may be others (see the shift check).
 */
export function populationParts({ settings: { source, split } }: Run): PartName[] {
  const parts: PartName[] = source.test ? ["validation"] : ["validation", "test"];
  return split.calibration > 0 ? [...parts, "calibration"] : parts;
}

/** Lets `method` propose for everyone the resamples draw from or are evaluated on, or finds it stored. */
export async function proposeForPopulation(
  store: Store,
  run: Run,
  method: RecourseMethod,
  progress: ProposalProgress = {},
): Promise<Stored<ProposeRecord>[]> {
  const trained = await train(store, run);
  const parts = run.settings.source.test ? [...populationParts(run), "test" as const] : populationParts(run);
  const proposals: Stored<ProposeRecord>[] = [];
  for (const part of parts) proposals.push(await proposeForPart(store, run, trained, method, part, progress));
  return proposals;
}

/** Resamples of a run's calibration rows, as `resample` takes them. */
export async function problemOf(
  store: Store,
  run: Run,
  method: RecourseMethod,
  progress: ProposalProgress,
): Promise<ResampleProblem> {
  const { settings } = run;
  const trained = await train(store, run);
  const scored = await score(store, run, trained);
  const peopleOf = async (parts: readonly PartName[]): Promise<ProposedPeople> => {
    const people: ProposedPeople[] = [];
    for (const part of parts) {
      const { score, y } = scoredRows(scored, part);
      const proposals = await proposeForPart(store, run, trained, method, part, progress);
      const guaranteed = guaranteedScores(run, method, score, proposals);
      const votes = votesOf(proposals);
      people.push({ score, y, guaranteed, proposed: proposedScores(proposals), votes: columnsOf(votes) });
    }
    return inOrderOfScore(people);
  };
  const population = await peopleOf(populationParts(run));
  const part = calibrationPart(run);
  const calibration = scored.record.rows[part];
  const { epsilon, alpha } = settings.pare;
  const other = Number((1 - alpha).toPrecision(12));
  const alphas = [...new Set([alpha, other])].filter((each) => pacIndex(calibration, epsilon, each) !== null);
  return {
    population,
    retrainings: method.usesRetrained ? retrainingsOf(run, method, population) : null,
    elsewhere: settings.source.test ? await peopleOf(["test"]) : null,
    calibration,
    choice: part === "validation" ? null : scored.record.rows.validation,
    baseRate: baseRateOf(trained.record),
    settings: settings.pare,
    alphas,
    seed: settings.run.seed,
  };
}

/** People with what was proposed for them, and what each retrained network says of x and then of x + δ: [n] each. */
interface ProposedPeople extends ScoredPeople {
  readonly proposed: Float32Array;
  readonly votes: readonly Float32Array[];
}

function columnsOf(votes: NetworkVotes | null): readonly Float32Array[] {
  return votes === null ? [] : [...votes.before, ...votes.after];
}

function retrainingsOf(run: Run, method: RecourseMethod, { proposed, votes }: ProposedPeople): Retrainings {
  const [before, after] = [votes.slice(0, votes.length / 2), votes.slice(votes.length / 2)];
  return { before, after, proposed, share: heldShare(run, method), kind: run.settings.pare.score };
}

/** Several parts as one population, in order of score. */
function inOrderOfScore(parts: readonly ProposedPeople[]): ProposedPeople {
  const joined = (of: (part: ProposedPeople) => Float32Array) =>
    Float32Array.from(parts.flatMap((part) => [...of(part)]));
  const score = joined((part) => part.score);
  const order = Uint32Array.from(score, (_, i) => i).sort((a, b) => score[a] - score[b] || a - b);
  const ordered = (of: (part: ProposedPeople) => Float32Array) => {
    const values = joined(of);
    return Float32Array.from(order, (i) => values[i]);
  };
  return {
    score: ordered((part) => part.score),
    y: ordered((part) => part.y),
    guaranteed: ordered((part) => part.guaranteed),
    proposed: ordered((part) => part.proposed),
    votes: parts[0].votes.map((_, k) => ordered((part) => part.votes[k])),
  };
}
