/** Table 2: what the PARE constraint costs in F1, for the baseline and for ours, and what it gives in recourse. */

import { complement } from "../../pipeline/calibration/guarantee.ts";
import type { Decision } from "../../pipeline/calibration/record.ts";
import { entryOf, type Place, type ReportTable, type TableRow } from "../../report/table.ts";
import { type PublishedDecision, publishedMethods, publishedTable2 } from "../published.ts";
import { type Calibrated, caveatsOf, distinct, statedGuarantees, type TableCoverage } from "./calibrated.ts";

export const TITLE = "Table 2: θ₀ under the PARE constraint";

/** A row: one λ and one way to choose θ₀. */
interface RowPlan {
  /** "ours.pare.highest". */
  readonly key: string;
  /** "Ours + PARE, highest". */
  readonly label: string;
  readonly printed: boolean;
  readonly lambda: number;
  readonly method: string;
  /** Whether θ₀ keeps a guarantee. */
  readonly pare: boolean;
}

/** A column of each data set. */
interface ColumnPlan {
  readonly key: string;
  readonly title: string;
  readonly value: (decision: Decision) => number;
  readonly published: (published: PublishedDecision) => number | null;
  /** Whether it says something of rows without a guarantee. */
  readonly always: boolean;
}

const columns: readonly ColumnPlan[] = [
  { key: "f1", title: "F1", value: ({ test }) => test.f1, published: ({ f1 }) => f1, always: true },
  {
    key: "recourse_all",
    title: "recourse all",
    value: ({ recourseAll }) => recourseAll.rate,
    published: ({ recourseAll }) => recourseAll,
    always: true,
  },
  {
    key: "promised",
    title: "guaranteed",
    value: ({ promised }) => promised.rate,
    published: () => null,
    always: false,
  },
  {
    key: "accepted",
    title: "accepted",
    value: ({ test }) => 1 - test.negatives / test.rows,
    published: () => null,
    always: true,
  },
  { key: "theta0", title: "θ₀", value: ({ theta0 }) => theta0, published: () => null, always: true },
];

/**
 * Table 2 on the test rows, means over splits. For every λ a row for the θ₀ that maximises F1, and one for the guarantee of
 * every method. Beside the paper's “recourse all” stands the share of people with the score that was guaranteed
 * (Theorem 3.1), which a kept guarantee puts at 1 − ε or more. Throws RangeError where a data set has two guarantees.
 */
export async function table2Of(coverage: TableCoverage, calibrated: readonly Calibrated[]): Promise<ReportTable> {
  for (const dataset of coverage.datasets) {
    const guarantees = statedGuarantees(calibrated.filter((each) => each.dataset === dataset));
    if (guarantees.length > 1)
      throw new RangeError(`invalid calibrations: ${guarantees.length} guarantees for ${dataset}`);
  }
  return {
    name: "table2",
    title: TITLE,
    protocol: coverage.protocol,
    caption: captionOf(coverage, calibrated),
    rowHeaders: ["θ₀"],
    columns: coverage.datasets.flatMap((dataset) =>
      columns.map(({ key, title }) => ({ key: `${dataset}.${key}`, group: dataset, title })),
    ),
    rows: await Promise.all(rowPlans(coverage).map((plan) => rowOf(plan, coverage, calibrated))),
    digits: 3,
    notices: caveatsOf(calibrated),
  };
}

function rowPlans({ lambdas, methods }: TableCoverage): RowPlan[] {
  const several = lambdas.filter((lambda) => lambda > 0).length > 1;
  return lambdas.flatMap((lambda) => {
    const [modelKey, model] = lambda === 0 ? ["baseline", "BL"] : ["ours", "Ours"];
    const [key, label] = several && lambda > 0 ? [`${modelKey}.${lambda}`, `${model}, λ ${lambda}`] : [modelKey, model];
    const free = { key: `${key}.f1_max`, label: `${label} + F1 max`, pare: false, method: methods[0] };
    const promised = methods.map((method, i) => {
      const [keyEnd, labelEnd] = i === 0 ? ["", ""] : [`.${method}`, `, ${method}`];
      return { key: `${key}.pare${keyEnd}`, label: `${label} + PARE${labelEnd}`, pare: true, method };
    });
    return [free, ...promised].map((row) => ({ ...row, lambda, printed: !several && row.method === methods[0] }));
  });
}

