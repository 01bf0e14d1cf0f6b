/** The subject of an audit that is a saved bundle: the test rows of the file it was made from, or everybody of another. */
import type { Subject } from "../audit/subject.ts";
import type { ReadBundle } from "../bundle/bundle.ts";
import { openBundleNetwork } from "../bundle/open.ts";
import type { Request } from "../config/resolve.ts";
import { ConfigError } from "../core/errors.ts";
import type { Part } from "../data/dataset.ts";
import { loadFrames } from "../data/load.ts";
import { type Column, standardise } from "../data/scale.ts";
import { openExplainer } from "../explain/explain.ts";
import type { Run } from "../pipeline/run.ts";
import { trainKeyOf } from "../pipeline/score.ts";
import { checkShift } from "../pipeline/shift.ts";
import { answersTo, describedData, networkText, type OpenSubject, originOf, rowsOf } from "./audited.ts";
import type { Workspace } from "./workspace.ts";

export interface OpenBundle {
  readonly folder: string;
  readonly read: ReadBundle;
}

/** The request with the protocol, λ and seed that the bundle was made with. Throws ConfigError where another is asked for. */
export async function requestOfBundle(request: Request, { bundle }: ReadBundle): Promise<Request> {
  const { lambda, seed } = bundle.provenance;
  const own = { "run.lambda": lambda, "run.seed": seed };
  for (const [path, value] of Object.entries(own)) {
    const asked = request.overrides?.[path];
    if (asked !== undefined && asked.value !== value) {
      throw new ConfigError(`${asked.flag}: the bundle was made with ${path} = ${value}; leave the option out`);
    }
  }
  if (request.protocol !== undefined && request.protocol !== bundle.protocol) {
    throw new ConfigError(`--protocol: the bundle was made under ${bundle.protocol}; leave the option out`);
  }
  const laid = Object.entries(own).map(([path, value]) => [path, { value, flag: "bundle.json" }] as const);
  return {
    ...request,
    protocol: bundle.protocol,
    overrides: { ...request.overrides, ...Object.fromEntries(laid) },
  };
}

export async function bundleSubject(
  request: Request,
  { folder, read }: OpenBundle,
  workspace: Workspace,
  signal: AbortSignal | undefined,
): Promise<OpenSubject> {
  const opened = await workspace.open(request);
  const run = { ...opened, model: read.model ?? opened.model };
  const { bundle, actions } = read;
  const { preprocessing, network: shape, theta0, promise, provenance } = bundle;
  const columns: Column[] = preprocessing.columns.map((column) => ({ ...column, missing: null }));
  const audited = await peopleOf(run, read, columns, workspace, signal);
  const network = await openBundleNetwork(read);
  const held = read.networks?.counting ?? [];
  const counting = await Promise.all(
    held.map(async ({ parameters, theta0 }) => ({ network: await openBundleNetwork({ bundle, parameters }), theta0 })),
  );
  const explainer = await openExplainer(read, { methods: [], signal });
  const { sentence, caveats, epsilon, alpha, n, k, theta0Bound } = promise;
  const lambda = `trained with λ = ${provenance.lambda} and seed ${provenance.seed}`;
  const subject: Subject = {
    ...describedData(run, { title: run.settings.title, favourable: bundle.label.meaning }),
    ...audited,
    columns,
    actions,
    causal: null,
    network,
    model: `the bundle ${folder}: ${shape === undefined ? read.model?.name : `${networkText(shape.hidden, shape.activation)}, ${lambda}`}`,
    theta0,
    theta0From: "as the bundle has it",
    guarantee: {
      ...{ sentence, caveats, epsilon, alpha, n, k, theta0Bound },
      method: promise.method.name,
      shift: audited.same ? (await checkShift(workspace.store, run)).record : null,
    },
    retrained: counting.length > 0 ? counting : NONE_HELD,
    recourse: bundle.recourse,
    seed: provenance.seed,
    explain: (records) => answersTo(records, bundle, run, workspace, explainer.explain),
    origin: [
      ...originOf(run),
      ["training", `train/${provenance.train}`],
      ["calibration", `calibrate/${provenance.calibrate}`],
      ["bundle made by", `${provenance.program}, ${provenance.engine}`],
    ],
  };
  return {
    subject,
    close: () => {
      explainer.close();
      for (const each of [{ network }, ...counting]) each.network.close();
    },
  };
}

const NONE_HELD = {
  none: "The bundle holds no networks that were trained again; `recourse calibrate --save --retrain 20` puts some into it.",
};

/**
 * Whose recourse is asked: of the file that the bundle was made from the test rows; of another file every row, standardised as
 * the bundle does. Throws ConfigError where the file is the same and the split is not known to be.
 */
async function peopleOf(
  run: Run,
  { bundle }: ReadBundle,
  columns: readonly Column[],
  { folders }: Workspace,
  signal: AbortSignal | undefined,
): Promise<Pick<Subject, "people" | "whose" | "rows"> & { readonly same: boolean }> {
  const { data, train } = bundle.provenance;
  if (JSON.stringify(run.sha256) === JSON.stringify(data)) {
    if (trainKeyOf(run) !== train) {
      throw new ConfigError(
        `${run.place}: the bundle was made from this file by other choices, so that its test rows are not known; repeat the ` +
          "--set, --epochs, --engine and --delta-max it was made with",
      );
    }
    const dataset = await run.read();
    const whose = "the test rows, which took no part in training or in choosing θ₀";
    return { people: dataset.parts.test, whose, rows: rowsOf(dataset), same: true };
  }
  const recipe = { ...run.settings, features: bundle.preprocessing.features, label: bundle.label };
  const { frame, test } = await loadFrames(recipe, folders, run.settings.name, run.place, signal);
  const of = test ?? frame;
  const people: Part = {
    X: standardise(of, columns, null),
    y: Float32Array.from(of.y),
    records: of.records,
    fingerprints: of.fingerprints,
    positives: of.y.reduce((sum, label) => sum + label, 0),
  };
  const whose = `every row of ${of.file}, which is not the file that the model was made from`;
  return { people, whose, rows: of.rows, same: false };
}
