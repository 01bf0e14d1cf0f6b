/** The contract of a figure of the report: what has to be computed for it, and how the numbers become pictures. */

import type { Figure } from "../report/figure.ts";
import type { Job } from "../runner/job.ts";
import type { Results, Scope } from "./experiment.ts";

/** What figures cover under one protocol: a Scope along the grid of λ. */
export interface FigureScope extends Scope {
  /** Ascending; §4.1 sweeps 0, 0.2 … 2. */
  readonly lambdas: readonly number[];
}

/** One picture, a file of its own. */
export interface DrawnFigure extends Figure {
  /** What its files are called: "figure1-paper". */
  readonly name: string;
  readonly title: string;
  /** What the points are points of: splits, people, thresholds, methods, intervals, and what is published. */
  readonly caption: string;
  /** The protocol it is about, which the chooser of the page shows or hides it by; null for several. */
  readonly protocol: string | null;
}

/** One of the figures: the paper's 1–5, or one of ours. */
export interface Drawing {
  /** As typed after `--figures`: "1", "frontier". */
  readonly name: string;
  readonly title: string;
  /** For one scope per protocol. */
  jobs(scopes: readonly FigureScope[]): Promise<readonly Job[]>;
  /** The pictures whose jobs finished, in the order of the page; of splits that did not finish the caption tells. */
  draw(scopes: readonly FigureScope[], results: Results): Promise<readonly DrawnFigure[]>;
}
