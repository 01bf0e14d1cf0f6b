/** `recourse evaluate`: recourse for everyone turned down, by several methods, evaluated in one place. */
import type { Command } from "commander";
import type { RecourseMethod } from "../methods/method.ts";
import { recourseMethod, recourseMethods } from "../methods/registry.ts";
import { evaluate, evaluateStage } from "../pipeline/evaluate.ts";
import { countLasting, type LastingRecord } from "../pipeline/lasting.ts";
import { equationsOf } from "../pipeline/propose.ts";
import type { Run } from "../pipeline/run.ts";
import type { Store } from "../pipeline/store.ts";
import { jobsOf } from "./jobs.ts";
import { lastingJson, lastingText, retrainShown } from "./lasting.ts";
import { refuseTraining } from "./model.ts";
import {
  type OutputOptions,
  parseNames,
  type RunOptions,
  requestOf,
  withJobsOption,
  withOutputOptions,
  withRunOptions,
} from "./options.ts";
import { startProgress } from "./progress.ts";
import { costTable, jsonOf, type RunReport, type ShownEvaluation, textOf } from "./report.ts";
import type { Terminal } from "./terminal.ts";
import { trainShown } from "./training.ts";
import { shownPath, workspaceOf } from "./workspace.ts";

type EvaluateOptions = RunOptions & OutputOptions & { readonly method: readonly string[]; readonly jobs?: number };

export function addEvaluate(program: Command, terminal: Terminal): void {
  const command = withRunOptions(
    program.command("evaluate").summary("compute recourse by several methods and evaluate it"),
  )
    .description(
      "Computes recourse (§3.2) for everyone turned down in the test set and evaluates it; trains what is missing.",
    )
    .requiredOption(
      "-m, --method <names>",
      `methods, separated by commas: ${[...recourseMethods.keys()].join(", ")}`,
      parseNames,
    );
  withOutputOptions(withJobsOption(command))
    .addHelpText(
      "after",
      `
Examples:
  $ recourse evaluate --dataset simulated-credit --method adversarial,exhaustive
  $ recourse evaluate --dataset adult --protocol released -m gradient,linear
  $ recourse evaluate --dataset compas -m exhaustive,lasting --jobs 2`,
    )
    .action(async (options: EvaluateOptions) => {
      const methods = options.method.map(recourseMethod);
      jobsOf(options);
      const workspace = workspaceOf(options, terminal);
      const { store, open } = workspace;
      const request = await requestOf(options);
      const run = await open(request);
      refuseTraining(run, options);
      const lasts = methods.some(({ usesRetrained }) => usesRetrained);
      if (lasts) await retrainShown(request, run, workspace, options, terminal);
      const report = await evaluateShown(store, run, methods, options, terminal);
      const lasting: LastingRecord[] = [];
      for (const { stored } of lasts ? report.evaluations : []) {
        lasting.push((await countLasting(store, run, report.trained, stored, { signal: terminal.signal })).record);
      }
      if (options.json) {
        const counted = lasts ? { lasting: lastingJson(lasting) } : {};
        return terminal.out(`${JSON.stringify({ ...(await jsonOf(report)), ...counted })}\n`);
      }
      terminal.out(await textOf(report, terminal));
      terminal.out(costTable(report.evaluations, terminal));
      if (lasts) terminal.out(lastingText(lasting, report.evaluations, run, terminal));
      for (const { name } of methods.filter(({ usesCausal }) => usesCausal)) {
        terminal.out(
          `${name} counts on what follows from an action, and this table does not; recourse figures --figures 3 does\n`,
        );
      }
      terminal.out("the change proposed to each person, in raw units:\n");
      for (const { stored } of report.evaluations) {
        const folder = shownPath(store.root, evaluateStage.name, stored.key);
        terminal.out(`  ${stored.record.method}: ${folder}/delta.csv\n`);
      }
    });
}

/** Trains and evaluates the run with every method, or finds it done, with progress on stderr. */
export async function evaluateShown(
  store: Store,
  run: Run,
  methods: readonly RecourseMethod[],
  options: OutputOptions,
  terminal: Terminal,
): Promise<RunReport> {
  // Said before anything is trained.
  for (const method of methods) equationsOf(run, method);
  const trained = await trainShown(store, run, options, terminal);
  const evaluations: ShownEvaluation[] = [];
  for (const method of methods) {
    const progress = startProgress(method.title, terminal, options.quiet ? "quiet" : "normal");
    try {
      const stored = await evaluate(store, run, trained, method, {
        signal: terminal.signal,
        onProgress: (done, people) => progress.update(done / people, `${done} of ${people} people`),
      });
      const { negatives, flipped } = stored.record.recourse;
      if (stored.fresh) progress.milestone(`${flipped} of ${negatives} people │ ${stored.seconds.toFixed(1)} s`);
      evaluations.push({ title: method.title, stored });
    } finally {
      progress.end();
    }
  }
  return { run, trained, evaluations };
}
