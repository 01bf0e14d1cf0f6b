/** Figure 5: the disparity of "recourse all" between majority and minority against λ, at a precision of 0.65 (B.3). */
import { resolve } from "../../config/resolve.ts";
import type { Settings } from "../../config/settings.ts";
import { differenceOf } from "../../core/difference.ts";
import { type Mean, meanOver } from "../../core/intervals.ts";
import { recourseMethod } from "../../recourse/registry.ts";
import { type DisparityRecord, type Group, withRecourse } from "../../stages/disparity.ts";
import { type Job, job, point } from "../../stages/grid/job.ts";
import { comparing } from "../../stages/grid/tasks.ts";
import { dashesOf, drawFigure, type Figure, ink, seriesColour } from "../figure.ts";
import { finished, type Results } from "../reproduction/experiment.ts";
import { stem } from "../reproduction/stem.ts";
import type { Drawing, DrawnFigure, FigureScope } from "./drawing.ts";
import { splitsText } from "./splits.ts";

/** The splits of one λ. */
export interface DisparityBar {
  readonly lambda: number;
  /** Splits that finished; of these, where no θ₀ reaches the precision and there is nothing to compare. */
  readonly splits: number;
  readonly unreached: number;
  /** Majority − minority of each split that has both. */
  readonly values: readonly number[];
  /** Their mean, and Newcombe's 95 % interval for the people of all splits together; null where nothing can be compared. */
  readonly over: (Mean & { readonly low: number; readonly high: number }) | null;
  /** Splits whose θ₀ accepts every validation row: precision is above what was asked for, and everybody has recourse. */
  readonly everybody: number;
}

/** One bar from the records of a λ's splits. */
export function barOf(lambda: number, records: readonly DisparityRecord[]): DisparityBar {
  const compared = records.flatMap(({ groups, disparity }) => (groups && disparity ? [{ groups, disparity }] : []));
  const values = compared.map(({ disparity }) => disparity.difference);
  const pooled = (of: (record: (typeof compared)[number]) => Group) => {
    const rates = compared.map((record) => withRecourse(of(record)));
    return {
      successes: rates.reduce((sum, { successes }) => sum + successes, 0),
      n: rates.reduce((sum, { n }) => sum + n, 0),
    };
  };
  const interval = differenceOf(
    pooled(({ groups }) => groups.majority),
    pooled(({ groups }) => groups.minority),
  );
  return {
    lambda,
    splits: records.length,
    unreached: records.filter(({ threshold }) => threshold === null).length,
    values,
    over: interval === null ? null : { ...meanOver(values), low: interval.low, high: interval.high },
    everybody: records.filter(({ threshold }) => threshold !== null && threshold.accepted === threshold.rows).length,
  };
}

export const figure5: Drawing = {
  name: "5",
  title: "Figure 5: recourse disparity against λ",
  async jobs(scopes) {
    const all = scopes.map(async (scope) =>
      (await compared(scope)).flatMap(({ dataset }) =>
        lambdasOf(scope).flatMap((lambda) => jobsAt(scope, dataset, lambda)),
      ),
    );
    return (await Promise.all(all)).flat();
  },
  async draw(scopes, results) {
    const drawn: DrawnFigure[] = [];
    for (const scope of scopes) {
      for (const each of await compared(scope)) drawn.push(...(await pictureOf(scope, each, results)));
    }
    return drawn;
  },
};

/** A data set whose file names two groups, and what it is compared by. */
interface Compared extends Pick<Settings, "disparity"> {
  readonly dataset: string;
  readonly sensitive: NonNullable<Settings["sensitive"]>;
}

async function compared(scope: FigureScope): Promise<Compared[]> {
  const all = scope.datasets.map(async (dataset) => {
    const { settings } = await resolve(point(dataset, scope.protocol, 0, scope.seeds[0], scope.overrides));
    const { sensitive, disparity } = settings;
    return sensitive === undefined ? [] : [{ dataset, sensitive, disparity }];
  });
  return (await Promise.all(all)).flat();
}

/** The baseline is always there: the others are compared with it. */
function lambdasOf({ lambdas }: FigureScope): number[] {
  return [...new Set([0, ...lambdas])].sort((a, b) => a - b);
}

/** One job for each split. */
function jobsAt({ protocol, overrides, seeds }: FigureScope, dataset: string, lambda: number): Job<DisparityRecord>[] {
  return seeds.map((seed) => job(comparing, point(dataset, protocol, lambda, seed, overrides)));
}

async function pictureOf(scope: FigureScope, of: Compared, results: Results): Promise<DrawnFigure[]> {
  const lambdas = lambdasOf(scope);
  const bars = lambdas.flatMap((lambda) => {
    const records = finished(results, jobsAt(scope, of.dataset, lambda)).map(({ stored }) => stored.record);
    return records.length === 0 ? [] : [barOf(lambda, records)];
  });
  if (bars.length === 0) return [];
  const title = `${of.dataset}, protocol ${scope.protocol}: recourse disparity against λ`;
  return [
    {
      name: `figure5-${stem(scope.protocol)}-${stem(of.dataset)}`,
      title,
      caption: captionOf(scope, of, bars),
      protocol: scope.protocol,
      ...(await figureOf(bars, title, of, scope.protocol)),
    },
  ];
}

