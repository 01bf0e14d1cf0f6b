/** Which recourses last: networks are trained again, and what they keep of every method's actions is shown. */
import type { Request } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";
import type { Workspace } from "../library/workspace.ts";
import { lastingSettings } from "../methods/lasting/lasting.ts";
import type { LastingRecord } from "../pipeline/lasting.ts";
import { choosingNetworks, countingNetworks } from "../pipeline/retrain.ts";
import type { Run } from "../pipeline/run.ts";
import { revived } from "../runner/failure.ts";
import { type Job, job } from "../runner/job.ts";
import { retraining } from "../runner/tasks.ts";
import { fixed } from "./format.ts";
import { type GridOptions, runGrid } from "./grid.ts";
import type { ShownEvaluation } from "./report.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { paragraph } from "./wrap.ts";

/** Trains all networks of the run again that are not stored, several at a time, with time left on stderr. */
export async function retrainShown(
  request: Request,
  { settings }: Run,
  workspace: Workspace,
  options: Pick<GridOptions, "jobs" | "quiet">,
  terminal: Terminal,
): Promise<void> {
  const failures = await runGrid(retrainingJobs(request, settings), workspace, options, terminal);
  const failure = failures.find(({ error }) => error !== null);
  if (failure?.error) throw revived(failure.error);
}

/** Every network that is trained again: those that choose, and those that count. */
export function retrainingJobs(request: Request, settings: Settings): Job[] {
  const networks = [...choosingNetworks(settings), ...countingNetworks(settings)];
  return networks.map((k) => job(retraining, request, String(k)));
}

/** By method, what `--json` says of it. */
export function lastingJson(records: readonly LastingRecord[]): object {
  return Object.fromEntries(records.map(({ method, ...counted }) => [method, counted]));
}

/** For every method: of how many people, how often the counting networks keep the action, and for how many people enough of them do. */
export function lastingText(
  records: readonly LastingRecord[],
  evaluations: readonly ShownEvaluation[],
  { settings }: Run,
  terminal: Pick<Terminal, "colour" | "columns">,
): string {
  const { share } = lastingSettings.parse(settings.recourse.lasting);
  const [choosing, counting] = [choosingNetworks(settings).length, countingNetworks(settings).length];
  const rows = records.map((record, k) => [
    evaluations[k].title,
    String(record.people),
    record.kept === null
      ? "–"
      : `${fixed(record.kept.share)} (${fixed(record.kept.low, 2)}–${fixed(record.kept.high, 2)})`,
    String(reaching(record, share)),
    String(record.keptBy[record.networks]),
  ]);
  const head = ["retrained (95 %)", "people", "share kept", `by ≥ ${share}`, `by all ${counting}`];
  const drawn = {
    bootstrap: "rows drawn again with replacement",
    half: "a random half of the rows",
    same: "the same rows from another start",
  }[settings.retrain.rows];
  const said =
    `Of people with an accepted action: how often one of ${counting} networks trained again on ${drawn} accepts it too. ` +
    `These networks only count; ${choosing} others chose where a method looks at retrained networks.`;
  return `${table(head, rows, terminal)}${paragraph(said, terminal.columns).join("\n")}\n`;
}

/** People whose action at least that share of the counting networks accept. */
function reaching({ keptBy, networks }: LastingRecord, share: number): number {
  return keptBy.reduce((people, count, kept) => (kept >= share * networks - 1e-9 ? people + count : people), 0);
}
