/** `recourse evaluate`: recourse for everyone turned down, by several methods, judged in one place. */
import type { Command } from "commander";
import { recourseMethod } from "../recourse/registry.ts";
import { evaluate } from "../stages/evaluate.ts";
import { type OutputOptions, type RunOptions, withOutputOptions, withRunOptions } from "./options.ts";
import { startProgress } from "./progress.ts";
import { jsonOf, type Report, textOf } from "./report.ts";
import type { Terminal } from "./terminal.ts";
import { trainShown } from "./training.ts";
import { cellOf, openStore, shownPath } from "./workspace.ts";

type EvaluateOptions = RunOptions & OutputOptions & { readonly method?: string };

export function addEvaluate(program: Command, terminal: Terminal): void {
  const command = program.command("evaluate").summary("compute recourse by several methods and judge them");
  withOutputOptions(withRunOptions(command))
    .description(
      "Computes recourse (§3.2) for everyone turned down in the test set and judges it; trains what is missing.",
    )
    .requiredOption("-m, --method <names>", "methods, separated by commas: adversarial, gradient, linear, …")
    .addHelpText(
      "after",
      `
Examples:
  $ recourse evaluate --dataset simulated-credit --lambda 0.8 --method adversarial,exhaustive
  $ recourse evaluate --dataset adult --lambda 0.8 --protocol released --method adversarial,gradient,linear`,
    )
    .action(async (options: EvaluateOptions & { readonly method: string }) => {
      const methods = options.method.split(",").map((name) => recourseMethod(name.trim()));
      const cell = await cellOf(options, terminal);
      const store = openStore(options, terminal);
      const trained = await trainShown(store, cell, options, terminal);
      const evaluations: Report["evaluations"][number][] = [];
      for (const method of methods) {
        const progress = startProgress(method.title, terminal, options.quiet ? "quiet" : "normal");
        try {
          const stored = await evaluate(store, cell, trained, method, {
            signal: terminal.signal,
            onProgress: (done, people) => progress.update(done / people, `${done} of ${people} people`),
          });
          progress.milestone(`${stored.record.recourse.negatives} people │ ${stored.seconds.toFixed(1)} s`);
          evaluations.push(stored);
        } finally {
          progress.end();
        }
      }
      const titles = new Map(methods.map(({ name, title }) => [name, title]));
      const report: Report = { cell, trained, evaluations, titles };
      if (options.json) return terminal.out(`${JSON.stringify(await jsonOf(report))}\n`);
      terminal.out(await textOf(report, terminal));
      for (const { key, record } of evaluations) {
        terminal.out(`${record.method}: δ of each person in ${shownPath(store.root, "evaluate", key)}/delta.csv\n`);
      }
    });
}
