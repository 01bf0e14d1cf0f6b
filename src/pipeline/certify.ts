/** The certify stage: for some rows, whether an action of Δ is accepted at θ₀ and what the cheapest one costs, each proven. */
import { z } from "zod";
import type { ActionSet } from "../actions/set.ts";
import { proverOf } from "../certificates/proof.ts";
import { ConfigError } from "../core/errors.ts";
import { matrix, row, rowsBetween } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import { pause } from "../core/yield.ts";
import type { Part, Parts } from "../data/dataset.ts";
import type { Network } from "../engines/engine.ts";
import type { ProposalProgress } from "./propose.ts";
import type { Run } from "./run.ts";
import { floatsOf, withNetwork } from "./score.ts";
import type { Stage, Store, Stored } from "./store.ts";
import { bytesOf, type TrainRecord } from "./train.ts";

const personSchema = z.strictObject({
  /** Record number in the file, 1 for the first. */
  record: z.int(),
  score: z.number(),
  /**
   * `accepted`: f(x) = 1, and there is nothing to do. `action`: the cheapest accepted action, to within 1 % or 10⁻⁴ standard
   * deviations. `none`: no action is accepted, proven. `open`: the budget ran out, or what is
   * left is too close to call in float32; where `cost` is a number an action is known.
   */
  answer: z.enum(["accepted", "action", "none", "open"]),
  /** Of the action found, and g(x + δ); null where none was. */
  cost: z.number().nullable(),
  scoreAfter: z.number().nullable(),
  /** No accepted action costs less, proven; null where there is none. */
  bound: z.number().nullable(),
  /** How many regions of Δ were bounded. */
  boxes: z.int(),
});

const certifyRecordSchema = z.strictObject({
  part: z.enum(["train", "validation", "test", "calibration"]),
  /** The first of the rows, in the order of the split. */
  from: z.int(),
  theta0: z.number(),
  people: z.array(personSchema),
});

/** What is proven of some rows of a part, as it is stored. */
export type CertifyRecord = z.infer<typeof certifyRecordSchema>;

/** What is proven of one person; costs are as `costAt` has them. */
export type CertifiedRow = z.infer<typeof personSchema>;

export const certifyStage: Stage<CertifyRecord> = { name: "certify", revision: 1, record: certifyRecordSchema };

/** Rows that are certified and stored together: what a stopped run loses at most. */
const ROWS = 250;

const DELTA_FILE = "delta.f32";

/** The engines whose arithmetic the bounds allow for (`certificates/float32.ts`): one is the other's twin to the bit. */
const PROVEN = ["wasm", "reference"];

/** Some rows of a part: those from `from` on, at most `ROWS`. */
export interface RowBlock {
  readonly part: keyof Parts;
  readonly from: number;
}

/** The blocks of a part with so many rows. */
export function blocksOf(part: keyof Parts, rows: number): RowBlock[] {
  return Array.from({ length: Math.ceil(rows / ROWS) }, (_, i) => ({ part, from: i * ROWS }));
}

/** Throws ConfigError for an engine whose arithmetic the bounds know nothing of; where actions have names none are needed. */
export function mustBeProvable(run: Run): void {
  if (run.settings.actions.candidates === undefined) mustBeBounded(run);
}

/** The same, whatever the actions: about everybody in a region only bounds prove something. */
export function mustBeBounded({ settings, model }: Run): void {
  if (model?.thresholds) return;
  if (model !== undefined) {
    throw new ConfigError(
      `model ${model.name}: nothing can be proven of a model of which only scores are known (tree ensembles as ONNX are the exception); recourse evaluate --method ` +
        "exhaustive searches for actions",
    );
  }
  const { engine } = settings.run;
  if (PROVEN.includes(engine)) return;
  throw new ConfigError(
    `run.engine: ${engine}: a proof holds for the arithmetic of ${PROVEN.join(" and ")}; choose one of them`,
  );
}

/**
 * Asks for the cheapest accepted action of every person of the block, or finds it stored. Throws ConfigError for an engine
 * that nothing can be proven of, and the signal's reason.
 */
export async function certifyBlock(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  { part, from }: RowBlock,
  boxes: number,
  progress: ProposalProgress = {},
): Promise<Stored<CertifyRecord>> {
  mustBeProvable(run);
  return store.obtain(certifyStage, { train: trained.key, part, from, boxes }, async () => {
    const { parts, actions } = await run.read();
    const { theta0 } = trained.record;
    const rows = rowsOf(parts[part], from);
    return withNetwork(run, trained, async (network) => {
      const { people, delta } = await certifyRows(network, actions, rows, theta0, boxes, progress);
      return { record: { part, from, theta0, people }, files: { [DELTA_FILE]: bytesOf(delta.data) } };
    });
  });
}

function rowsOf({ X, records }: Part, from: number): Pick<Part, "X" | "records"> {
  const to = Math.min(from + ROWS, X.rows);
  return { X: rowsBetween(X, from, to), records: records.subarray(from, to) };
}

async function certifyRows(
  network: Network,
  actions: ActionSet,
  { X, records }: Pick<Part, "X" | "records">,
  theta0: number,
  budget: number,
  { onProgress, signal }: ProposalProgress,
) {
  const scores = network.score(X);
  const prove = proverOf(network, actions);
  const delta = matrix(X.rows, X.cols);
  const people: CertifiedRow[] = [];
  for (const [i, record] of records.entries()) {
    onProgress?.(i, X.rows);
    await pause(signal);
    const score = scores[i];
    if (accepts(score, theta0)) {
      people.push({ record, score, answer: "accepted", cost: null, scoreAfter: null, bound: null, boxes: 0 });
      continue;
    }
    const given = await prove({ ask: "cheapest", theta0 }, actions, row(X, i), { budget, signal });
    const found = given.kind === "none" ? null : given.found;
    if (found !== null) delta.data.set(found.delta, i * X.cols);
    people.push({
      record,
      score,
      answer: given.kind,
      cost: found?.cost ?? null,
      scoreAfter: found?.score ?? null,
      bound: Number.isFinite(given.bound) ? given.bound : null,
      boxes: given.boxes,
    });
  }
  onProgress?.(X.rows, X.rows);
  return { people, delta };
}

/** [rows of the block, d] row after row: δ of the action found, 0 where none was. */
export function certifiedDelta({ files }: Stored<CertifyRecord>): Float32Array {
  return floatsOf(files[DELTA_FILE]);
}
