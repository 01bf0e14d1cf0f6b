/** Table 2: what the PARE constraint costs in F1, for the baseline and for ours, and what it gives in recourse. */
import { wilson } from "../core/intervals.ts";
import type { CalibrateRecord, Decision } from "../stages/calibrate.ts";
import { complement } from "../stages/calibration/guarantee.ts";
import type { Rate } from "../stages/calibration/rate.ts";
import type { Stored } from "../stages/store.ts";
import { type PublishedDecision, publishedMethods, publishedTable2 } from "./published.ts";
import { type Entry, type EntryDetails, entryOf, type Place, type ReportTable, type TableRow } from "./table.ts";

/** A calibrated model on one split. */
export interface Calibrated {
  readonly dataset: string;
  readonly lambda: number;
  readonly seed: number;
  readonly engine: string;
  readonly stored: Stored<CalibrateRecord>;
}

/** A row: one λ and one way to choose θ₀. */
export interface Table2Row {
  /** "ours.pare.highest" */
  readonly key: string;
  /** "Ours + PARE, highest" */
  readonly name: string;
  /** Whether the paper has it. */
  readonly printed: boolean;
  /** Whether θ₀ keeps a promise. */
  readonly pare: boolean;
  /** The row's models, of all data sets and splits. */
  readonly models: readonly Calibrated[];
}

/**
 * The rows of models calibrated with one ε and one α: for every λ, in ascending order, the θ₀ that maximises F1, judged
 * with the first method, then a row for the promise of each method. Throws RangeError for more than one ε or α, or none.
 */
export function table2Rows(calibrated: readonly Calibrated[]): Table2Row[] {
  const promises = distinct(calibrated, ({ stored: { record } }) => `${record.epsilon} ${record.alpha}`);
  if (promises.length !== 1) throw new RangeError(`invalid calibrations: ${promises.length} promises`);
  const lambdas = distinct(calibrated, ({ lambda }) => lambda).sort((a, b) => a - b);
  const several = lambdas.filter((lambda) => lambda > 0).length > 1;
  const methods = distinct(calibrated, methodOf);
  return lambdas.flatMap((lambda) => {
    const [key, name] = lambda === 0 ? ["baseline", "BL"] : ["ours", "Ours"];
    const [keyOf, nameOf] = several && lambda > 0 ? [`${key}.${lambda}`, `${name}, λ ${lambda}`] : [key, name];
    const modelsOf = (method: string) =>
      calibrated.filter((each) => each.lambda === lambda && methodOf(each) === method);
    const further = methods.slice(1).map((method) => ({
      key: `${keyOf}.pare.${method}`,
      name: `${nameOf} + PARE, ${method}`,
      printed: false,
      pare: true,
      models: modelsOf(method),
    }));
    const ofFirst = { printed: !several, models: modelsOf(methods[0]) };
    return [
      { key: `${keyOf}.f1_max`, name: `${nameOf} + F1 max`, pare: false, ...ofFirst },
      { key: `${keyOf}.pare`, name: `${nameOf} + PARE`, pare: true, ...ofFirst },
      ...further,
    ];
  });
}

/** What a row decided for one model. */
export function decisionOf({ pare }: Table2Row, { stored: { record } }: Calibrated): Decision {
  return pare ? record.pare : record.free;
}

/** The printed numbers for some models of a row: of the one method and, under a promise, the one ε they were printed for. */
export async function publishedFor(
  { pare }: Table2Row,
  models: readonly Calibrated[],
): Promise<PublishedDecision | null> {
  if (models.length === 0 || publishedMethods[methodOf(models[0])] !== "adversarial_train") return null;
  const [{ dataset, lambda, stored }] = models;
  const published = await publishedTable2(dataset, lambda);
  if (published === null || !pare) return published?.f1Max ?? null;
  return published.epsilon === stored.record.epsilon ? published.pare : null;
}

/**
 * Table 2 as a table of the report: means over splits, on the test rows. Beside "recourse all" stands the share of people
 * with the score that was promised (Theorem 3.1), which a kept promise puts at 1 − ε or more, and of those accepted as they are.
 */