async function rowOf(plan: RowPlan, coverage: TableCoverage, calibrated: readonly Calibrated[]): Promise<TableRow> {
  const places: Place[] = [];
  for (const dataset of coverage.datasets) {
    const splits = calibrated.filter(
      (each) => each.dataset === dataset && each.lambda === plan.lambda && each.stored.record.method === plan.method,
    );
    places.push(...(await placesOf(plan, dataset, splits, coverage.seeds.length)));
  }
  const { key, label, printed } = plan;
  return { key, labels: [label], printed, format: "plain", places };
}

/** The places of one data set, with a note where fewer splits were calibrated than asked for. */
async function placesOf(
  plan: RowPlan,
  dataset: string,
  splits: readonly Calibrated[],
  asked: number,
): Promise<Place[]> {
  const published = await publishedFor(plan, dataset, splits);
  const decisions = splits.map(({ stored: { record } }) => (plan.pare ? record.pare : record.free));
  const trivial = decisions.filter(({ test }) => test.negatives === 0).length;
  const notes = [
    ...(splits.length < asked ? [`${asked - splits.length} of ${asked} splits were not calibrated`] : []),
    ...(trivial > 0
      ? [`nobody is turned down${splits.length > 1 ? ` in ${trivial} of ${splits.length} splits` : ""}`]
      : []),
  ];
  return columns.map((column) => {
    if (!plan.pare && !column.always) return null;
    if (splits.length === 0) return { gap: "not calibrated" };
    const values = splits.map(({ stored, seed, engine }, i) => ({
      value: column.value(decisions[i]),
      source: { stage: "calibrate", key: stored.key, seed, engine },
    }));
    return entryOf(values, {
      published: published && column.published(published),
      people: decisions.reduce((sum, { test }) => sum + test.rows, 0),
      note: notes.length === 0 ? null : notes.join("; "),
    });
  });
}

/** The printed numbers are those of one method and, under a guarantee, of one ε. */
async function publishedFor(
  { lambda, method, pare }: RowPlan,
  dataset: string,
  splits: readonly Calibrated[],
): Promise<PublishedDecision | null> {
  const published = await publishedTable2(dataset, lambda);
  if (published === null || publishedMethods[method] !== "adversarial_train") return null;
  if (!pare) return published.f1Max;
  return splits.every(({ stored }) => stored.record.epsilon === published.epsilon) ? published.pare : null;
}

function captionOf({ seeds, lambdas, methods }: TableCoverage, calibrated: readonly Calibrated[]): string {
  const guarantees = statedGuarantees(calibrated);
  const [share, probability, values] =
    guarantees.length === 1
      ? [
          complement(guarantees[0].epsilon),
          complement(guarantees[0].alpha),
          ` (ε = ${guarantees[0].epsilon}, α = ${guarantees[0].alpha})`,
        ]
      : ["1 − ε", "1 − α", ""];
  const ours = lambdas.filter((lambda) => lambda > 0);
  const over =
    seeds.length === 1
      ? `one random split (seed ${seeds[0]})`
      : `${seeds.length} random splits (seeds ${seeds.join(", ")}): mean ± standard error over the splits`;
  const rule = distinct(calibrated, ({ stored }) => stored.record.choice.rule).join(" or ");
  return (
    `Test rows of ${over}. BL: λ = 0${ours.length === 0 ? "" : `; ours: λ = ${ours.join(", ")}`}. “F1 max”: θ₀ maximises ` +
    `${rule === "" || rule === "f1" ? "F1" : rule} on validation rows; “PARE”: the same up to the bound that guarantees, with ` +
    `probability at least ${probability} over the calibration rows, recourse to at least ${share} of people${values}. ` +
    `Recourse is that of the method ${methods[0]}, or of the one named. “Guaranteed” is the share of people with the score ` +
    "that was guaranteed, “accepted” of those who need no recourse: where all are accepted, the guarantee is an empty one."
  );
}
