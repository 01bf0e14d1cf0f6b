/** An audit: everything the page tells of a model, as numbers. */

import type { ThresholdOutcome } from "../core/outcome.ts";
import type { Answer } from "../explain/answer.ts";
import type { LastingRecord } from "../pipeline/lasting.ts";
import { type Performance, performanceAt } from "../pipeline/performance.ts";
import { type FeatureChange, featureChanges, type Histogram, histogramOf } from "./changes.ts";
import { type AuditCounts, countsOf, type GroupCounts, groupCounts } from "./counts.ts";
import { type NamedCount, namedCounts } from "./named.ts";
import { type AuditedPerson, auditedPeople } from "./person.ts";
import { type CalibrationBin, calibrationBins, thresholdCurve } from "./quality.ts";
import { type NoiseOutcome, underNoise, underRetraining } from "./robustness.ts";
import type { AuditProgress, CarriedBound, Subject } from "./subject.ts";
import { type WithoutRecourse, withoutRecourse } from "./without.ts";

/** A part that an audit does not have, and why. */
export interface Absent {
  readonly none: string;
}

/** What an audit found. Every part is JSON but `people`, whose actions are float32 arrays. */
export interface Audit {
  readonly title: string;
  readonly description: string | null;
  readonly favourable: string;
  readonly rows: number;
  readonly whose: string;
  readonly model: string;
  readonly theta0: number;
  readonly theta0From: string;
  /** Whether absent recourse and cheapest actions are proven; the method that looked for actions, in words. */
  readonly proven: boolean;
  readonly method: string;
  readonly performance: Performance;
  readonly calibration: readonly CalibrationBin[];
  readonly counts: AuditCounts;
  readonly curve: readonly ThresholdOutcome[];
  readonly guarantee: CarriedBound | Absent;
  readonly changes: readonly FeatureChange[];
  /** How many people take which action, where actions have names. */
  readonly named?: readonly NamedCount[];
  readonly costs: Histogram | null;
  readonly groups: GroupCounts | Absent;
  readonly noise: readonly NoiseOutcome[];
  readonly retraining: Omit<LastingRecord, "method"> | Absent;
  readonly without: WithoutRecourse;
  readonly examples: readonly Answer[] | Absent;
  /** Records of the examples in the CSV. */
  readonly examplesOf: readonly number[];
  readonly people: readonly AuditedPerson[];
  readonly origin: Subject["origin"];
}

/** Asks for everybody's recourse and puts together what it comes to. */
export async function auditOf(subject: Subject, progress: AuditProgress = {}): Promise<Audit> {
  const { people, proven, method } = await auditedPeople(subject, progress);
  const { title, description, favourable, rows, whose, model, theta0, theta0From, guarantee, sensitive } = subject;
  const scores = Float32Array.from(people, ({ score }) => score);
  const costs = people.flatMap(({ action }) => action?.cost ?? []);
  const named = namedCounts(subject, people);
  const shown = exemplary(people);
  const examplesOf = shown.map(({ record }) => record);
  return {
    ...{ title, description, favourable, rows, whose, model, theta0, theta0From, guarantee },
    proven,
    method: method.title,
    performance: performanceAt(scores, subject.people.y, theta0),
    calibration: calibrationBins(people),
    counts: countsOf(people),
    curve: thresholdCurve(people, theta0),
    changes: featureChanges(subject, people),
    ...(named === null ? {} : { named }),
    costs: costs.length === 0 ? null : histogramOf(costs),
    groups:
      sensitive === null
        ? { none: "No sensitive column is named; `sensitive:` in the data set's YAML names one." }
        : groupCounts(people, sensitive),
    noise: await underNoise(subject, people, progress.signal),
    retraining: underRetraining(subject, people),
    without: withoutRecourse(subject, people),
    examples: examplesOf.length === 0 ? NOBODY : await subject.explain(examplesOf),
    examplesOf,
    people,
    origin: subject.origin,
  };
}

const NOBODY = { none: "Nobody is turned down." };

const EXAMPLES = 10;

/** Ten people turned down, from the cheapest action to those without one, evenly spread. */
function exemplary(people: readonly AuditedPerson[]): AuditedPerson[] {
  const price = ({ action }: AuditedPerson) => action?.cost ?? Number.POSITIVE_INFINITY;
  const turnedDown = people.filter(({ answer }) => answer !== "accepted");
  const sorted = turnedDown.toSorted((a, b) => (price(a) === price(b) ? a.row - b.row : price(a) - price(b)));
  const count = Math.min(EXAMPLES, sorted.length);
  if (count <= 1) return sorted;
  return Array.from({ length: count }, (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (count - 1))]);
}
