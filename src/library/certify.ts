/** `certify` as a function: who of a population has recourse and who has none, each with a proof, and the cheapest. */
import { isNamed, namedAction } from "../actions/enumeration.ts";
import { BOXES } from "../certificates/branch-and-bound.ts";
import { ConfigError } from "../core/errors.ts";
import { quantile } from "../core/quantile.ts";
import type { Dataset, Parts } from "../data/dataset.ts";
import { nearest } from "../data/nearest.ts";
import { blocksOf, type CertifiedRow, certifiedDelta, certifyBlock, type RowBlock } from "../pipeline/certify.ts";
import type { Run } from "../pipeline/run.ts";
import type { Store, Stored } from "../pipeline/store.ts";
import type { TrainRecord } from "../pipeline/train.ts";
import { refuseUnknown, type TrainOptions, type Watching } from "./options.ts";
import { type Classifier, classifierOf } from "./train.ts";

/** Whom `certify` can be asked about: the test rows, those that θ₀ is calibrated on, or every row of every part. */
export const certifiableParts = ["test", "calibration", "all"] as const;

export type CertifiablePart = (typeof certifiableParts)[number];

export interface CertifyOptions extends Watching {
  /** The test rows unless given. */
  readonly part?: CertifiablePart | undefined;
  /** How many regions of one person's Δ are bounded before the answer is left open; 100,000 unless given. */
  readonly boxes?: number | undefined;
}

/** What is proven of one person. */
export interface CertifiedPerson extends CertifiedRow {
  readonly part: keyof Parts;
  /** By the data set's sensitive column, where it names one. */
  readonly group: string | null;
  /** The name of the action found, null without one; absent where actions have no names. */
  readonly action?: string | null;
  /** Raw values of the features that can be acted upon, and what the action found adds to them: 0 without one. */
  readonly features: Readonly<Record<string, { readonly value: number; readonly change: number }>>;
}

/** People by what is proven of them. */
export interface CertifiedCounts {
  readonly people: number;
  /** f(x) = 1, and f(x) = 0. */
  readonly accepted: number;
  readonly turnedDown: number;
  /** Of those turned down: an action is accepted; none is, proven; neither is known. */
  readonly withRecourse: number;
  readonly none: number;
  readonly open: number;
  /** Of those with recourse: how many actions are not proven to be the cheapest. */
  readonly cheapestOpen: number;
  /** Of the cheapest actions, in weighted standard deviations; null where there are none. */
  readonly cost: { readonly median: number; readonly p90: number } | null;
  /** Regions of Δ that were bounded for somebody turned down; null where nobody was. */
  readonly boxes: { readonly median: number; readonly max: number } | null;
}

/** What is proven of a population. */
export interface Certification {
  readonly theta0: number;
  readonly part: CertifiablePart;
  /** The budget of each person. */
  readonly boxes: number;
  readonly counts: CertifiedCounts;
  /** By group, where the data set names a sensitive column. */
  readonly groups: Readonly<Record<string, CertifiedCounts>>;
  /** In the order of the split, part by part. */
  readonly people: readonly CertifiedPerson[];
}

/**
 * Proves for everybody of a population who is turned down that some action of Δ is accepted, and which is the cheapest, or
 * that none is; or finds it stored. Takes a classifier, or the options to train one with.
 * @throws ConfigError, among others for an engine whose arithmetic no proof covers; DataError; the signal's reason when
 * stopped, and what was proven until then is kept.
 */
export async function certify(given: Classifier | TrainOptions, options: CertifyOptions = {}): Promise<Certification> {
  refuseUnknown("certify", options, ["part", "boxes", "signal", "onProgress"]);
  const part = certifiablePartOf(options.part, "part ");
  const boxes = boxesOf(options.boxes, "boxes ");
  options.signal?.throwIfAborted();
  const { store, run, stored } = await classifierOf(given);
  return certifyPart(store, run, stored, part, boxes, options);
}

/** The same of a run that is trained. */
export async function certifyPart(
  store: Store,
  run: Run,
  trained: Stored<TrainRecord>,
  part: CertifiablePart,
  boxes: number,
  { signal, onProgress }: Watching = {},
): Promise<Certification> {
  const dataset = await run.read();
  const blocks = blocksIn(dataset, part);
  const total = rowsIn(dataset, part);
  const people: CertifiedPerson[] = [];
  for (const block of blocks) {
    const stored = await certifyBlock(store, run, trained, block, boxes, {
      signal,
      onProgress: (done) => onProgress?.({ phase: "recourse", done: people.length + done, total, epoch: null }),
    });
    const delta = certifiedDelta(stored);
    stored.record.people.forEach((person, i) => {
      people.push(personOf(run, dataset, block, person, i, delta));
    });
  }
  const groups = groupsOf(run).map((name) => [name, countsOf(people.filter(({ group }) => group === name))]);
  return {
    theta0: trained.record.theta0,
    part,
    boxes,
    counts: countsOf(people),
    groups: Object.fromEntries(groups),
    people,
  };
}

