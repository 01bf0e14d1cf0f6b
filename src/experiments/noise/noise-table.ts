/** The table of B.1: how many decisions stay under each kind of noise, for baseline and ours, and how far proofs reach. */
import { entryOf, type Place, type ReportTable, type SplitValue, type TableRow } from "../../report/table.ts";
import { captionOf, splitsText } from "../caption.ts";
import type { Scope } from "../experiment.ts";
import { publishedNoise } from "../published.ts";
import type { GanRecord } from "./gan/gan.ts";
import { type FinishedSplit, meanPlace, type NoisyDataset } from "./noisy-dataset.ts";
import type { PerturbRecord } from "./perturb.ts";
import { provenRows } from "./proven-rows.ts";
import type { NoiseKind } from "./tally.ts";

export const NOISE_TITLE = "B.1: robustness to realistic noise";

/** Three rows: the share whose decision stays, what ours has more of it, and how large the noise is. */
interface KindPlan {
  readonly kind: NoiseKind;
  readonly noise: string;
  /** Of a second reading of the same noise; the paper's claim is compared with the first. */
  readonly reading: string | null;
}

const NATURAL = "(A) natural adversarial";
const RANDOM = "(B) natural, at random";
const DEEPFOOL = "(C) DeepFool";

const plans: readonly KindPlan[] = [
  { kind: "natural.row", noise: NATURAL, reading: null },
  { kind: "natural.again", noise: NATURAL, reading: "from G(I(x))" },
  { kind: "random.row", noise: RANDOM, reading: null },
  { kind: "random.again", noise: RANDOM, reading: "from G(I(x))" },
  { kind: "deepfool.after", noise: DEEPFOOL, reading: null },
  { kind: "deepfool.within", noise: DEEPFOOL, reading: "actionable only" },
  { kind: "reconstruction", noise: "G(I(x)) in place of x", reading: "" },
];

/** The table of one protocol. */
export async function noiseTable(
  { protocol, seeds }: Pick<Scope, "protocol" | "seeds">,
  datasets: readonly NoisyDataset[],
): Promise<ReportTable> {
  const asked = seeds.length;
  const rows: TableRow[] = [];
  for (const plan of plans) {
    const labelOf = (what: string) => (plan.reading ? `${plan.reading}: ${what}` : what);
    const row = { printed: plan.reading === null };
    const differences = datasets.map(async (each) => [null, await differencePlace(plan, each)]);
    rows.push(
      {
        ...row,
        key: `${plan.kind}.stays`,
        labels: [plan.noise, labelOf("stays")],
        format: "plain",
        places: datasets.flatMap(({ models }) =>
          models.map(({ perturbed }) => staysPlace(plan.kind, perturbed, asked)),
        ),
      },
      {
        ...row,
        key: `${plan.kind}.difference`,
        labels: [plan.noise, labelOf("difference")],
        format: "signed",
        places: (await Promise.all(differences)).flat(),
      },
      {
        printed: false,
        key: `${plan.kind}.size`,
        labels: [plan.noise, labelOf("median size, s.d.")],
        format: "plain",
        places: datasets.flatMap(({ models }) =>
          models.map(({ perturbed }) => meanPlace(perturbed, ({ kinds }) => kinds[plan.kind].size, asked)),
        ),
      },
    );
  }
  rows.push(...provenRows(datasets, asked), ...generatorRows(datasets, asked));
  return {
    name: "noise",
    title: NOISE_TITLE,
    protocol,
    caption: captionFor(seeds),
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

/** How good the generator is; it is the same for baseline and ours, and stands under the first. */
function generatorRows(datasets: readonly NoisyDataset[], asked: number): TableRow[] {
  const rowOf = (key: string, what: string, number: (record: GanRecord) => number): TableRow => ({
    key: `generator.${key}`,
    labels: ["generator", what],
    printed: false,
    format: "plain",
    places: datasets.flatMap(({ generators, models }) =>
      models.map((_, i) => (i === 0 ? meanPlace(generators, number, asked) : null)),
    ),
  });
  const found: TableRow = {
    key: "generator.found",
    labels: ["generator", "other decision found"],
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
    rowOf("samples", "AUC of samples", ({ auc }) => auc.samples),
    rowOf("shuffled", "AUC of shuffled columns", ({ auc }) => auc.shuffled),
    rowOf("rows", "AUC of other rows", ({ auc }) => auc.rows),
    rowOf("reconstruction", "error of G(I(x)), s.d.", ({ reconstruction }) => reconstruction),
  ];
}

function captionFor(seeds: readonly number[]): string {
  return captionOf(
    "Share of test rows that keep the decision of x when noise is added to the actionable features, categories aside: means ± " +
      `standard errors over ${splitsText(seeds)}. Baseline: λ = 0; ours: λ = 0.8. The difference is ours − baseline, split by split; the ` +
      "paper says of (A), (B) and (C) that its size is at most 0.03: = where the size of our mean is, ≈ where it is beyond by no more than " +
      "max(2 standard errors, 0.02).",
    "(A): the nearest point of a generator's latent space whose row is decided otherwise (Zhao et al., 2018), less x; who has none " +
      "keeps the decision. (B): points near I(x), none searched for. (C): DeepFool's perturbation of all features. All are masked to " +
      "the actionable ones in the end. From G(I(x)): less what the generator makes of x itself, which in place of x has rows of its own. Actionable only: " +
      "DeepFool in the actionable features alone, which goes on until the decision changes.",
    "Proven, by branch and bound: no changes of the actionable features whose sizes sum to less than the radius change the decision.",
    "The generator is a Wasserstein GAN of the training rows; AUC of a network that tells test rows from its samples, from rows with every " +
      "column shuffled, and from other rows, 0.5 being chance. The code of B.1 is not released.",
  );
}
