/** The experiment that tests the guarantee: how often it failed over many resampled calibration sets, and a histogram. */

import { type Mean, meanOver } from "../../core/intervals.ts";
import { type Rate, rateOf } from "../../pipeline/calibration/rate.ts";
import type { Stored } from "../../pipeline/store.ts";
import { dashesOf, drawFigure, type Figure, faint, ink, seriesColour } from "../../report/figure.ts";
import type { Experiment } from "../experiment.ts";
import { fallsShort, type Resample } from "./resample.ts";
import { type ResampleRecord, resamplesOf } from "./resamples.ts";
import { populationProposals, resampling } from "./tasks.ts";

export const guaranteeCheck = {
  name: "guarantee-check",
  title: "Theorem 3.1: how often the guarantee fails",
  tasks: [populationProposals, resampling],
} satisfies Experiment;

/** A model's resamples, in chunks. */
export interface ResampledModel {
  readonly dataset: string;
  readonly lambda: number;
  /** Whether it is a model from outside, which no λ trained. */
  readonly outside?: boolean | undefined;
  readonly seed: number;
  readonly chunks: readonly Stored<ResampleRecord>[];
}

/** The result of the resamples with one α, over all splits of a model together. */
export interface ResampleOutcome {
  readonly dataset: string;
  readonly lambda: number;
  /** Whether it is a model from outside, which no λ trained. */
  readonly outside?: boolean | undefined;
  readonly method: string;
  readonly splits: number;
  readonly epsilon: number;
  readonly alpha: number;
  /** How often the true rate at the bound fell below 1 − ε, and how often that is to be expected, exactly. */
  readonly failuresAtBound: Rate;
  readonly expected: number;
  /** The same at the θ₀ taken. */
  readonly failures: Rate;
  readonly rateAtBound: Mean;
  readonly rate: Mean;
  readonly f1: Mean;
  /** Of a guarantee about retrained networks: the share of kept actions that networks not drawn hold too; null for any other. */
  readonly heldByOthers: Mean | null;
  /** At the θ₀ taken, among the people of a separate test file; null where there is none. */
  readonly elsewhere: { readonly failures: Rate; readonly rate: Mean } | null;
}

/** One outcome for every data set, λ, method and α, in the order given. */
export function resampleOutcomes(resampled: readonly ResampledModel[]): ResampleOutcome[] {
  return groupsOf(resampled).flatMap((splits) => {
    const { dataset, lambda, outside, chunks } = splits[0];
    const { method, epsilon, alphas, elsewhere } = chunks[0].record;
    const resamples = splits.flatMap((split) => split.chunks.flatMap(resamplesOf));
    return alphas.map(({ alpha }, a): ResampleOutcome => {
      const mean = (of: (resample: Resample) => number) => meanOver(resamples.map((outcomes) => of(outcomes[a])));
      const failures = (of: (resample: Resample) => number) =>
        rateOf(resamples.filter((outcomes) => fallsShort(of(outcomes[a]), epsilon)).length, resamples.length);
      const there = ({ rateElsewhere }: Resample) => rateElsewhere ?? 0;
      return {
        dataset,
        lambda,
        outside,
        method,
        splits: splits.length,
        epsilon,
        alpha,
        failuresAtBound: failures(({ rateAtBound }) => rateAtBound),
        expected: meanOver(splits.map(({ chunks }) => chunks[0].record.alphas[a].failureProbability)).mean,
        failures: failures(({ rate }) => rate),
        rateAtBound: mean(({ rateAtBound }) => rateAtBound),
        rate: mean(({ rate }) => rate),
        f1: mean(({ f1 }) => f1),
        heldByOthers: meanOrNull(resamples.flatMap((outcomes) => outcomes[a].heldByOthers ?? [])),
        elsewhere: elsewhere === null ? null : { failures: failures(there), rate: mean(there) },
      };
    });
  });
}

function meanOrNull(values: readonly number[]): Mean | null {
  return values.length === 0 ? null : meanOver(values);
}

