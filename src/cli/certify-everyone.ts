/** `recourse certify --where`: whether everybody like one person, but for the ranges of some numbers, has recourse. */
import { preprocessingOf } from "../bundle/content.ts";
import type { Request } from "../config/resolve.ts";
import { roundedDown } from "../core/decimals.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import { findFiles } from "../data/load.ts";
import { textAt } from "../data/text.ts";
import { personOfRecord } from "../explain/person.ts";
import {
  type CertifyEveryoneOptions,
  certifyEveryoneOf,
  certifyEveryoneOfBundle,
  type EveryoneCertified,
} from "../library/everyone.ts";
import type { Workspace } from "../library/workspace.ts";
import type { Run } from "../pipeline/run.ts";
import { openBundle, personOfRow, type RecordOptions } from "./bundle-people.ts";
import { count, fixed, percent } from "./format.ts";
import type { OutputOptions } from "./options.ts";
import { startProgress } from "./progress.ts";
import { title } from "./summary.ts";
import type { Terminal } from "./terminal.ts";
import { trainShown } from "./training.ts";

/** Who everybody is like, and in what they differ. */
export interface EveryoneCommandOptions extends OutputOptions {
  readonly where?: readonly string[];
  readonly row?: number | undefined;
  readonly person?: string | undefined;
  readonly boxes?: number;
}

type Cells = Readonly<Record<string, string | number | null>>;

/** Asks it of one model, trained where it is not yet, and prints the answer. */
export async function certifyEveryoneShown(
  request: Request,
  options: EveryoneCommandOptions,
  workspace: Workspace,
  terminal: Terminal,
): Promise<void> {
  const { row, person } = mustNameOne(options);
  const run = await workspace.open(request);
  const cells = person === undefined ? await cellsOfRecord(run, row ?? 0, workspace) : cellsOfJson(person);
  const trained = await trainShown(workspace.store, run, options, terminal);
  const { dataset, protocol } = run;
  const { lambda, seed, engine } = run.settings.run;
  const about = { json: { dataset, protocol, lambda, seed, engine }, title: title(run) };
  await answerShown(about, cells, options, terminal, (asked) => certifyEveryoneOf(run, trained, asked));
}

/** Asks it of a bundle: of the θ₀ it was calibrated to, and of the Δ it holds. */
export async function certifyBundleShown(
  folder: string,
  options: EveryoneCommandOptions & RecordOptions,
  terminal: Terminal,
): Promise<void> {
  const { row, person } = mustNameOne(options);
  const read = await openBundle(folder, terminal);
  const { dataset, protocol, provenance } = read.bundle;
  const cells =
    person === undefined
      ? Object.fromEntries((await personOfRow(row ?? 0, options, read, terminal)).person.cells)
      : cellsOfJson(person);
  const { lambda, seed } = provenance;
  const about = {
    json: { bundle: folder, dataset: dataset.name, protocol, lambda, seed },
    title: `${folder} · ${dataset.title} · protocol ${protocol}`,
  };
  await answerShown(about, cells, options, terminal, (asked) => certifyEveryoneOfBundle(read, asked));
}

function mustNameOne({ row, person }: EveryoneCommandOptions): Pick<EveryoneCommandOptions, "row" | "person"> {
  if ((row === undefined) !== (person === undefined)) return { row, person };
  throw new ConfigError("--where: name whom everybody is like by one of --row and --person");
}

async function answerShown(
  about: { readonly json: object; readonly title: string },
  cells: Cells,
  { where = [], boxes, json, quiet }: EveryoneCommandOptions,
  terminal: Terminal,
  ask: (asked: CertifyEveryoneOptions) => Promise<EveryoneCertified>,
): Promise<void> {
  const progress = startProgress("people", terminal, quiet ? "quiet" : "normal");
  try {
    const found = await ask({
      person: cells,
      where,
      boxes,
      signal: terminal.signal,
      onShare: (share, done) => progress.update(share, `${percent(share)} proven │ ${count(done)} boxes`),
    });
    if (json) terminal.out(`${JSON.stringify({ ...about.json, person: cells, ...found })}\n`);
    // Rounded down: of a bundle it is a θ₀ up to which something was proven.
    else terminal.out(`${about.title} · θ₀ = ${roundedDown(found.theta0, 4)}\n${everyoneText(found)}`);
  } finally {
    progress.end();
  }
}

/** The answer in words: what was asked, what is proven, what is not. */
export function everyoneText({ answer, ranges, share, boxes, witness }: EveryoneCertified): string {
  const asked = Object.entries(ranges).map(
    ([name, { min, max, integer }]) => `${name} ${min} … ${max}${integer ? " (whole numbers)" : ""}`,
  );
  const looked = `after ${count(boxes)} box${boxes === 1 ? "" : "es"} of people`;
  const lines = [`everybody like this person, with ${asked.join(" and ")}:`];
  if (answer === "everyone") lines.push(`  has recourse or is accepted, proven, ${looked}`);
  if (witness !== null) {
    const values = Object.entries(witness.values).map(([name, value]) => `${name} ${value}`);
    lines.push(
      `  not everyone has recourse, proven ${looked}: not the one with ${values.join(" and ")}`,
      `  whose score is ${fixed(witness.score)}, and no action lifts it above ${fixed(witness.highest, 4)}`,
    );
  }
  if (answer === "open")
    lines.push(`  is not decided ${looked}; nobody without recourse was found; --boxes gives more`);
  if (answer !== "everyone")
    lines.push(`  for ${percent(share)} of these ranges recourse is proven; of the rest nothing is said`);
  return `${lines.join("\n")}\n`;
}

/** The cells of a record of the run's first file. */
async function cellsOfRecord(run: Run, record: number, { folders }: Workspace): Promise<Cells> {
  const { source } = run.settings;
  const [{ path, file }] = await findFiles(source, folders, run.settings.name);
  const reading = { preprocessing: await preprocessingOf(run) };
  const person = personOfRecord(reading, await textAt(path), { ...source, file }, record);
  if (person !== null) return Object.fromEntries(person.cells);
  throw new DataError(`--row ${record}: there is no such record in ${path}; 1 is the first after the header`);
}

function cellsOfJson(text: string): Cells {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, as any other text that is no object.
  }
  throw new ConfigError(`--person: no JSON object; write it as '{"column": value, …}'`);
}