/** The population of that name, the test rows for none. Throws ConfigError for any other; `place` is how it was given. */
export function certifiablePartOf(name: string | undefined, place: string): CertifiablePart {
  const found = certifiableParts.find((one) => one === (name ?? "test"));
  if (found !== undefined) return found;
  throw new ConfigError(`${place}${name}: there is no such part${nearest(name ?? "", certifiableParts)}`);
}

/** The budget, as given or the usual one. Throws ConfigError where it is no whole number from 1 on. */
export function boxesOf(boxes: number | undefined, place: string): number {
  if (boxes === undefined) return BOXES;
  if (Number.isSafeInteger(boxes) && boxes >= 1) return boxes;
  throw new ConfigError(`${place}${boxes}: give a whole number from 1 on`);
}

/** What of a population is certified at a time. */
export function blocksIn({ parts }: Dataset, part: CertifiablePart): RowBlock[] {
  return partsIn(parts, part).flatMap((name) => blocksOf(name, parts[name].X.rows));
}

function rowsIn({ parts }: Dataset, part: CertifiablePart): number {
  return partsIn(parts, part).reduce((sum, name) => sum + parts[name].X.rows, 0);
}

/** The parts of a population, each row once: without rows of its own `calibration` means those of validation. */
function partsIn(parts: Parts, part: CertifiablePart): (keyof Parts)[] {
  const heldOut: (keyof Parts)[] = parts.calibration === parts.validation ? [] : ["calibration"];
  switch (part) {
    case "test":
      return ["test"];
    case "calibration":
      return heldOut.length > 0 ? heldOut : ["validation"];
    case "all":
      return ["train", "validation", ...heldOut, "test"];
  }
}

function groupsOf({ settings: { sensitive } }: Run): string[] {
  return sensitive === undefined ? [] : [sensitive.majority, sensitive.minority];
}

function personOf(
  { settings: { sensitive } }: Run,
  { parts, columns, actions }: Dataset,
  { part, from }: RowBlock,
  person: CertifiedRow,
  i: number,
  delta: Float32Array,
): CertifiedPerson {
  const d = columns.length;
  const x = parts[part].X.data.subarray((from + i) * d, (from + i + 1) * d);
  const own = delta.subarray(i * d, (i + 1) * d);
  const features = actions.actionable.map((j) => {
    const { name, mean, std } = columns[j];
    return [name, { value: digits(mean + std * x[j]), change: digits(std * own[j]) }] as const;
  });
  const named = isNamed(actions) ? { action: namedAction(actions, x, own)?.name ?? null } : {};
  const j = columns.findIndex(({ name }) => name === sensitive?.feature);
  const group = sensitive === undefined ? null : x[j] === 1 ? sensitive.majority : sensitive.minority;
  return { part, group, ...person, ...named, features: Object.fromEntries(features) };
}

/** Seven digits: what float32 holds. */
function digits(value: number): number {
  return Number(value.toPrecision(7)) + 0;
}

function countsOf(people: readonly CertifiedRow[]): CertifiedCounts {
  const turnedDown = people.filter(({ answer }) => answer !== "accepted");
  const costs = turnedDown.flatMap(({ cost }) => cost ?? []);
  const boxes = turnedDown.map((person) => person.boxes);
  const of = (answer: CertifiedRow["answer"]) => turnedDown.filter((person) => person.answer === answer);
  const open = of("open");
  return {
    people: people.length,
    accepted: people.length - turnedDown.length,
    turnedDown: turnedDown.length,
    withRecourse: costs.length,
    none: of("none").length,
    open: open.filter(({ cost }) => cost === null).length,
    cheapestOpen: open.filter(({ cost }) => cost !== null).length,
    cost: costs.length === 0 ? null : { median: quantile(costs, 0.5), p90: quantile(costs, 0.9) },
    boxes: boxes.length === 0 ? null : { median: quantile(boxes, 0.5), max: Math.max(...boxes) },
  };
}
