/** Lasting recourse, ours: how many recourses a network trained again still accepts, by method and along λ. */
import type { Experiment, Scope } from "../experiment.ts";
import { models } from "../models.ts";
import { figureJobs, lastingFigures } from "./figure.ts";
import { contenders, jobsFor, protocols } from "./plan.ts";
import { LASTING_TITLE, lastingTable } from "./table.ts";
import { counting, enduring } from "./task.ts";

export const lastingRecourse = {
  name: "lasting",
  title: LASTING_TITLE,
  tasks: [counting, enduring],
  table: {
    name: "lasting",
    protocols,
    jobs: async (scope) => tableJobs(scope),
    table: async (scope, results) => lastingTable(scope, results),
  },
  figure: {
    name: "lasting",
    protocols,
    jobs: async (scopes) => scopes.flatMap(figureJobs),
    draw: async (scopes, results) => (await Promise.all(scopes.map((scope) => lastingFigures(scope, results)))).flat(),
  },
} satisfies Experiment;

function tableJobs(scope: Scope) {
  return scope.datasets.flatMap((dataset) =>
    models.flatMap(({ lambda }) => contenders.flatMap((contender) => jobsFor(scope, dataset, lambda, contender))),
  );
}
