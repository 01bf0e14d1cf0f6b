/** The experiments: every folder beside this file is one line here. A worker thread finds its tasks here by name. */
import { compiled } from "../core/compiled.ts";
import { ConfigError } from "../core/errors.ts";
import { askedBy, type Task } from "../runner/job.ts";
import { generalTasks } from "../runner/tasks.ts";
import { ablation } from "./ablation/ablation.ts";
import type { Drawing, Experiment, Reproduction } from "./experiment.ts";
import { figure1 } from "./figure1/figure1.ts";
import { figure2 } from "./figure2/figure2.ts";
import { figure3 } from "./figure3/figure3.ts";
import { figure4 } from "./figure4/figure4.ts";
import { figure5 } from "./figure5/figure5.ts";
import { frontier } from "./frontier/frontier.ts";
import { guaranteeCheck } from "./guarantee-check/guarantee-check.ts";
import { lastingRecourse } from "./lasting/lasting.ts";
import { nlp } from "./nlp/nlp.ts";
import { noise } from "./noise/noise.ts";
import { sweep } from "./sweep/sweep.ts";
import { table1 } from "./table1/table1.ts";
import { table2 } from "./table2/table2.ts";
import { table3 } from "./table3/table3.ts";
import { table4 } from "./table4/table4.ts";
import { table6 } from "./table6/table6.ts";

/** In the order of the report and of its page. */
export const experiments: readonly Experiment[] = [
  table1,
  table2,
  table3,
  table4,
  nlp,
  table6,
  noise,
  figure1,
  figure2,
  figure3,
  figure4,
  figure5,
  frontier,
  lastingRecourse,
  sweep,
  ablation,
  guaranteeCheck,
];

/** Every task by name: what a worker thread can be told to do. */
export const tasks: ReadonlyMap<string, Task> = new Map(
  [...generalTasks, ...experiments.flatMap(({ tasks = [] }) => tasks)].map((task) => [task.name, task]),
);

/** Where worker threads find this catalogue. */
export const catalogue: string = compiled(import.meta.url);

/** The tables, by name: "1", or that of one of ours. Their jobs say with which command a person does them again. */
export const reproductions: ReadonlyMap<string, Reproduction> = new Map(
  experiments.flatMap(({ table }) => {
    if (table === undefined) return [];
    // There is no λ to name: a table is about the baseline and ours.
    const command = { words: ["tables", table.name], makes: ["run.lambda"] };
    return [[table.name, { ...table, jobs: async (scope) => askedBy(command, await table.jobs(scope)) }]];
  }),
);

/** A figure with the title of its experiment. */
export interface TitledDrawing extends Drawing {
  readonly title: string;
}

/** The figures, by name, in the order of the page. Their jobs say with which command a person does them again. */
export const drawings: ReadonlyMap<string, TitledDrawing> = new Map(
  experiments.flatMap(({ title, figure }) => {
    if (figure === undefined) return [];
    const command = { words: ["figures", "--figures", figure.name], makes: [] };
    return [[figure.name, { ...figure, title, jobs: async (scopes) => askedBy(command, await figure.jobs(scopes)) }]];
  }),
);

/** The table of that name, as typed. */
export function reproduction(name: string): Reproduction {
  const found = reproductions.get(name.trim());
  if (found) return found;
  throw new ConfigError(`--tables ${name}: there are ${[...reproductions.keys()].join(", ")}`);
}

/** The figure of that name, as typed. */
export function drawing(name: string): TitledDrawing {
  const found = drawings.get(name);
  if (found) return found;
  throw new ConfigError(`--figures ${name}: there are ${[...drawings.keys()].join(", ")}`);
}