export async function table2(protocol: string, calibrated: readonly Calibrated[]): Promise<ReportTable> {
  const rows = table2Rows(calibrated);
  const { epsilon, alpha, choice } = calibrated[0].stored.record;
  const datasets = distinct(calibrated, ({ dataset }) => dataset);
  const seeds = distinct(calibrated, ({ seed }) => seed).sort((a, b) => a - b);
  const promised = Number((1 - epsilon).toPrecision(10));
  return {
    name: "table2",
    title: "Table 2: F1 and recourse under the PARE constraint",
    protocol,
    caption:
      `Test rows, mean over the splits of seed ${seeds.join(", ")}. PARE: with probability at least ${complement(alpha)} ` +
      `over the calibration rows, at least ${complement(epsilon)} of people have recourse (ε = ${epsilon}, α = ${alpha}). ` +
      `θ₀ maximises ${choice.rule} on validation rows, in PARE rows up to the proven bound. “Promised” is the share of ` +
      "test rows that have what was promised, “accepted” of those who need no recourse: where it is 1, the promise is empty.",
    stub: [""],
    columns: datasets.flatMap((dataset) => [
      { key: `${dataset}.f1`, group: dataset, title: "F1" },
      { key: `${dataset}.recourse`, group: dataset, title: "recourse" },
      { key: `${dataset}.promised`, group: dataset, title: `promised ≥ ${promised}` },
      { key: `${dataset}.accepted`, group: dataset, title: "accepted" },
    ]),
    rows: await Promise.all(rows.map((row) => reportRow(row, datasets))),
    digits: 3,
    notices: [],
  };
}

async function reportRow(row: Table2Row, datasets: readonly string[]): Promise<TableRow> {
  const places: Place[] = [];
  for (const dataset of datasets) {
    const splits = row.models.filter((model) => model.dataset === dataset);
    if (splits.length === 0) places.push(...Array.from({ length: 4 }, () => ({ gap: "not calibrated" })));
    else places.push(...entriesOf(row, splits, await publishedFor(row, splits)));
  }
  return { key: row.key, labels: [row.name], printed: row.printed, format: "plain", places };
}

/** F1, recourse all, the promise kept where there is one, and who is accepted as they are. */
function entriesOf(row: Table2Row, splits: readonly Calibrated[], published: PublishedDecision | null): Place[] {
  const valuesOf = (of: (decision: Decision) => number) =>
    splits.map((split) => ({
      value: of(decisionOf(row, split)),
      source: { stage: "calibrate", key: split.stored.key, seed: split.seed, engine: split.engine },
    }));
  const shareOf = (of: (decision: Decision) => Rate, details: EntryDetails): Entry => {
    const rates = splits.map((split) => of(decisionOf(row, split)));
    const total = (part: "count" | "rows") => rates.reduce((sum, rate) => sum + rate[part], 0);
    const people = total("rows");
    const interval = wilson(total("count"), people);
    return entryOf(
      valuesOf((decision) => of(decision).rate),
      { ...details, people, interval },
    );
  };
  const trivial = splits.filter((split) => decisionOf(row, split).test.negatives === 0).length;
  const note = trivial === 0 ? null : `nobody is turned down in ${trivial} of ${splits.length} splits`;
  const caveats = splits.flatMap(({ stored }) => stored.record.guarantee.caveats);
  return [
    entryOf(
      valuesOf(({ test }) => test.f1),
      { published: published?.f1 ?? null, note },
    ),
    shareOf(({ recourseAll }) => recourseAll, { published: published?.recourseAll ?? null, note }),
    row.pare ? shareOf(({ promised }) => promised, { note: caveats[0] ?? null }) : null,
    entryOf(valuesOf(({ test }) => 1 - test.negatives / test.rows)),
  ];
}

function methodOf({ stored }: Calibrated): string {
  return stored.record.method;
}

function distinct<T, U>(values: readonly T[], of: (value: T) => U): U[] {
  return [...new Set(values.map(of))];
}
