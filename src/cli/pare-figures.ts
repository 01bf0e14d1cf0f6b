/** The figures that calibrate draws, as files in the folder of results. */
import { join } from "node:path";
import { type Redrawn, redrawFigure } from "../experiments/guarantee-check/guarantee-check.ts";
import { type TradeoffPoint, tradeoffFigure } from "../experiments/table2/tradeoff.ts";
import type { Figure } from "../report/figure.ts";
import { fileNameOf } from "./points.ts";
import { writeWhole } from "./whole-file.ts";

export interface Drawable {
  readonly protocol: string;
  /** Nothing to draw where it is empty. */
  readonly points: readonly TradeoffPoint[];
  readonly redrawn: readonly Redrawn[];
}

/** Draws what there is; returns the paths of the SVGs. The points shown are beside them as CSV. */
export async function drawnFigures({ protocol, points, redrawn }: Drawable, root: string): Promise<string[]> {
  const folder = join(root, "figures");
  const paths: string[] = [];
  const write = async (what: string, datasets: readonly string[], { svg, csv }: Figure) => {
    const [only, ...others] = new Set(datasets);
    const name = ["pare", what, ...(others.length === 0 ? [only] : []), fileNameOf(protocol)].join("-");
    await writeWhole(join(folder, `${name}.csv`), csv);
    await writeWhole(join(folder, `${name}.svg`), svg);
    paths.push(join(folder, `${name}.svg`));
  };
  if (points.length > 0) {
    const title = `Best F1 under the PARE constraint (protocol ${protocol})`;
    await write(
      "tradeoff",
      points.map(({ dataset }) => dataset),
      await tradeoffFigure(points, title),
    );
  }
  if (redrawn.length > 0) {
    const title = `True recourse rates over redrawn calibration sets (protocol ${protocol})`;
    await write(
      "redraws",
      redrawn.map(({ dataset }) => dataset),
      await redrawFigure(redrawn, title),
    );
  }
  return paths;
}
