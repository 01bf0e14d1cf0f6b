/** Why the numbers differ: the effect of flipping one factor at a time, paired by split. */

import { type Request, resolve } from "../../config/resolve.ts";
import type { AblationFindings, Finding } from "../../report/explanation.ts";
import { stem } from "../../report/stem.ts";
import { entryOf, isEntry, type Place, type ReportTable, type SplitValue, type TableRow } from "../../report/table.ts";
import { type Job, job } from "../../runner/job.ts";
import { calibration, evaluation } from "../../runner/tasks.ts";
import type { Experiment, Scope } from "../experiment.ts";
import { type Model, models, requestAt } from "../models.ts";
import { finished, type Results, sourceOf } from "../results.ts";
import { type AblationFactor, factorsOf } from "./factors.ts";
import { contributorsOf, moves } from "./finding.ts";
import { type Block, blocks, type Measure } from "./measures.ts";
import type { AblationPlan } from "./plan.ts";

export const ablation = { name: "ablation", title: "Why numbers differ: one factor at a time" } satisfies Experiment;

/** What is run: `from` as it is, `from` with each factor flipped where it can move something, and `towards`. */
export class Ablation {
  readonly #plan: AblationPlan;
  readonly #scope: Scope;
  readonly #factors: ReadonlyMap<string, readonly AblationFactor[]>;
  readonly #blocks: readonly Block[];

  private constructor(
    plan: AblationPlan,
    scope: Scope,
    factors: Map<string, readonly AblationFactor[]>,
    all: readonly Block[],
  ) {
    this.#plan = plan;
    this.#scope = scope;
    this.#factors = factors;
    this.#blocks = all;
  }

  static async of(scope: Omit<Scope, "protocol">, plan: AblationPlan): Promise<Ablation> {
    const from = { ...scope, protocol: plan.from };
    const factors = new Map<string, readonly AblationFactor[]>();
    for (const dataset of scope.datasets) factors.set(dataset, await factorsOf(dataset, plan));
    const { settings } = await resolve(requestAt(from, scope.datasets[0], models[0], scope.seeds[0]));
    return new Ablation(plan, from, factors, blocks(plan.methods, settings.pare.methods[0]));
  }

