/** `recourse train`: trains one model, evaluates it with the one-LP method, and says what came out. */
import type { Command } from "commander";
import { quote } from "shlex";
import { ConfigError } from "../core/errors.ts";
import { recourseMethod } from "../methods/registry.ts";
import type { Store } from "../pipeline/store.ts";
import { trainStage } from "../pipeline/train.ts";
import { explanation } from "./choices.ts";
import { evaluateShown } from "./evaluate.ts";
import { refuseTraining } from "./model.ts";
import { type OutputOptions, type RunOptions, requestOf, withOutputOptions, withRunOptions } from "./options.ts";
import { jsonOf, type RunReport, textOf } from "./report.ts";
import type { Terminal } from "./terminal.ts";
import { shownPath, workspaceOf } from "./workspace.ts";

type TrainOptions = RunOptions & OutputOptions & { readonly explain?: boolean };

export function addTrain(program: Command, terminal: Terminal): void {
  const command = withRunOptions(program.command("train").summary("train a model and evaluate it on the test set"))
    .description("Trains a classifier with the recourse loss (Eq. 1) and evaluates it on the test set.")
    .option("--explain", "show every choice of the run and where it comes from; train nothing");
  withOutputOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  $ recourse train --dataset simulated-credit --lambda 0.8
  $ recourse train --dataset adult --lambda 0 --protocol released --seed 21
  $ recourse train --dataset german --set network.hidden=[50,50] --json`,
    )
    .action(async (options: TrainOptions) => {
      const { store, open } = workspaceOf(options, terminal);
      const run = await open(await requestOf(options));
      refuseTraining(run, options);
      if (options.explain) return terminal.out(await explanation(run));
      if (run.model !== undefined) {
        const dataset = quote(options.dataset ?? run.dataset);
        throw new ConfigError(
          `model ${run.model.name}: a model from outside is not trained here; try: recourse evaluate --dataset ${dataset} ` +
            "--method exhaustive, with the same --model where it was given; or --set model=null to train a network",
        );
      }
      const report = await evaluateShown(store, run, [recourseMethod("adversarial")], options, terminal);
      if (options.json) return terminal.out(`${JSON.stringify(await jsonOf(report))}\n`);
      terminal.out(await textOf(report, terminal));
      terminal.out(`${closing(store, report, options.dataset ?? run.dataset)}\n`);
    });
}

/** Where the model is, and what to type next: the data set as it was typed. */
function closing(store: Store, { run, trained }: RunReport, dataset: string): string {
  const where = shownPath(store.root, trainStage.name, trained.key);
  const how = trained.fresh ? `stored as ${where}` : `already done, read from ${where}`;
  const { lambda } = run.settings.run;
  return `${how}\nnext: recourse evaluate --dataset ${quote(dataset)} --lambda ${lambda} --method adversarial,gradient`;
}