function captionOf(scope: FigureScope, { sensitive, disparity }: Compared, bars: readonly DisparityBar[]): string {
  const { majority, minority } = sensitive;
  const where = (count: (bar: DisparityBar) => number) =>
    bars
      .filter((bar) => count(bar) > 0)
      .map((bar) => `λ = ${bar.lambda} (${count(bar)} of ${bar.splits} splits)`)
      .join(", ");
  const unreached = where((bar) => bar.unreached);
  const everybody = where((bar) => bar.everybody);
  const expected = lambdasOf(scope).length * scope.seeds.length;
  const missing = expected - bars.reduce((sum, { splits }) => sum + splits, 0);
  return [
    `“Recourse all” of ${majority} − that of ${minority} people on test rows, by ${recourseMethod(disparity.method).title.toLowerCase()}, at ` +
      `the lowest θ₀ whose precision on validation rows is at least ${disparity.precision}. Bars: mean over ` +
      `${splitsText(scope.seeds)}; dots: each split; whiskers: Newcombe's 95 % interval for the people of all splits ` +
      "together. BL is the baseline, λ = 0; the dashed line repeats it.",
    unreached === "" ? "" : `Precision ${disparity.precision} is not reached at any θ₀ for ${unreached}: left out.`,
    everybody === ""
      ? ""
      : `Accepting everybody is already that precise on validation rows for ${everybody}: hardly anyone is turned down there.`,
    missing > 0 ? `Incomplete: ${missing} of ${expected} splits did not finish.` : "",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

async function figureOf(
  bars: readonly DisparityBar[],
  title: string,
  { dataset, sensitive, disparity }: Compared,
  protocol: string,
): Promise<Figure> {
  const { majority, minority } = sensitive;
  const labelOf = ({ lambda }: DisparityBar) => (lambda === 0 ? "BL" : String(lambda));
  const drawn = bars.flatMap(({ over, ...bar }) => (over === null ? [] : [{ ...bar, over }]));
  const gaps = bars.filter(({ over }) => over === null);
  const dots = drawn.flatMap((bar) => bar.values.map((value) => ({ bar, value })));
  const baseline = drawn.find(({ lambda }) => lambda === 0);
  const positive = drawn.filter(({ over }) => over.mean >= 0);
  const negative = drawn.filter(({ over }) => over.mean < 0);
  type Bar = (typeof drawn)[number];
  return drawFigure({
    title,
    description:
      `Bars of the share of ${majority} people who are accepted or have recourse minus that of ${minority} people, against the ` +
      "weight of the recourse loss, with the baseline as a dashed line.",
    legend: [
      { label: `above 0, filled: ${majority} have recourse more often`, series: 1 },
      { label: `below 0, hollow: ${minority} have it more often`, series: 2 },
      ...(baseline ? [{ label: "baseline", series: null, dash: 1 }] : []),
    ],
    points: bars.map(({ lambda, splits, unreached, values, over }) => ({
      dataset,
      protocol,
      precision: disparity.precision,
      method: disparity.method,
      lambda,
      splits,
      precisionNotReached: unreached,
      compared: values.length,
      mean: over?.mean ?? null,
      standardError: over?.standardError ?? null,
      pooledLow: over?.low ?? null,
      pooledHigh: over?.high ?? null,
      eachSplit: values.join(" "),
    })),
    options: (plot) => ({
      width: Math.max(480, 120 + 56 * bars.length),
      height: 320,
      marginLeft: 76,
      marginBottom: 44,
      marginTop: 28,
      x: {
        label: "λ, weight of the recourse loss →",
        labelAnchor: "center",
        type: "band",
        domain: bars.map(labelOf),
        padding: 0.35,
      },
      y: {
        label: `recourse all of ${majority} − of ${minority} people`,
        labelAnchor: "center",
        labelArrow: "none",
        grid: true,
        nice: true,
        tickFormat: "+.2f",
        // A figure of zeros needs an axis as well.
        domain: rangeOf(drawn.flatMap(({ over, values }) => [over.low, over.high, ...values])),
      },
      marks: [
        plot.barY(positive, { x: labelOf, y: (bar: Bar) => bar.over.mean, fill: seriesColour(1), fillOpacity: 0.85 }),
        plot.barY(negative, {
          x: labelOf,
          y: (bar: Bar) => bar.over.mean,
          fill: "var(--surface)",
          stroke: seriesColour(2),
          strokeWidth: 2,
        }),
        plot.ruleY([0], { stroke: ink, strokeWidth: 1 }),
        ...(baseline
          ? [plot.ruleY([baseline.over.mean], { stroke: ink, strokeWidth: 1.25, strokeDasharray: dashesOf(1) })]
          : []),
        plot.ruleX(drawn, {
          x: labelOf,
          y1: (bar: Bar) => bar.over.low,
          y2: (bar: Bar) => bar.over.high,
          stroke: ink,
          strokeWidth: 1.25,
        }),
        plot.dot(dots, {
          x: ({ bar }) => labelOf(bar),
          y: "value",
          r: 2.6,
          fill: "var(--surface)",
          stroke: ink,
        }),
        plot.text(gaps, {
          x: labelOf,
          y: 0,
          text: ({ unreached, splits }: DisparityBar) => (unreached === splits ? "not\nreached" : "no\ngroup"),
          dy: -16,
          fontSize: 10,
          fill: ink,
        }),
      ],
    }),
  });
}

/** From the least to the greatest, 0 included; never empty. */
function rangeOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return low === high ? [-0.05, 0.05] : [low, high];
}
