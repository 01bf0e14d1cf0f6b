/** Figure 5: the disparity of "recourse all" between majority and minority against λ, at a precision of 0.65 (B.3). */

import { dashesOf, drawFigure, ink, seriesColour } from "../../report/figure.ts";
import { frame, grid } from "../../report/panels.ts";
import { stem } from "../../report/stem.ts";
import { captionOf, incompleteText, placesText, splitsText } from "../caption.ts";
import type { DrawnFigure, Experiment, FigureScope } from "../experiment.ts";
import { lookOf } from "../look.ts";
import { finished, type Results } from "../results.ts";
import { jobsAt, meanColumns } from "../series.ts";
import { barOf, type DisparityBar, type DisparityChoices, disparitySettingsOf } from "./bars.ts";
import { disparities } from "./task.ts";

type Bar = DisparityBar & { readonly of: DisparityChoices };

export const figure5 = {
  name: "figure5",
  title: "Figure 5: recourse disparity against λ",
  tasks: [disparities],
  figure: {
    name: "5",
    async jobs(scopes) {
      return (await Promise.all(scopes.map(async (scope) => jobsOf(scope, await disparitySettingsOf(scope))))).flat();
    },
    async draw(scopes, results) {
      const drawn = scopes.map(async (scope) => pictureOf(scope, await disparitySettingsOf(scope), results));
      return (await Promise.all(drawn)).flat();
    },
  },
} satisfies Experiment;

/** Always with the baseline, which the others are read against. */
function lambdasOf({ lambdas }: FigureScope): number[] {
  return [...new Set([0, ...lambdas])].sort((a, b) => a - b);
}

function jobsOf(scope: FigureScope, all: readonly DisparityChoices[]) {
  return all.flatMap(({ dataset }) =>
    lambdasOf(scope).flatMap((lambda) => jobsAt(disparities, scope, dataset, lambda)),
  );
}

