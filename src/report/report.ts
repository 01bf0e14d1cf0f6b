/** The contract of a report: every table of every protocol, why numbers differ, and what made it. */
import type { AblationFindings } from "./explanation.ts";
import type { ReportTable } from "./table.ts";

export interface Report {
  /** In the order they are shown. */
  readonly protocols: readonly Protocol[];
  /** By table, then by protocol. */
  readonly tables: readonly ReportTable[];
  /** What single factors do; null when no ablation was asked for. */
  readonly explanation: AblationFindings | null;
  /** What a reader must know before any number; at the top of every file. */
  readonly notices: readonly string[];
  readonly build: Build;
}

export interface Protocol {
  readonly name: string;
  readonly description: string;
}

/** What made the report. */
export interface Build {
  readonly version: string;
  /** The commit of the sources, or what is known instead. */
  readonly commit: string;
}