interface Bar {
  readonly dataset: string;
  readonly model: string;
  readonly alpha: number;
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/** About how many bars span the range of all rates. */
const BARS = 120;

/** A panel for every data set and model; a colour for every α; a line at the guarantee. Splits are pooled. */
export async function resampleFigure(resampled: readonly ResampledModel[], title: string): Promise<Figure> {
  const bars = barsOf(resampled);
  const { epsilon } = resampled[0].chunks[0].record;
  const alphas = [...new Set(bars.map(({ alpha }) => alpha))].sort((a, b) => a - b);
  const datasets = [...new Set(bars.map(({ dataset }) => dataset))];
  const models = [...new Set(bars.map(({ model }) => model))];
  const guaranteed = Number((1 - epsilon).toPrecision(12));
  return drawFigure({
    title,
    description:
      `Histograms of the true share of people with recourse at the bound on θ₀, over resampled calibration sets, against the ` +
      `guaranteed ${guaranteed} (dashed line); one panel for each data set and model.`,
    legend: [
      ...alphas.map((alpha, series) => ({ label: `α = ${alpha}`, series })),
      { label: `guaranteed ${guaranteed}`, series: null, dash: 1 },
    ],
    points: bars.map((bar) => ({ ...bar })),
    options: (plot) => ({
      width: 150 + 330 * models.length,
      height: 70 + 130 * datasets.length,
      marginLeft: 56,
      marginRight: 110,
      marginBottom: 46,
      x: { label: "true share of people with recourse at the bound on θ₀ →", labelAnchor: "center", nice: true },
      y: { label: "↑ share of calibrations", tickFormat: "%", ticks: 3, grid: true, nice: true },
      fx: { label: null, domain: models, padding: 0.08 },
      fy: { label: null, domain: datasets, padding: 0.16 },
      marks: [
        plot.frame({ stroke: faint, strokeOpacity: 0.4 }),
        ...alphas.map((alpha, series) =>
          plot.rectY(
            bars.filter((bar) => bar.alpha === alpha),
            {
              x1: "from",
              x2: "to",
              y: "share",
              fx: "model",
              fy: "dataset",
              fill: seriesColour(series),
              fillOpacity: series === 0 ? 0.9 : 0.55,
              insetLeft: 0.5,
              insetRight: 0.5,
            },
          ),
        ),
        plot.ruleX([guaranteed], { stroke: ink, strokeWidth: 1.5, strokeDasharray: dashesOf(1) }),
      ],
    }),
  });
}

function barsOf(resampled: readonly ResampledModel[]): Bar[] {
  const several = new Set(resampled.map(({ chunks }) => chunks[0].record.method)).size > 1;
  const panels = groupsOf(resampled).flatMap((splits) => {
    const { dataset, lambda, outside, chunks } = splits[0];
    const { method, alphas } = chunks[0].record;
    const resamples = splits.flatMap((split) => split.chunks.flatMap(resamplesOf));
    const model = `${outside ? "from outside" : lambda === 0 ? "baseline" : `ours, λ = ${lambda}`}${several ? `, ${method}` : ""}`;
    return alphas.map(({ alpha }, a) => ({
      dataset,
      model,
      alpha,
      rates: resamples.map((outcomes) => outcomes[a].rateAtBound),
    }));
  });
  const all = panels.flatMap(({ rates }) => rates);
  const min = all.reduce((a, b) => Math.min(a, b));
  const step = niceStep((all.reduce((a, b) => Math.max(a, b)) - min) / BARS);
  return panels.flatMap(({ rates, ...panel }) => {
    const counts = new Map<number, number>();
    for (const rate of rates) {
      // A rate on an edge, up to rounding, belongs to the bar above it; everybody belongs to the last bar.
      const bin = Math.min(Math.floor(rate / step + 1e-9), Math.round(1 / step) - 1);
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
    }
    const edge = (bin: number) => Number((bin * step).toPrecision(12));
    return [...counts]
      .sort(([a], [b]) => a - b)
      .map(([bin, count]) => ({ ...panel, from: edge(bin), to: edge(bin + 1), share: count / rates.length }));
  });
}

/** The smallest of 0.0005, 0.001 … that is not below the wanted width: 1 − ε, a round number, is then an edge. */
function niceStep(wanted: number): number {
  return [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025].find((step) => step >= wanted) ?? 0.05;
}

/** The splits of one model together. */
function groupsOf(resampled: readonly ResampledModel[]): ResampledModel[][] {
  const groups = new Map<string, ResampledModel[]>();
  for (const each of resampled) {
    const { method, epsilon, alphas } = each.chunks[0].record;
    const name = JSON.stringify([each.dataset, each.lambda, method, epsilon, alphas[0].alpha]);
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return [...groups.values()];
}
