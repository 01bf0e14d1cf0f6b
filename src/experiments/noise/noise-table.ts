/** The table of B.1: how many decisions stay under each kind of noise, for baseline and ours, and how far proofs reach. */
import { quantile } from "../../core/quantile.ts";
import {
  entryOf,
  type Place,
  type ReportTable,
  type Source,
  type SplitValue,
  type TableRow,
} from "../../report/table.ts";
import { captionOf, splitsText } from "../caption.ts";
import type { Scope } from "../experiment.ts";
import type { Model } from "../models.ts";
import { publishedNoise } from "../published.ts";
import { unfinishedNote } from "../results.ts";
import type { GanRecord } from "./gan/gan.ts";
import type { NoiseKind, PerturbRecord } from "./perturb.ts";
import type { RadiusRecord } from "./radius.ts";

export const NOISE_TITLE = "B.1: robustness to realistic noise";

/** What one split holds, and where that is kept. */
export interface FinishedSplit<T> {
  readonly record: T;
  readonly source: Source;
}

/** The splits that finished, in the order of the seeds. */
export interface NoisyDataset {
  readonly dataset: string;
  readonly generators: readonly FinishedSplit<GanRecord>[];
  /** Baseline, ours. */
  readonly models: readonly {
    readonly model: Model;
    readonly perturbed: readonly FinishedSplit<PerturbRecord>[];
    readonly proven: readonly FinishedSplit<RadiusRecord>[];
  }[];
}

/** Two rows: the share whose decision stays, and what ours has more of it. */
interface KindPlan {
  readonly kind: NoiseKind;
  readonly noise: string;
  /** Of a second reading of the same noise; the paper's claim is compared with the first. */
  readonly reading: string | null;
}

const NATURAL = "(A) natural adversarial examples";
const RANDOM = "(B) random moves on the manifold";
const DEEPFOOL = "(C) DeepFool";

const plans: readonly KindPlan[] = [
  { kind: "natural.row", noise: NATURAL, reading: null },
  { kind: "natural.again", noise: NATURAL, reading: "against G(I(x))" },
  { kind: "random.row", noise: RANDOM, reading: null },
  { kind: "random.again", noise: RANDOM, reading: "against G(I(x))" },
  { kind: "deepfool.after", noise: DEEPFOOL, reading: null },
  { kind: "deepfool.within", noise: DEEPFOOL, reading: "actionable from the start" },
  { kind: "reconstruction", noise: "the generator's error alone", reading: "G(I(x)) − x" },
];

/** The radii that proofs are told for, in standard deviations. */
const radii: readonly number[] = [0.1, 0.25, 0.5, 1];

/** The table of one protocol. */
export async function noiseTable(
  { protocol, seeds }: Pick<Scope, "protocol" | "seeds">,
  datasets: readonly NoisyDataset[],
): Promise<ReportTable> {
  const asked = seeds.length;
  const rows: TableRow[] = [];
  for (const plan of plans) {
    const labelOf = (what: string) => (plan.reading === null ? what : `${plan.reading}: ${what}`);
    const row = { printed: plan.reading === null };
    const differences = datasets.map(async (each) => [null, await differencePlace(plan, each)]);
    rows.push(
      {
        ...row,
        key: `${plan.kind}.stays`,
        labels: [plan.noise, labelOf("decision stays")],
        format: "plain",
        places: datasets.flatMap(({ models }) =>
          models.map(({ perturbed }) => staysPlace(plan.kind, perturbed, asked)),
        ),
      },
      {
        ...row,
        key: `${plan.kind}.difference`,
        labels: [plan.noise, labelOf("ours − baseline")],
        format: "signed",
        places: (await Promise.all(differences)).flat(),
      },
    );
  }
  rows.push(...provenRows(datasets, asked), ...generatorRows(datasets, asked));
  return {
    name: "noise",
    title: NOISE_TITLE,
    protocol,
    caption: captionFor(seeds, datasets),
    rowHeaders: ["noise", "measure"],
    columns: datasets.flatMap(({ dataset, models }) =>
      models.map(({ model: { key } }) => ({ key: `${dataset}.${key}`, group: dataset, title: key })),
    ),
    rows,
    digits: 3,
    notices: [],
  };
}

function staysPlace(kind: NoiseKind, perturbed: readonly FinishedSplit<PerturbRecord>[], asked: number): Place {
  return meanPlace(
    perturbed,
    ({ kinds }) => kinds[kind].stays?.share ?? null,
    asked,
    ({ rows }) => rows,
  );
}

/** Ours − baseline, paired by split. */
async function differencePlace({ kind, reading }: KindPlan, { dataset, models }: NoisyDataset): Promise<Place> {
  const [baseline, ours] = models.map(({ perturbed }) => perturbed);
  const values = ours.flatMap(({ record, source }): SplitValue[] => {
    const other = baseline.find((split) => split.source.seed === source.seed);
    const [mine, theirs] = [record.kinds[kind].stays, other?.record.kinds[kind].stays];
    return mine && theirs ? [{ value: mine.share - theirs.share, source }] : [];
  });
  if (values.length === 0) return { gap: "did not finish" };
  const published = reading === null ? await publishedNoise(dataset) : null;
  return entryOf(values, { published, atMost: published !== null });
}

