/** `recourse audit`: what a model does to people, on one page, and the CSVs behind it. */
import { join } from "node:path";
import type { Command } from "commander";
import type { Audit } from "../audit/audit.ts";
import { PAGE_FILE } from "../audit/files.ts";
import { leadOf } from "../audit/lead.ts";
import type { Override, Request } from "../config/resolve.ts";
import { auditRequest } from "../library/audit.ts";
import { recourseMethod } from "../methods/registry.ts";
import { commandOf, job } from "../runner/job.ts";
import { scoring } from "../runner/tasks.ts";
import { count } from "./format.ts";
import { refuseTraining } from "./model.ts";
import {
  type OutputOptions,
  parseNumber,
  type RunOptions,
  requestOf,
  withOutputOptions,
  withRunOptions,
} from "./options.ts";
import { CHECKSUMS, mustBeOurs, writeOurs } from "./own-folder.ts";
import { startProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { trainShown } from "./training.ts";
import { workspaceOf } from "./workspace.ts";
import { paragraph } from "./wrap.ts";

interface AuditCommandOptions extends RunOptions, OutputOptions {
  readonly bundle?: string;
  readonly eps?: number;
  readonly alpha?: number;
  readonly method?: string;
  readonly targetScore?: number;
  readonly output?: string;
}

export function addAudit(program: Command, terminal: Terminal): void {
  const command = withRunOptions(program.command("audit").summary("show on one page what a model does to people"))
    .description(
      "Writes a page about a model: how good it is, who is turned down and what is proven of their recourse, what they would " +
        "have to change, the guarantee, groups and robustness; and every number of it as CSV. Trains and calibrates what is " +
        "missing, unless a bundle is named.",
    )
    .option("-b, --bundle <folder>", "audit a model that `recourse calibrate --save` has written, as it is")
    .option("--eps <number>", "ε, the share of people who may be left without recourse", parseNumber)
    .option("--alpha <number>", "α, the probability that the guarantee fails: 0.05, not 0.95", parseNumber)
    .option("-m, --method <name>", "the recourse method that is guaranteed; the protocol's first when absent")
    .option("--target-score <score>", "the score that a method which reads θ₀ is aimed at", parseNumber)
    .option("-o, --output <folder>", "the folder of the page and its CSVs; audit/ when absent");
  withOutputOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  $ recourse audit --dataset simulated-credit --lambda 0.8
  $ recourse audit --dataset loans.yaml --output loans-audit
  $ recourse audit --dataset loans.yaml --bundle model`,
    )
    .action((options: AuditCommandOptions) => auditShown(options, terminal));
}

async function auditShown(options: AuditCommandOptions, terminal: Terminal): Promise<void> {
  const { output = "audit", bundle, quiet = false } = options;
  await mustBeOurs(output, CHECKSUMS, "--output");
  const request = await auditedRequest(options);
  const workspace = workspaceOf(options, terminal);
  const method = options.method === undefined ? null : recourseMethod(options.method);
  // Said with its own progress, since it takes longest.
  if (bundle === undefined) {
    const run = await workspace.runs.open(request);
    refuseTraining(run, options);
    await trainShown(workspace.store, run, options, terminal);
  }
  const progress = startProgress("audit", terminal, quiet ? "quiet" : "normal");
  try {
    const command = commandFor(request, options);
    const { audit, files } = await auditRequest(request, { bundle, method, command }, workspace, {
      signal: terminal.signal,
      onProgress: (what, done, total) =>
        progress.update(done / total, `${what}: ${count(done)} of ${count(total)} people`),
    });
    progress.end();
    await writeOurs(output, "--output", { files });
    const page = join(output, PAGE_FILE);
    terminal.out(options.json ? jsonOf(audit, page) : textOf(audit, page, terminal.columns));
  } finally {
    progress.end();
  }
}

async function auditedRequest(options: AuditCommandOptions): Promise<Request> {
  const request = await requestOf(options);
  const flags: [string, string, unknown][] = [
    ["pare.epsilon", "--eps", options.eps],
    ["pare.alpha", "--alpha", options.alpha],
    ["pare.targetScore", "--target-score", options.targetScore],
  ];
  const given = flags.flatMap(([path, flag, value]): [string, Override][] =>
    value === undefined ? [] : [[path, { value, flag }]],
  );
  return { ...request, overrides: { ...request.overrides, ...Object.fromEntries(given) } };
}

/** What to type for the same page. */
function commandFor(request: Request, { bundle, method }: AuditCommandOptions): string {
  const words = [
    "audit",
    ...(bundle === undefined ? [] : ["--bundle", bundle]),
    ...(method === undefined ? [] : ["--method", method]),
  ];
  return commandOf({ ...job(scoring, request), command: { words, makes: [] } });
}

function textOf(audit: Audit, page: string, columns: number): string {
  const { title, whose, guarantee, counts } = audit;
  const caveats = "none" in guarantee ? [guarantee.none] : guarantee.caveats;
  const lines = [
    `${title} · ${count(counts.people)} people: ${whose}`,
    leadOf(audit),
    ...caveats.map((caveat) => `! ${caveat}`),
    `the page is ${page}`,
  ];
  return `${lines.flatMap((line) => paragraph(line, columns)).join("\n")}\n`;
}

/** Everybody is in people.csv. */
function jsonOf({ people: _, ...audit }: Audit, page: string): string {
  return `${JSON.stringify({ page, ...audit })}\n`;
}
