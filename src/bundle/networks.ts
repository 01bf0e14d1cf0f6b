/** The networks of other trainings in a bundle: some to choose an action with, others to count in how many it holds. */
import type { Parameters } from "../engines/engine.ts";
import { toFloats } from "../engines/parameters.ts";
import type { RecourseMethod } from "../methods/method.ts";
import { recalibrate } from "../pipeline/recalibrate.ts";
import { choosingNetworks, countingNetworks, retrain } from "../pipeline/retrain.ts";
import type { Run } from "../pipeline/run.ts";
import type { TrainingProgress } from "../pipeline/sgd.ts";
import type { Store } from "../pipeline/store.ts";
import { bytesOf, networkSpec, storedParameters } from "../pipeline/train.ts";
import type { Bundle } from "./schema.ts";

/** θ of every network in turn, the choosing ones first, each as in `weights.bin`. */
export const NETWORKS_FILE = "networks.bin";

/** θ of a network that was trained again, and the θ₀ it decides with. */
export interface HeldNetwork {
  readonly theta0: number;
  readonly parameters: Parameters;
}

/** The networks a bundle holds. None that counts has chosen anything. */
export interface HeldNetworks {
  readonly choosing: readonly HeldNetwork[];
  readonly counting: readonly HeldNetwork[];
}

/** What `bundle.json` says of them, and themselves. */
export interface RetrainedContent {
  readonly retrained: NonNullable<Bundle["retrained"]>;
  readonly networks: HeldNetworks;
}

/**
 * The run's networks that were trained again, each with the θ₀ that PARE chooses for it as it chose the original's; trains and
 * calibrates what is not stored.
 */
export async function retrainedContent(
  store: Store,
  run: Run,
  method: RecourseMethod,
  progress: TrainingProgress = {},
): Promise<RetrainedContent> {
  const spec = networkSpec(run.settings, (await run.read()).columns.length);
  const allOf = async (numbers: readonly number[]) => {
    const told: RetrainedContent["retrained"]["counting"] = [];
    const held: HeldNetwork[] = [];
    for (const k of numbers) {
      const trained = await retrain(store, run, k, progress);
      const { theta0 } = (await recalibrate(store, run, method, k, progress)).record;
      told.push({ network: k, seed: trained.record.seed, theta0, train: trained.key });
      held.push({ theta0, parameters: storedParameters(trained, spec) });
    }
    return { told, held };
  };
  const choosing = await allOf(choosingNetworks(run.settings));
  const counting = await allOf(countingNetworks(run.settings));
  return {
    retrained: { rows: run.settings.retrain.rows, choosing: choosing.told, counting: counting.told },
    networks: { choosing: choosing.held, counting: counting.held },
  };
}

/** The content of `networks.bin`. */
export function networksBytes({ choosing, counting }: HeldNetworks): Uint8Array {
  return bytesOf(toFloats([...choosing, ...counting].flatMap(({ parameters }) => [...parameters])));
}
