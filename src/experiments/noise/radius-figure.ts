/** The figure of B.1: how many people keep their decision, proven, as noise grows; baseline and ours. */
import { meanOver } from "../../core/intervals.ts";
import { drawFigure } from "../../report/figure.ts";
import type { Look } from "../../report/legend.ts";
import { frame, grid, lineMarks, shareAxis } from "../../report/panels.ts";
import { stem } from "../../report/stem.ts";
import { captionOf, splitsText } from "../caption.ts";
import type { DrawnFigure, FigureScope } from "../experiment.ts";
import { asBaseline } from "../look.ts";
import type { Model } from "../models.ts";
import { type MeanAt, meanColumns } from "../series.ts";
import { shareAtLeast } from "./proven-rows.ts";
import type { RadiusRecord } from "./radius.ts";

/** The radii of one model of one data set, a record for each split that finished. */
export interface Radii {
  readonly dataset: string;
  readonly model: Model;
  readonly records: readonly RadiusRecord[];
}

interface Point extends MeanAt {
  readonly dataset: string;
  readonly model: Model;
}

const look: Look = { label: "ours, λ = 0.8", series: 1, symbol: "circle", width: 2.2, radius: 2.6 };
const baseline = { ...asBaseline(look), label: "baseline, λ = 0: dashed, hollow" };

/** Points along the radius. */
const STEPS = 20;

/** A panel for each data set; nothing where nothing is known. */
export async function radiusPicture({ protocol, seeds }: FigureScope, radii: readonly Radii[]): Promise<DrawnFigure[]> {
  const points = radii.flatMap(pointsOf);
  if (points.length === 0) return [];
  const datasets = [...new Set(points.map(({ dataset }) => dataset))];
  const title = `People whose decision no noise can change, protocol ${protocol}`;
  const farthest = Math.max(...points.map(({ at }) => at));
  const place = { x: "at", fx: ({ dataset }: Point) => stem(dataset) } as const;
  const figure = await drawFigure({
    title,
    description:
      "A panel for each data set: the share of test rows whose decision provably stays, whatever moves the actionable features, " +
      "against the sum of the moves, for baseline and ours.",
    legend: [look, baseline],
    points: points.map(({ dataset, model, at, over }) => ({
      dataset,
      protocol,
      lambda: model.lambda,
      radius: at,
      ...meanColumns(over),
    })),
    options: (plot) => ({
      ...grid(datasets.map(stem), [""], 230),
      fy: { axis: null },
      x: {
        label: "moves of the actionable features, added up, in standard deviations →",
        labelAnchor: "center",
        ticks: 4,
        domain: [0, farthest],
        inset: 7,
      },
      y: { ...shareAxis, label: "share of people" },
      marks: [
        frame(plot),
        ...radii.flatMap(({ dataset, model }) => {
          const mine = points.filter((point) => point.dataset === dataset && point.model === model);
          return lineMarks(plot, mine, place, model.lambda === 0 ? baseline : look);
        }),
      ],
    }),
  });
  const open = radii.reduce((sum, { records }) => sum + records.reduce((all, each) => all + each.open, 0), 0);
  const splits = Math.max(...radii.map(({ records }) => records.length));
  const caption = captionOf(
    `Test rows, means ± standard errors over ${splitsText(seeds)}. At 0.5, say, the share of people for whom branch and bound proves ` +
      "that no change of the actionable features (categories aside) whose absolute values sum to less than half a standard deviation changes " +
      "f(x), by the engine's own arithmetic. The radius is met to within 1 % or 0.0001.",
    open === 0 ? null : `Of ${open} rows the search ended before: what was proven by then counts.`,
    splits === seeds.length ? null : `Incomplete: ${splits} of ${seeds.length} splits.`,
  );
  return [{ name: `noise-${stem(protocol)}`, title, caption, protocol, ...figure }];
}

function pointsOf({ dataset, model, records }: Radii): Point[] {
  const known = records.flatMap(({ proven, reach }) => (proven === null ? [] : [{ proven, reach }]));
  if (known.length === 0) return [];
  const { reach } = known[0];
  return Array.from({ length: STEPS + 1 }, (_, k) => {
    const at = (reach * k) / STEPS;
    return { dataset, model, at, over: meanOver(known.map(({ proven }) => shareAtLeast(proven, at))) };
  });
}
