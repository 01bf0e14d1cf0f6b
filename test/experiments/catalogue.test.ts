import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type CertifyCommandOptions, certificationJobs, certifiedRequests } from "../../src/cli/certify.ts";
import { type CoverageOptions, coverageOf, scopesOf } from "../../src/cli/coverage.ts";
import { firstsOf, type GuaranteeOptions, guaranteesOf, recalibrationJobs } from "../../src/cli/guarantees.ts";
import { retrainingJobs } from "../../src/cli/lasting.ts";
import { type RunOptions, requestOf } from "../../src/cli/options.ts";
import { workspaceOf } from "../../src/cli/workspace.ts";
import { Ablation } from "../../src/experiments/ablation/ablation.ts";
import { ablationPlan } from "../../src/experiments/ablation/plan.ts";
import { drawing, drawings, experiments, reproduction, reproductions, tasks } from "../../src/experiments/catalogue.ts";
import type { FigureScope } from "../../src/experiments/experiment.ts";
import { checkJobs } from "../../src/experiments/guarantee-check/models.ts";
import { sweepJobs } from "../../src/experiments/sweep/sweep.ts";
import { boxesOf, certifiablePartOf } from "../../src/library/certify.ts";
import { packagedData } from "../../src/library/package.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { commandOf, type Job, job, requirements } from "../../src/runner/job.ts";
import { planFor } from "../../src/runner/plan.ts";
import { Reader } from "../../src/runner/reader.ts";
import { calibration, evaluation, training } from "../../src/runner/tasks.ts";
import { commandLines, parsed, silent } from "../cli/command-lines.ts";
import { recourse, temporaryFolder } from "../cli/terminal.ts";
import { runs } from "../runner/grid.ts";
import { smallScope } from "./simulated.ts";

/** What the simulated data have not: two groups, people with a 3 in their age and all others. */
const choices = {
  "features.three": { kind: "indicator", column: "age", contains: "3" },
  sensitive: { feature: "three", majority: "with a 3", minority: "without a 3" },
  // Few and short, since what Table 3 learns is nothing to these tests.
  "distinguish.people": 100,
  "distinguish.networkEpochs": 1,
  "distinguish.logisticEpochs": 1,
  "retrain.networks": 4,
  "recourse.lasting.budget": 60,
};

const scope: FigureScope = {
  ...smallScope,
  overrides: {
    ...smallScope.overrides,
    ...Object.fromEntries(
      Object.entries(choices).map(([path, value]) => [path, { value, flag: `--set ${path}=${JSON.stringify(value)}` }]),
    ),
  },
};

const terminal = { ...silent, env: { RECOURSE_DATA: packagedData } };

/** Every job that an experiment or a command asks for on tables of people, and what those build on, once each. */
async function everyJob(): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const { jobs: of } of reproductions.values()) jobs.push(...(await of(scope)));
  for (const { jobs: of } of drawings.values()) jobs.push(...(await of([scope])));
  jobs.push(...(await Ablation.of(scope, ablationPlan)).jobs());
  jobs.push(...sweepJobs({ ...scope, protocols: [scope.protocol], methods: ["linear"], deltaMaxes: [0.5] }));
  const [{ request }] = jobs;
  jobs.push(...checkJobs([request], [recourseMethod("adversarial")], 300));
  jobs.push(...(await certificationJobs([request], "test", 10, { runs: runs() })));
  const again = { "retrain.networks": { value: 2, flag: "--set retrain.networks=2" } };
  const retrained = { ...request, overrides: { ...request.overrides, ...again } };
  jobs.push(
    ...(await recalibrationJobs([retrained], [recourseMethod("adversarial")], { retrain: 2 }, { runs: runs() })),
  );
  jobs.push(job(evaluation, request, "lasting"));
  // Runs over sentences need files that are no part of the project; experiments/nlp tests theirs.
  return closure(jobs.filter(({ task: { open } }) => open === undefined));
}

async function closure(jobs: readonly Job[]): Promise<Job[]> {
  const found = new Map<string, Job>();
  const opened = runs();
  const add = async (one: Job): Promise<void> => {
    if (found.has(one.id)) return;
    found.set(one.id, one);
    for (const before of requirements(one, (await opened.open(one.request)).settings)) await add(before);
  };
  for (const one of jobs) await add(one);
  return [...found.values()];
}

