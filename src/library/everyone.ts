/** `certifyEveryone` as a function: whether everybody like one person, but for the ranges of some numbers, has recourse. */

import type { ActionSet } from "../actions/set.ts";
import type { ReadBundle } from "../bundle/bundle.ts";
import { preprocessingOf } from "../bundle/content.ts";
import { openBundleNetwork } from "../bundle/open.ts";
import type { Bundle } from "../bundle/schema.ts";
import { BOXES } from "../certificates/branch-and-bound.ts";
import { certifiableOf } from "../certificates/certifiable.ts";
import { decideEveryone } from "../certificates/everyone.ts";
import { ConfigError } from "../core/errors.ts";
import { fromRows } from "../core/matrix.ts";
import type { Network } from "../engines/engine.ts";
import { standardisedRow } from "../explain/after.ts";
import { personOf } from "../explain/person.ts";
import { mustBeBounded } from "../pipeline/certify.ts";
import type { Run } from "../pipeline/run.ts";
import { withNetwork } from "../pipeline/score.ts";
import type { Stored } from "../pipeline/store.ts";
import type { TrainRecord } from "../pipeline/train.ts";
import type { CalibratedClassifier } from "./calibrate.ts";
import { boxesOf } from "./certify.ts";
import { bundleOf } from "./explain.ts";
import { refuseUnknown, type TrainOptions, type Watching } from "./options.ts";
import { type Classifier, classifierOf } from "./train.ts";
import { peopleWhere } from "./where.ts";

export interface CertifyEveryoneOptions extends Pick<Watching, "signal"> {
  /** Whom everybody is like: cells by the names of the CSV's columns, in raw units. */
  readonly person: Readonly<Record<string, string | number | null>>;
  /**
   * The ranges in which they differ, in raw units: `["age >= 30", "income <= 20000"]`. What is not bounded on both sides ends
   * where the training rows do.
   */
  readonly where: readonly string[];
  /** How many boxes of people are looked at before the answer is left open; 5,000 unless given. */
  readonly boxes?: number | undefined;
  /** Hears what share of the people is proven to have recourse, and after how many boxes. */
  readonly onShare?: ((share: number, boxes: number) => void) | undefined;
}

/** What is known of everybody in the ranges. */
export interface EveryoneCertified {
  /** All have recourse (or are accepted), proven; or somebody has none, proven; or neither is known. */
  readonly answer: "everyone" | "not everyone" | "open";
  readonly theta0: number;
  /** The ranges, in raw units, and whether whole numbers alone are meant. */
  readonly ranges: Readonly<Record<string, { readonly min: number; readonly max: number; readonly integer: boolean }>>;
  /** Of the ranges by volume (of whole numbers by count): where people are proven to have recourse. */
  readonly share: number;
  /** Boxes of people that were looked at. */
  readonly boxes: number;
  /** Somebody without recourse: the raw values within the ranges, g(x), and what no g(x + δ) is above. */
  readonly witness: {
    readonly values: Readonly<Record<string, number>>;
    readonly score: number;
    readonly highest: number;
  } | null;
}

const PEOPLE_BOXES = 5000;

/**
 * Decides, by branch and bound over x and over δ ∈ Δ, whether everybody who is like the person, but for the ranges, is
 * accepted or has an accepted action. Few and narrow ranges are decided soonest. Takes a classifier, or the options to
 * train one with; or a calibrated classifier, a bundle that was read or the folder of one, whose θ₀ and Δ it then is about.
 * @throws ConfigError for a range that cannot be read or holds nobody, DataError for the person and for a bundle that cannot be
 * used, the signal's reason.
 */
export async function certifyEveryone(
  given: Classifier | TrainOptions | CalibratedClassifier | ReadBundle | string,
  options: CertifyEveryoneOptions,
): Promise<EveryoneCertified> {
  refuseUnknown("certifyEveryone", options, ["person", "where", "boxes", "signal", "onShare"]);
  if (typeof given === "string" || "classifier" in given || "bundle" in given) {
    return certifyEveryoneOfBundle(await bundleOf(given), options);
  }
  const { run, stored } = await classifierOf(given);
  return certifyEveryoneOf(run, stored, options);
}

/** The same of a run that is trained. */
export async function certifyEveryoneOf(
  run: Run,
  trained: Stored<TrainRecord>,
  options: CertifyEveryoneOptions,
): Promise<EveryoneCertified> {
  if (run.model !== undefined) {
    throw new ConfigError(
      `model ${run.model.name}: only of a network of ours can something be proven about everybody who is alike in other features`,
    );
  }
  mustBeBounded(run);
  const { theta0 } = trained.record;
  const preprocessing = await preprocessingOf(run);
  const { actions } = await run.read();
  return withNetwork(run, trained, (network) => decided({ preprocessing, actions, theta0, network }, options));
}

/** The same of a bundle, whose network the kernel computes. */
export async function certifyEveryoneOfBundle(
  read: ReadBundle,
  options: CertifyEveryoneOptions,
): Promise<EveryoneCertified> {
  const { preprocessing, theta0 } = read.bundle;
  const { actions } = read;
  const network = await openBundleNetwork(read);
  try {
    return await decided({ preprocessing, actions, theta0, network }, options);
  } finally {
    network.close();
  }
}

/** What a question is about. */
interface Model extends Pick<Bundle, "preprocessing" | "theta0"> {
  readonly actions: ActionSet;
  readonly network: Network;
}

async function decided(
  { preprocessing, actions, theta0, network }: Model,
  { person, where, boxes, signal, onShare }: CertifyEveryoneOptions,
): Promise<EveryoneCertified> {
  const { columns } = preprocessing;
  const { box, varied } = peopleWhere(where, preprocessing, personOf({ preprocessing }, person, "person").raw);
  const of = <T>(value: (j: number) => T) => Object.fromEntries(varied.map((j) => [columns[j].name, value(j)]));
  const found = await decideEveryone(certifiableOf(network), actions, theta0, columns, box, {
    people: boxes === undefined ? PEOPLE_BOXES : boxesOf(boxes, "boxes "),
    boxes: BOXES,
    signal,
    onProgress: onShare,
  });
  const { witness, highest } = found.kind === "not everyone" ? found : { witness: null, highest: 0 };
  return {
    answer: found.kind,
    theta0,
    ranges: of((j) => ({ min: box.lower[j], max: box.upper[j], integer: columns[j].integer })),
    share: found.share,
    boxes: found.boxes,
    witness:
      witness === null
        ? null
        : {
            values: of((j) => witness[j]),
            score: network.score(fromRows([standardisedRow(preprocessing, witness)]))[0],
            highest,
          },
  };
}