  jobs(): Job[] {
    return this.#scope.datasets.flatMap((dataset) =>
      models.flatMap((model) =>
        this.#blocks.flatMap((block) => [
          ...this.#jobs(block, dataset, model, null),
          ...this.#jobs(block, dataset, model, this.#plan.towards),
          ...this.#of(dataset, block).flatMap((each) => this.#jobs(block, dataset, model, each)),
        ]),
      ),
    );
  }

  async explanation(results: Results): Promise<AblationFindings> {
    const tables: ReportTable[] = [];
    const findings: Finding[] = [];
    for (const dataset of this.#scope.datasets) {
      const { rows, found } = await this.#rows(dataset, results);
      tables.push(this.#table(dataset, rows));
      findings.push(...found);
    }
    const { from, towards } = this.#plan;
    return { from, towards, tables, findings };
  }

  /** The factors that can move what a block shows. */
  #of(dataset: string, block: Block): AblationFactor[] {
    return (this.#factors.get(dataset) ?? []).filter(({ scope }) => block.scopes.includes(scope));
  }

  /** One job for each split; `flipped` is a factor, the name of another protocol, or null. */
  #jobs(block: Block, dataset: string, model: Model, flipped: AblationFactor | string | null): Job[] {
    const { seeds, overrides } = this.#scope;
    const scope =
      typeof flipped === "string"
        ? { ...this.#scope, protocol: flipped }
        : { ...this.#scope, overrides: { ...overrides, ...flipped?.overrides } };
    const task = block.task === "evaluate" ? evaluation : calibration;
    return seeds.map((seed) => {
      const request: Request = requestAt(scope, dataset, model, seed);
      return job<unknown>(task, request, block.method);
    });
  }

  async #rows(dataset: string, results: Results): Promise<{ rows: TableRow[]; found: Finding[] }> {
    const rows: TableRow[] = [];
    const found: Finding[] = [];
    for (const block of this.#blocks) {
      const read = (flipped: AblationFactor | string | null) =>
        models.flatMap((model) => {
          const jobs = this.#jobs(block, dataset, model, flipped);
          return block.measures.map((measure) => valuesOf(results, jobs, measure));
        });
      const runs = models.flatMap((model) => block.measures.map((measure) => ({ model, measure })));
      const published = await Promise.all(
        runs.map(async ({ model, measure }) => measure.published?.(dataset, model.lambda) ?? null),
      );
      const before = read(null);
      const row = (key: string, label: string, format: TableRow["format"], places: Place[]): TableRow => {
        return { key: `${block.key}.${key}`, labels: [block.title, label], printed: false, format, places };
      };
      const change = (flipped: AblationFactor | string) => {
        return read(flipped).map((after, i) => differenceOf(before[i], after));
      };
      const withFactor = this.#of(dataset, block).map((each) => ({ ...each, changes: change(each) }));
      const together = change(this.#plan.towards);
      rows.push(
        row(
          "as_is",
          `protocol ${this.#plan.from}`,
          "plain",
          before.map((values, i) => placeOf(values, published[i])),
        ),
        ...withFactor.map(({ name, title, changes }) => row(name, title, "signed", changes.map(asMove))),
        row("all", `all of them: ${this.#plan.towards}`, "signed", together.map(asMove)),
      );
      runs.forEach(({ model, measure }, i) => {
        const goal = published[i];
        const own = placeOf(before[i], goal);
        if (goal === null || !isEntry(own) || own.verdict !== "differs") return;
        const all = together[i];
        found.push({
          dataset,
          model: model.key,
          what: `${block.title}, ${measure.title}`,
          ours: own.mean,
          published: goal,
          contributors: contributorsOf(
            goal - own.mean,
            withFactor.map(({ title, changes }) => ({ title, entry: changes[i] })),
          ),
          together: isEntry(all) ? all.mean : null,
        });
      });
    }
    return { rows, found };
  }

  #table(dataset: string, rows: readonly TableRow[]): ReportTable {
    const { from, towards } = this.#plan;
    const { seeds } = this.#scope;
    return {
      name: `ablation-${stem(dataset)}`,
      title: `One factor at a time: ${dataset}`,
      protocol: from,
      caption:
        `The protocol ${from} with one factor of ${towards} flipped, ${seeds.length} splits (seeds ${seeds.join(", ")}), baseline ` +
        "λ = 0 and ours λ = 0.8: change of each number, paired by split, ± its standard error. In bold what moves by more than " +
        "max(2 standard errors, 0.02). A factor of one method is evaluated with that method, a factor of training with " +
        `${this.#plan.methods.join(" and ")}, a factor of PARE by θ₀ under the PARE constraint.`,
      rowHeaders: ["", "switch"],
      columns: models.flatMap(({ key }) =>
        this.#blocks[0].measures.map((measure) => ({ key: `${key}.${measure.key}`, group: key, title: measure.title })),
      ),
      rows,
      digits: 3,
      notices: [],
    };
  }
}

/** Null for what the block cannot move. */
function valuesOf(results: Results, jobs: readonly Job[], { value, task }: Measure): SplitValue[] | null {
  if (value === null) return null;
  return finished(results, jobs).flatMap((result) => {
    const own = value(result.stored.record);
    return own === null ? [] : [{ value: own, source: sourceOf(result, { name: task }) }];
  });
}

function placeOf(values: readonly SplitValue[] | null, published: number | null): Place {
  if (values === null) return null;
  return values.length === 0 ? { gap: "no number" } : entryOf(values, { published });
}

/** after − before of the splits that have both. */
function differenceOf(before: readonly SplitValue[] | null, after: readonly SplitValue[] | null): Place {
  if (before === null || after === null) return null;
  const values = after.flatMap(({ value, source }) => {
    const own = before.find((each) => each.source.seed === source.seed);
    return own ? [{ value: value - own.value, source }] : [];
  });
  return values.length === 0 ? { gap: "no number" } : entryOf(values);
}

function asMove(place: Place): Place {
  return isEntry(place) ? { ...place, bold: moves(place) } : place;
}