/** The jobs that a command line does, by the functions its command calls. */
async function plannedBy(words: readonly string[]): Promise<Job[]> {
  const { name, options, args } = await parsed(words);
  if (name === "train") return [job(training, await requestOf(options as RunOptions))];
  if (name === "evaluate") {
    const { method = [], ...run }: RunOptions & { readonly method?: readonly string[] } = options;
    const request = await requestOf(run);
    const lasts = method.some((each) => recourseMethod(each).usesRetrained);
    const networks = lasts ? retrainingJobs(request, (await runs().open(request)).settings) : [];
    return [...networks, ...method.map((each) => job(evaluation, request, each))];
  }
  if (name === "calibrate") {
    const { validate = 0, ...asked } = options as GuaranteeOptions & { readonly validate?: number };
    const guarantees = await guaranteesOf(asked, workspaceOf(asked, terminal));
    const firsts = [...firstsOf(guarantees)];
    const calibrations = firsts.flatMap((request) =>
      guarantees.methods.map((method): Job => job(calibration, request, method.name)),
    );
    const retrained = await recalibrationJobs(firsts, guarantees.methods, asked, workspaceOf(asked, terminal));
    return [...calibrations, ...retrained, ...checkJobs(firsts, guarantees.methods, validate)];
  }
  if (name === "certify") {
    const { part, boxes, ...asked }: CertifyCommandOptions = options;
    const requests = await certifiedRequests(asked);
    return certificationJobs(requests, certifiablePartOf(part, ""), boxesOf(boxes, ""), workspaceOf(asked, terminal));
  }
  const scopes = scopesOf(await coverageOf(options as CoverageOptions, terminal));
  const planned =
    name === "tables"
      ? scopes.flatMap((scope) => args.map((number) => reproduction(number).jobs(scope)))
      : (options as { readonly figures: string[] }).figures.map((figure) => drawing(figure).jobs(scopes));
  return (await Promise.all(planned)).flat();
}

describe("the catalogue", () => {
  it("has one line for every folder beside it, of the folder's name", () => {
    const beside = new URL("../../src/experiments/", import.meta.url);
    const folders = readdirSync(beside, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(experiments.map(({ name }) => name).sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  it("names no task, table or figure twice, so that a thread finds each", async () => {
    const own = experiments.flatMap(({ tasks: its = [] }) => its);
    for (const task of own) expect(tasks.get(task.name)).toBe(task);
    for (const { task } of await everyJob()) expect(tasks.get(task.name)).toBe(task);
    expect(reproductions.size).toBe(experiments.filter(({ table }) => table).length);
    expect(drawings.size).toBe(experiments.filter(({ figure }) => figure).length);
  });

  it("prints for each of its jobs a command that the program takes and that plans this very job", async () => {
    const jobs = await everyJob();
    const onPeople = [...tasks.values()].filter(({ open }) => open === undefined);
    expect(new Set(jobs.map(({ task }) => task.name))).toEqual(new Set(onPeople.map(({ name }) => name)));
    const planned = new Map<string, Set<string>>();
    const wrong: string[] = [];
    for (const each of jobs) {
      const command = commandOf(each);
      const [words] = commandLines(command);
      const ids = planned.get(command) ?? new Set((await closure(await plannedBy(words))).map(({ id }) => id));
      planned.set(command, ids);
      if (!ids.has(each.id)) wrong.push(`${command}: not ${each.id}`);
    }
    expect(wrong).toEqual([]);
  });

  it("prints for one job of each task a command after which its result is stored, and was not before", async () => {
    const one = new Map((await everyJob()).map((each) => [each.task.name, each]));
    for (const each of one.values()) {
      const root = temporaryFolder();
      const missing = async () => {
        const { steps } = await planFor([each], new Reader(root), runs());
        return steps.some(({ job: { id } }) => id === each.id);
      };
      expect(await missing()).toBe(true);
      const [words] = commandLines(commandOf(each));
      const { code, err } = await recourse([...words, "--results", root, "--quiet", ...jobsFlag(words)], terminal);
      expect([each.task.name, code, err]).toEqual([each.task.name, 0, ""]);
      expect([each.task.name, await missing()]).toEqual([each.task.name, false]);
    }
  }, 120_000);
});

/** On this thread, where the command has a choice. */
function jobsFlag([name]: readonly string[]): string[] {
  return name === "train" || name === "evaluate" ? [] : ["--jobs", "1"];
}
