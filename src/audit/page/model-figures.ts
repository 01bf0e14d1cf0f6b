/** Drawings of how good the model is, who is turned down, and of other thresholds. */

import type { ThresholdOutcome } from "../../core/outcome.ts";
import {
  dashesOf,
  drawFigure,
  type Figure,
  faint,
  ink,
  type LegendEntry,
  type Plot,
  seriesColour,
} from "../../report/figure.ts";
import { count, percent } from "../../report/format.ts";
import type { Audit } from "../audit.ts";
import type { CalibrationBin } from "../quality.ts";
import { answerWords, thresholdText } from "../words.ts";

/** Of every drawing, in px. */
export const WIDTH = 640;
export const unitAxis = { domain: [0, 1], ticks: 5, labelAnchor: "center", labelArrow: "none", grid: true } as const;

/** Bins of scores against the share of favourable labels. */
export function calibrationFigure(bins: readonly CalibrationBin[], theta0: number): Promise<Figure> {
  return drawFigure({
    title: "Scores against what happened",
    description: `The share of favourable labels in ${bins.length} groups of people by score, with 95 % intervals. On the diagonal the score is that share.`,
    legend: [
      { label: "people by score, 95 % interval", series: 0, symbol: "circle" },
      { label: "score = share", series: null, dash: 2 },
      { label: `θ₀ = ${thresholdText(theta0)}`, series: null },
    ],
    points: bins.map((bin) => ({ ...bin })),
    options: (plot) => ({
      width: WIDTH,
      height: 320,
      marginLeft: 56,
      marginBottom: 44,
      x: { ...unitAxis, label: "mean score of the group →" },
      y: { ...unitAxis, label: "favourable labels" },
      marks: [
        plot.frame({ stroke: faint, strokeOpacity: 0.5 }),
        plot.link([0], { x1: 0, y1: 0, x2: 1, y2: 1, stroke: ink, strokeOpacity: 0.6, strokeDasharray: dashesOf(2) }),
        plot.ruleX([theta0], { stroke: ink }),
        plot.ruleX(bins, { x: "score", y1: "low", y2: "high", stroke: seriesColour(0) }),
        plot.line(bins, { x: "score", y: "share", stroke: seriesColour(0) }),
        plot.dot(bins, { x: "score", y: "share", fill: seriesColour(0), r: 4 }),
      ],
    }),
  });
}

/** Everybody in one bar. */
export function answersFigure({ counts, proven }: Pick<Audit, "counts" | "proven">): Promise<Figure> {
  const words = answerWords(proven);
  const { accepted, recourse, none, open, people } = counts;
  const parts = [
    { what: words.accepted, people: accepted.count, series: 0, dash: 0 },
    { what: words.recourse, people: recourse.count, series: 2, dash: 0 },
    { what: words.none, people: none.count, series: 1, dash: 0 },
    { what: words.open, people: open.count, series: 4, dash: 0 },
  ].filter((part) => part.people > 0);
  let from = 0;
  const bars = parts.map((part) => {
    from += part.people;
    return { ...part, x1: from - part.people, x2: from };
  });
  const legend = parts.map(({ what, people: some, series }): LegendEntry => {
    return { label: `${what}: ${count(some)} (${percent(some / people, 1)})`, series, symbol: "square" };
  });
  return drawFigure({
    title: `${count(people)} people by what is known of their recourse`,
    description: legend.map(({ label }) => label).join("; "),
    legend,
    points: parts.map(({ what, people: some }) => ({ what, people: some, of: people })),
    options: (plot) => ({
      width: WIDTH,
      height: 84,
      marginLeft: 8,
      marginRight: 16,
      marginBottom: 40,
      marginTop: 4,
      x: { label: "people", labelAnchor: "center", labelArrow: "none", domain: [0, people], ticks: 6 },
      marks: [
        plot.rect(bars, {
          x1: "x1",
          x2: "x2",
          y1: 0,
          y2: 1,
          fill: ({ series }: { series: number }) => seriesColour(series),
          stroke: "var(--surface)",
          strokeWidth: 1.5,
        }),
      ],
      y: { axis: null, domain: [0, 1] },
    }),
  });
}

/** Quality above, recourse below, along θ₀. */
export function thresholdFigure({
  curve,
  theta0,
  guarantee,
}: Pick<Audit, "curve" | "theta0" | "guarantee">): Promise<Figure> {
  const bound = "none" in guarantee ? null : guarantee.theta0Bound;
  const quality = ["f1", "accuracy", "balancedAccuracy"] as const;
  const recourse = ["recourseNegative", "recourseAll", "accepted"] as const;
  const names: Readonly<Record<(typeof quality | typeof recourse)[number], string>> = {
    f1: "F1",
    accuracy: "accuracy",
    balancedAccuracy: "balanced accuracy",
    recourseNegative: "recourse of those turned down",
    recourseAll: "accepted or with recourse",
    accepted: "accepted",
  };
  const all = [...quality, ...recourse];
  const look = (name: (typeof all)[number]) => ({ series: all.indexOf(name), dash: all.indexOf(name) % 3 });
  const at = curve.find((point) => point.theta0 === theta0);
  const panel = (plot: Plot, shown: readonly (typeof all)[number][], last: boolean) => ({
    width: WIDTH,
    height: last ? 240 : 205,
    marginLeft: 56,
    // Said, so that both panels have one scale: without an axis the margin would be another.
    marginRight: 20,
    marginTop: 8,
    marginBottom: last ? 44 : 12,
    x: { ...unitAxis, label: "θ₀ →", ...(last ? {} : { axis: null }) },
    y: { ...unitAxis, label: last ? "share of people" : "on the people audited" },
    marks: [
      plot.frame({ stroke: faint, strokeOpacity: 0.5 }),
      plot.ruleX([theta0], { stroke: ink }),
      plot.ruleX(bound === null ? [] : [bound], { stroke: ink, strokeDasharray: dashesOf(1) }),
      ...shown.map((name) =>
        plot.line(curve, {
          x: "theta0",
          y: (point: ThresholdOutcome) => point[name],
          stroke: seriesColour(look(name).series),
          strokeWidth: 2,
          strokeDasharray: dashesOf(look(name).dash),
        }),
      ),
    ],
  });
  const told =
    at === undefined
      ? ""
      : ` At θ₀ F1 is ${at.f1.toFixed(3)}, accuracy ${at.accuracy.toFixed(3)}, and ${percent(at.recourseAll, 1)} are accepted or have recourse.`;
  return drawFigure({
    title: "What another threshold would come to",
    description: `Quality of the decisions and recourse along the threshold, on the people audited.${told}`,
    legend: [
      ...all.map((name) => ({ label: names[name], ...look(name) })),
      { label: `θ₀ = ${thresholdText(theta0)}`, series: null },
      ...(bound === null ? [] : [{ label: "bound of the guarantee", series: null, dash: 1 }]),
    ],
    points: curve.map((point) => ({ ...point })),
    options: (plot) => [panel(plot, quality, false), panel(plot, recourse, true)],
  });
}
