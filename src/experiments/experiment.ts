/** The contract of an experiment: a claim of the paper, or one of ours, with its jobs, its table and its figures. */
import type { Override } from "../config/resolve.ts";
import type { Figure } from "../report/figure.ts";
import type { ReportTable } from "../report/table.ts";
import type { Job, Task } from "../runner/job.ts";
import type { Results } from "./results.ts";

/** One folder beside this file, and one line of the catalogue. */
export interface Experiment {
  /** The folder's. */
  readonly name: string;
  readonly title: string;
  /** The tasks that no other experiment asks for; those of several are general. */
  readonly tasks?: readonly Task[];
  readonly table?: Reproduction;
  readonly figure?: Drawing;
}

/** What a report covers, under one protocol. */
export interface Scope {
  readonly protocol: string;
  readonly datasets: readonly string[];
  /** Collections of texts, which are no tables of people; none when absent. */
  readonly texts?: readonly string[];
  readonly seeds: readonly number[];
  /** Choices laid over the protocol, by dotted path. */
  readonly overrides: Readonly<Record<string, Override>>;
  /** Whether tables also say what one choice made otherwise moves. */
  readonly ablations?: boolean;
}

/** What is made unless it is named, of tables and figures alike. */
export interface MadeUnnamed {
  /** What it is about; people, in tables of data, when absent. */
  readonly about?: "people" | "texts";
  /** What keeps it from being made here, in a sentence, such as a package that is not installed; null when nothing does. */
  missing?(scope: Scope): Promise<string | null>;
  /** The protocols under which it is made where nobody names it; all of them when absent. */
  readonly protocols?: readonly string[];
}

/** One of the tables: what has to be computed for it, and how the numbers become a table. */
export interface Reproduction extends MadeUnnamed {
  /** As typed after `--tables`: "1", or the name of one of ours. */
  readonly name: string;
  jobs(scope: Scope): Promise<readonly Job[]>;
  table(scope: Scope, results: Results): Promise<ReportTable>;
}

/** What figures cover under one protocol: a Scope along the grid of λ. */
export interface FigureScope extends Scope {
  /** Ascending; §4.1 sweeps 0, 0.2 … 2. */
  readonly lambdas: readonly number[];
}

/** Those of the scopes that it is made for where nobody names it, if nothing is missing. */
export function unnamedScopes<T extends Scope>({ about, protocols }: MadeUnnamed, scopes: readonly T[]): T[] {
  return scopes.filter(
    ({ protocol, datasets, texts = [] }) =>
      (about === "texts" ? texts : datasets).length > 0 && (protocols?.includes(protocol) ?? true),
  );
}

/** One of the figures: the paper's 1–5, or one of ours. */
export interface Drawing extends MadeUnnamed {
  /** As typed after `--figures`: "1", "frontier". */
  readonly name: string;
  /** For one scope per protocol. */
  jobs(scopes: readonly FigureScope[]): Promise<readonly Job[]>;
  /** The pictures whose jobs finished, in the order of the page; of splits that did not finish the caption tells. */
  draw(scopes: readonly FigureScope[], results: Results): Promise<readonly DrawnFigure[]>;
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
