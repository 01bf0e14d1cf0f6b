/** `recourse doctor`: what of the program works on this machine. */
import { statfs } from "node:fs/promises";
import type { Command } from "commander";
import { loadGlpk } from "../actions/glpk.ts";
import { ConfigError, DataError } from "../core/errors.ts";
import { existing, mustBeWritable } from "../data/disk.ts";
import { engines } from "../engines/registry.ts";
import { describeForest } from "../experiments/table3/forest.ts";
import { knownDatasets } from "../library/datasets.ts";
import { loadPlot } from "../report/figure.ts";
import { type OutputOptions, withOutputOptions } from "./options.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { workspaceOf } from "./workspace.ts";

export interface DoctorFinding {
  readonly what: string;
  readonly fine: boolean;
  readonly says: string;
}

/** Below this many bytes free, a full grid of results may not fit. */
const ROOM = 200 * 1024 * 1024;

export function addDoctor(program: Command, terminal: Terminal): void {
  withOutputOptions(program.command("doctor").summary("check what this machine can run"))
    .description("Checks what this machine can run: Node, the engines that load, the data found, the room for results.")
    .addHelpText("after", "\nExamples:\n  $ recourse doctor\n  $ recourse doctor --json")
    .action(async (options: OutputOptions) => {
      const workspace = workspaceOf(options, terminal);
      const findings = [
        nodeFinding(),
        ...(await Promise.all([...parts].map(([what, load]) => partFinding(what, load)))),
        ...(await dataFindings(workspace.folders)),
        await diskFinding(workspace.root),
      ];
      if (options.json) return terminal.out(`${JSON.stringify({ findings })}\n`);
      const rows = findings.map(({ what, fine, says }) => [what, fine ? "ok" : "—", says]);
      terminal.out(table(["what", "", "finding"], rows, terminal, ["left", "left", "left"]));
    });
}

function nodeFinding(): DoctorFinding {
  const fine = Number(process.versions.node.split(".")[0]) >= 20;
  return {
    what: "node",
    fine,
    says: `${process.version} on ${process.platform} ${process.arch}${fine ? "" : "; needs 20 or later"}`,
  };
}

/** What is loaded when it is needed, by name: an installation may leave some of it out. */
const parts = new Map<string, () => Promise<string>>([
  ...[...engines].map(([name, load]) => [`engine ${name}`, async () => (await load()).description] as const),
  ["joint constraints", async () => `GLPK ${(await loadGlpk()).version}`],
  ["figures", async () => loadPlot().then(() => "Observable Plot")],
  ["forest of Table 3", describeForest],
]);

/** What a part says of itself, or why it cannot be had. */
export async function partFinding(what: string, load: () => Promise<string>): Promise<DoctorFinding> {
  try {
    return { what, fine: true, says: await load() };
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof DataError)) throw error;
    return { what, fine: false, says: error.message };
  }
}

async function dataFindings(folders: readonly string[]): Promise<DoctorFinding[]> {
  return (await knownDatasets(folders)).map(({ name, files, state }) => {
    const wrong = files.find((file) => file.state !== "found");
    const says = wrong
      ? `${wrong.file} ${wrong.state}: recourse data fetch ${name}`
      : files.map(({ path }) => path).join(", ");
    return { what: `data ${name}`, fine: state === "found", says };
  });
}

async function diskFinding(folder: string): Promise<DoctorFinding> {
  const what = "results";
  try {
    await mustBeWritable(folder, "another folder with --results");
    const { bavail, bsize } = await statfs(existing(folder));
    const free = bavail * bsize;
    return { what, fine: free > ROOM, says: `${folder}: ${(free / 1024 ** 3).toFixed(1)} GiB free` };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { what, fine: false, says: error.message };
  }
}
