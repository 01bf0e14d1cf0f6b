/** `audit` as a function: what a model does to people, by the data set it was made from or by other people's. */
import { type Audit, auditOf } from "../audit/audit.ts";
import { auditFiles } from "../audit/files.ts";
import type { AuditProgress } from "../audit/subject.ts";
import { type ReadBundle, readBundle } from "../bundle/bundle.ts";
import type { Request } from "../config/resolve.ts";
import { ConfigError } from "../core/errors.ts";
import { openEngine } from "../engines/registry.ts";
import type { RecourseMethod } from "../methods/method.ts";
import { recourseMethod } from "../methods/registry.ts";
import { bundleSubject, requestOfBundle } from "./audited-bundle.ts";
import { runSubject } from "./audited-run.ts";
import { overridesOf, refuseUnknown, type TrainOptions, trainOptionNames, trainRequestOf } from "./options.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

export interface AuditOptions extends TrainOptions {
  /** The folder of a saved bundle: the model that is audited. Without it the model is trained and calibrated, or found stored. */
  readonly bundle?: string | undefined;
  /** ε, α, 𝒜 and the target score of the guarantee, as `calibrate` takes them; not beside a bundle, which has its own. */
  readonly epsilon?: number | undefined;
  readonly alpha?: number | undefined;
  readonly method?: string | RecourseMethod | undefined;
  readonly targetScore?: number | undefined;
}

/** What an audit found, and the files it is written as: `audit.html`, `numbers.csv`, `people.csv`. */
export interface Audited {
  readonly audit: Audit;
  readonly files: ReadonlyMap<string, string>;
}

const ownOptions = ["bundle", "epsilon", "alpha", "method", "targetScore"];

/**
 * Audits a model on people it was not trained on: its quality, who is turned down and what is proven of their recourse, the
 * guarantee, what they would have to change, groups, robustness. The files are the same bytes for the same inputs.
 * @throws ConfigError, DataError, and the signal's reason when stopped.
 */
export async function audit(options: AuditOptions): Promise<Audited> {
  refuseUnknown("audit", options, [...trainOptionNames, ...ownOptions]);
  const { bundle, epsilon, alpha, method, targetScore, ...training } = options;
  options.signal?.throwIfAborted();
  if (typeof options.engine === "object") await openEngine(options.engine);
  const asked = method === undefined ? null : recourseMethod(method);
  const request = trainRequestOf(training);
  const guarantee = overridesOf(
    {},
    {
      "pare.epsilon": ["epsilon", epsilon],
      "pare.alpha": ["alpha", alpha],
      "pare.targetScore": ["targetScore", targetScore],
    },
  );
  const { results, dataDir, onWarning, signal, onProgress } = options;
  const environment = process.env.RECOURSE_DATA;
  const datasets = [request.dataset];
  const workspace = openWorkspace({ results, dataDir, datasets, environment, onWarning, signal });
  return auditRequest(
    { ...request, overrides: { ...request.overrides, ...guarantee } },
    { bundle, method: asked, command: null },
    workspace,
    { signal, onProgress: (_, done, total) => onProgress?.({ phase: "recourse", done, total, epoch: null }) },
  );
}

/** Which model is audited beside the request, and the command that does it, for the page; null where there is none. */
export interface AuditedModel {
  readonly bundle: string | undefined;
  readonly method: RecourseMethod | null;
  readonly command: string | null;
}

/** The bundle; of one that only names its model, with the one that the request names. */
async function readGiven(folder: string, request: Request, workspace: Workspace): Promise<ReadBundle> {
  const named = request.overrides?.model !== undefined;
  return readBundle(folder, named ? (await workspace.open(request)).model : undefined);
}

/** The same in a workspace that is open. */
export async function auditRequest(
  request: Request,
  { bundle, method, command }: AuditedModel,
  workspace: Workspace,
  progress: AuditProgress,
): Promise<Audited> {
  const opened = bundle === undefined ? null : { folder: bundle, read: await readGiven(bundle, request, workspace) };
  if (opened !== null && method !== null) {
    throw new ConfigError("audit: a bundle has a method, ε and α of its own; leave yours out");
  }
  const subject =
    opened === null
      ? await runSubject(request, method, workspace, progress.signal)
      : await bundleSubject(await requestOfBundle(request, opened.read), opened, workspace, progress.signal);
  try {
    const audit = await auditOf(subject.subject, progress);
    const origin = [...(command === null ? [] : [["command", command] as const]), ...audit.origin];
    return { audit: { ...audit, origin }, files: await auditFiles({ ...audit, origin }, subject.subject) };
  } finally {
    subject.close();
  }
}