/** A row for every data set. */
async function pictureOf(
  scope: FigureScope,
  all: readonly DisparityChoices[],
  results: Results,
): Promise<DrawnFigure[]> {
  const bars = all.flatMap((of) =>
    lambdasOf(scope).flatMap((lambda): Bar[] => {
      const records = finished(results, jobsAt(disparities, scope, of.dataset, lambda)).map(
        ({ stored }) => stored.record,
      );
      return records.length === 0 ? [] : [{ ...barOf(lambda, records), of }];
    }),
  );
  if (bars.length === 0) return [];
  const { protocol } = scope;
  const { method } = bars[0].of.disparity;
  const datasets = [...new Set(bars.map(({ of }) => of.dataset))];
  const { majority, minority } = groupsOf(bars);
  const labelOf = ({ lambda }: Pick<Bar, "lambda">) => (lambda === 0 ? "BL" : String(lambda));
  const drawn = bars.flatMap(({ over, ...bar }) => (over === null ? [] : [{ ...bar, over }]));
  const isBaseline = ({ lambda }: Pick<Bar, "lambda">) => lambda === 0;
  const stroke = seriesColour(lookOf(method).series);
  const place = { x: labelOf, fy: ({ of }: Pick<Bar, "of">) => of.dataset };
  const title = `Recourse disparity against λ, protocol ${protocol}`;
  const figure = await drawFigure({
    title,
    description:
      `Bars of the share of ${majority} people who are accepted or have recourse minus that of ${minority} people, against the ` +
      `weight of the recourse loss, with the baseline as a dashed line, for ${datasets.join(", ")}.`,
    legend: [
      {
        ...lookOf(method),
        symbol: "square",
        label: `${lookOf(method).label}; above 0 ${majority} people have it more often, below 0 ${minority} people`,
      },
      { label: "baseline (BL), hollow, repeated as a line", series: null, dash: 1 },
    ],
    points: bars.map(({ of: { dataset, disparity }, lambda, splits, unreached, values, over }) => ({
      dataset,
      protocol,
      precision: disparity.precision,
      method: disparity.method,
      lambda,
      precisionNotReached: unreached,
      compared: values.length,
      ...meanColumns(over),
      splits,
      pooledLow: over?.low ?? null,
      pooledHigh: over?.high ?? null,
      eachSplit: values.join(" "),
    })),
    options: (plot) => ({
      ...grid([], datasets, 170),
      width: 860,
      marginLeft: 70,
      x: {
        label: "λ, weight of the recourse loss →",
        labelAnchor: "center",
        type: "band",
        domain: lambdasOf(scope).map((lambda) => labelOf({ lambda })),
        padding: 0.35,
      },
      y: {
        label: `recourse all, ${majority} − ${minority} people`,
        labelAnchor: "center",
        labelArrow: "none",
        grid: true,
        nice: true,
        ticks: 5,
        tickFormat: "+.2f",
        domain: rangeOf(drawn.flatMap(({ over, values }) => [over.low, over.high, ...values])),
      },
      marks: [
        frame(plot),
        plot.barY(drawn, {
          ...place,
          y: ({ over }) => over.mean,
          fill: (bar) => (isBaseline(bar) ? "var(--surface)" : stroke),
          stroke,
          strokeWidth: 1.5,
        }),
        plot.ruleY([0], { stroke: ink, strokeWidth: 1 }),
        plot.ruleY(drawn.filter(isBaseline), {
          fy: place.fy,
          y: ({ over }) => over.mean,
          stroke: ink,
          strokeWidth: 1.25,
          strokeDasharray: dashesOf(1),
        }),
        plot.ruleX(drawn, { ...place, y1: ({ over }) => over.low, y2: ({ over }) => over.high, stroke: ink }),
        plot.dot(
          drawn.flatMap(({ values, lambda, of }) => values.map((value) => ({ value, lambda, of }))),
          { ...place, y: "value", r: 2.4, fill: "var(--surface)", stroke: ink },
        ),
        plot.text(
          bars.filter(({ over }) => over === null),
          {
            ...place,
            y: 0,
            text: ({ unreached, splits }) => (unreached === splits ? "not\nreached" : "no\ngroup"),
            dy: -16,
            fontSize: 10,
            fill: ink,
          },
        ),
      ],
    }),
  });
  const caption = captionFor(scope, bars, incompleteText(results, jobsOf(scope, all), "splits"));
  return [{ name: `figure5-${stem(protocol)}`, title, caption, protocol, ...figure }];
}

/** The two groups in words; general ones where the data sets name different ones. */
function groupsOf(bars: readonly Bar[]): { readonly majority: string; readonly minority: string } {
  const names = new Set(bars.map(({ of: { sensitive } }) => `${sensitive.majority}\n${sensitive.minority}`));
  return names.size === 1 ? bars[0].of.sensitive : { majority: "majority", minority: "minority" };
}

function captionFor(scope: FigureScope, bars: readonly Bar[], incomplete: string | null): string {
  const { precision } = bars[0].of.disparity;
  const where = (count: (bar: Bar) => number) =>
    placesText(bars.filter((bar) => count(bar) > 0).map(({ of: { dataset }, lambda }) => ({ dataset, lambda })));
  const unreached = where((bar) => bar.unreached);
  const everybody = where((bar) => bar.everybody);
  const { majority, minority } = groupsOf(bars);
  return captionOf(
    `“Recourse all” of ${majority} − that of ${minority} people on test rows, at the lowest θ₀ whose precision on validation rows is at least ${precision}.`,
    `Bars: mean over ${splitsText(scope.seeds)}; dots: each split; whiskers: Newcombe's 95 % interval for the people of all splits together.`,
    unreached === "" ? null : `Left out, for no θ₀ is so precise on some split: ${unreached}.`,
    everybody === ""
      ? null
      : `Accepting everybody is already that precise on some split of ${everybody}: hardly anyone is turned down there.`,
    incomplete,
  );
}

/** From the smallest to the largest, 0 included; never empty: a figure of zeros needs an axis as well. */
function rangeOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return low === high ? [-0.05, 0.05] : [low, high];
}