/** The mean over the splits that have the number. */
function meanPlace<T>(
  splits: readonly FinishedSplit<T>[],
  number: (record: T) => number | null,
  asked: number,
  people: ((record: T) => number) | null = null,
  said: string | null = null,
): Place {
  if (splits.length === 0) return { gap: "did not finish" };
  const values = splits.flatMap(({ record, source }): SplitValue[] => {
    const value = number(record);
    return value === null ? [] : [{ value, source }];
  });
  if (values.length === 0) return { gap: "not known" };
  const notes = [said, unfinishedNote(splits.length, asked)].filter((note) => note !== null);
  return entryOf(values, {
    people: people === null ? null : splits.reduce((sum, { record }) => sum + people(record), 0),
    note: notes.length === 0 ? null : notes.join("; "),
  });
}

/** What no sampling gives: shares of people whose decision cannot change, by how far they are moved. */
function provenRows(datasets: readonly NoisyDataset[], asked: number): TableRow[] {
  const rowOf = (key: string, what: string, number: (proven: readonly number[]) => number): TableRow => ({
    key: `proven.${key}`,
    labels: ["any noise, proven", what],
    printed: false,
    format: "plain",
    places: datasets.flatMap(({ models }) =>
      models.map(({ proven }) =>
        meanPlace(
          proven,
          ({ proven: all }) => (all === null ? null : number(all)),
          asked,
          ({ found }) => found.length,
          openText(proven),
        ),
      ),
    ),
  });
  return [
    ...radii.map((r) => rowOf(String(r), `stays within ${r} s.d.`, (proven) => shareAtLeast(proven, r))),
    rowOf("median", "median radius", (proven) => quantile(proven, 0.5)),
  ];
}

/** The share of people whose radius is at least r. */
export function shareAtLeast(proven: readonly number[], r: number): number {
  return proven.filter((each) => each >= r).length / proven.length;
}

function openText(proven: readonly FinishedSplit<RadiusRecord>[]): string | null {
  const open = proven.reduce((sum, { record }) => sum + record.open, 0);
  const people = proven.reduce((sum, { record }) => sum + record.found.length, 0);
  return open === 0
    ? null
    : `the radius of ${open} of ${people} people is a lower bound, the search ended before it was met`;
}

/** How good the generator is; it is the same for baseline and ours, and stands under the first. */
function generatorRows(datasets: readonly NoisyDataset[], asked: number): TableRow[] {
  const rowOf = (key: string, what: string, number: (record: GanRecord) => number): TableRow => ({
    key: `generator.${key}`,
    labels: ["the generator", what],
    printed: false,
    format: "plain",
    places: datasets.flatMap(({ generators, models }) =>
      models.map((_, i) => (i === 0 ? meanPlace(generators, number, asked) : null)),
    ),
  });
  const found: TableRow = {
    key: "generator.found",
    labels: ["the generator", "another decision was found near"],
    printed: false,
    format: "plain",
    places: datasets.flatMap(({ models }) =>
      models.map(({ perturbed }) =>
        meanPlace(
          perturbed,
          ({ found, rows }) => found / rows,
          asked,
          ({ rows }) => rows,
        ),
      ),
    ),
  };
  return [
    found,
    rowOf("samples", "AUC, rows from samples", ({ auc }) => auc.samples),
    rowOf("shuffled", "AUC, rows from shuffled columns", ({ auc }) => auc.shuffled),
    rowOf("rows", "AUC, rows from rows", ({ auc }) => auc.rows),
    rowOf("reconstruction", "error of G(I(x)), s.d.", ({ reconstruction }) => reconstruction),
  ];
}

function captionFor(seeds: readonly number[], datasets: readonly NoisyDataset[]): string {
  const sizes = (kind: NoiseKind) =>
    datasets
      .map(({ dataset, models }) => {
        const each = models.map(({ perturbed }) =>
          perturbed.length === 0
            ? "none"
            : (perturbed.reduce((sum, { record }) => sum + record.kinds[kind].size, 0) / perturbed.length).toFixed(2),
        );
        return `${dataset} ${each.join(" and ")}`;
      })
      .join(", ");
  return captionOf(
    "Share of test rows with the decision of x when noise is added to the actionable features, categories aside: means ± standard " +
      `errors over ${splitsText(seeds)}. Baseline: λ = 0; ours: λ = 0.8.`,
    "The paper says of (A), (B) and (C) that the two differ by at most 0.03: = where the size of our mean difference is at most that, ≈ where it " +
      "is beyond by no more than max(2 standard errors, 0.02).",
    "(A): the nearest point of a generator's latent space whose row is decided otherwise, searched for as Zhao et al. (2018) do, less x; " +
      "(B): the same of random points near I(x), none searched for; (C): DeepFool's perturbation. All are masked to the actionable features. Against G(I(x)): what the generator " +
      "makes of x itself is taken off, whose error alone is a row of its own.",
    `Median size in s.d., baseline and ours: (A) ${sizes("natural.row")}; against G(I(x)) ${sizes("natural.again")}; (B) ${sizes("random.row")}; ` +
      `against G(I(x)) ${sizes("random.again")}; (C) ${sizes("deepfool.after")}; from the start ${sizes("deepfool.within")}.`,
    "Proven, by branch and bound: no change of the actionable features whose absolute values sum to less than the radius changes the decision.",
    "The generator is a Wasserstein GAN of the training rows; the AUC is that of a network that tells test rows from its samples, 0.5 being chance. " +
      "The code of B.1 is not released.",
  );
}
