/** The person Table 6 shows: chosen among those with recourse to be as like the paper's as there is one (B.5). */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { add, row, take } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import type { Column } from "../../data/scale.ts";
import { sayableActions } from "../../explain/rounded.ts";
import { recourseMethod } from "../../methods/registry.ts";
import type { EvaluateRecord } from "../../pipeline/evaluate.ts";
import { turnedDown } from "../../pipeline/evaluation.ts";
import { propose } from "../../pipeline/propose.ts";
import { storedDelta } from "../../pipeline/recourses.ts";
import { withNetwork } from "../../pipeline/score.ts";
import type { TrainRecord } from "../../pipeline/train.ts";
import type { JobResult } from "../results.ts";

/** What the paper calls the features of its examples. */
const printedNames: Readonly<Record<string, string>> = {
  "education level": "education-num",
  "hours per week worked": "hours-per-week",
  "number of prior crimes": "priors_count",
};

/** A feature of an example, in raw units. */
export interface ExampleFeature {
  readonly feature: string;
  /** As the paper calls it; the feature's own name where the paper prints nothing. */
  readonly label: string;
  /** Before and change, by the method as it was evaluated. */
  readonly x: number;
  readonly delta: number;
  /** x + δ of the same method in whole units and within the data's range; null where that is not accepted. */
  readonly whole: number | null;
  readonly published: PublishedFeature | null;
}

/** A person to show. */
export interface Chosen {
  readonly features: readonly ExampleFeature[];
  /** Who it is and how many there were to choose from, in words. */
  readonly who: string;
}

/** A person turned down with recourse: raw x and change of every column. */
interface Candidate {
  /** Row of the test part. */
  readonly row: number;
  readonly x: Float64Array;
  readonly delta: Float64Array;
}

/**
 * The person to show: of those with the printed x the one whose δ is nearest to the printed one (in standard deviations);
 * where nobody has it, the nearest in x and δ; where nothing is printed, the first.
 */
export async function chosenPerson(
  { stored: evaluated, run }: JobResult<EvaluateRecord>,
  { stored: trained }: JobResult<TrainRecord>,
  published: readonly PublishedFeature[],
): Promise<Chosen | null> {
  const { columns, ranges, actions, parts } = await run.read();
  const { test, train } = parts;
  const { theta0 } = evaluated.record;
  return withNetwork(run, trained, async (network) => {
    const negatives = turnedDown(network.score(test.X), theta0);
    const delta = storedDelta(evaluated, columns.length);
    const scores = network.score(add(take(test.X, negatives), delta));
    const candidates = Array.from(
      negatives,
      (i, k): Candidate => ({
        row: i,
        x: rawOf(columns, row(test.X, i)),
        delta: Float64Array.from(columns, ({ std }, j) => std * row(delta, k)[j]),
      }),
    ).filter((_, k) => accepts(scores[k], theta0));
    if (candidates.length === 0) return null;

    const printed = published.map((feature) => ({
      ...feature,
      j: columns.findIndex(({ name }) => name === feature.feature),
    }));
    // x is printed with one decimal.
    const alike = candidates.filter(({ x }) => printed.every(({ j, x: value }) => Math.abs(x[j] - value) < 0.05));
    const far = ({ x, delta }: Candidate) =>
      printed.reduce((sum, { j, x: value, delta: change }) => {
        return sum + (Math.abs(x[j] - value) + Math.abs(delta[j] - change)) / columns[j].std;
      }, 0);
    const among = alike.length > 0 ? alike : candidates;
    const chosen = among.reduce((best, one) => (far(one) < far(best) ? one : best));

    const ranged = columns.map((column, j) => ({ ...column, ...ranges[j] }));
    const method = recourseMethod(evaluated.record.method);
    const person = take(test.X, [chosen.row]);
    const whole = await propose(run, network, method, person, theta0, { actions: sayableActions(ranged, actions) });
    const wholeAccepted = accepts(network.score(add(person, whole))[0], theta0);
    const shown =
      published.length > 0
        ? printed
        : actions.actionable.map((j) => ({ j, feature: columns[j].name, label: columns[j].name }));
    return {
      features: shown.map(({ j, feature, label }) => ({
        feature,
        label,
        x: chosen.x[j],
        delta: chosen.delta[j],
        whole: wholeAccepted ? roundedIf(columns[j], chosen.x[j] + columns[j].std * whole.data[j]) : null,
        published: published.find((one) => one.feature === feature) ?? null,
      })),
      who: whoOf(test.records[chosen.row], published.length > 0, alike, candidates.length, printed),
    };
  });
}

function rawOf(columns: readonly Column[], x: Float32Array): Float64Array {
  return Float64Array.from(columns, (column, j) => roundedIf(column, column.mean + column.std * x[j]));
}

/** A whole number, which a float32 of standard deviations is not quite. */
function roundedIf({ integer }: Column, raw: number): number {
  return integer ? Math.round(raw) : raw;
}

function whoOf(
  record: number,
  printed: boolean,
  alike: readonly Candidate[],
  all: number,
  features: readonly { readonly j: number; readonly feature: string }[],
): string {
  if (!printed) return `record ${record} of the CSV, the first of ${all} turned down with recourse`;
  if (alike.length === 0) {
    return `record ${record} of the CSV; nobody of the ${all} turned down with recourse has the printed x, and this person is nearest in x and δ`;
  }
  const ranges = features.map(({ j, feature }) => {
    const changes = alike.map(({ delta }) => delta[j]);
    return `${feature} ${signed(Math.min(...changes))} … ${signed(Math.max(...changes))}`;
  });
  return (
    `record ${record} of the CSV, who of the ${alike.length} turned down with recourse and the printed x has the δ nearest to ` +
    `the printed one (theirs: ${ranges.join(", ")})`
  );
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

const change = z.object({ x: z.number(), delta: z.number() });
const tables = z.object({ table6: z.record(z.string(), z.unknown()) });

/** A printed feature of an example, in raw units. */
export interface PublishedFeature {
  readonly feature: string;
  readonly label: string;
  readonly x: number;
  readonly delta: number;
}

/** The printed example of a data set; empty where the paper prints none. */
export async function publishedTable6(dataset: string): Promise<PublishedFeature[]> {
  const file = fileURLToPath(new URL("../../../data/published/tables.json", import.meta.url));
  const { table6 } = tables.parse(JSON.parse(await readFile(file, "utf8")));
  const example = z.record(z.string(), change).safeParse(Object.hasOwn(table6, dataset) ? table6[dataset] : null);
  if (!example.success) return [];
  return Object.entries(example.data).map(([label, { x, delta }]) => ({
    feature: printedNames[label] ?? label,
    label,
    x,
    delta,
  }));
}
