/** A recourse method on a run: its settings, what it may look at, and what it proposes for rows of the caller's. */
import type { ActionSet } from "../actions/set.ts";
import { ConfigError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Network } from "../engines/engine.ts";
import { defaultSettingsOf } from "../methods/checked.ts";
import type { ProposeOptions, RecourseMethod, RetrainedNetwork } from "../methods/method.ts";
import { recourseMethod } from "../methods/registry.ts";
import type { Json } from "./canonical.ts";
import type { Run } from "./run.ts";

/** The method's settings as the run has them; of a method that the run does not know, its defaults. */
export function settingsOf(run: Run, method: RecourseMethod): Json {
  const { recourse } = run.settings;
  if (Object.hasOwn(recourse, method.name)) return recourse[method.name] as Json;
  return defaultSettingsOf(method) as Json;
}

/**
 * The structural equations, for a method that reads them; undefined for others, whose results they do not change.
 * Throws ConfigError where the data set declares none.
 */
export function equationsOf({ settings, place }: Run, { name, usesCausal = false }: RecourseMethod): Json | undefined {
  if (!usesCausal) return undefined;
  if (settings.causal !== undefined) return settings.causal.equations;
  throw new ConfigError(
    `${place}: causal: is missing, and method "${name}" needs to know which feature follows from which; declare ` +
      "causal.equations there, or leave the method out",
  );
}

/** Whether what the run scores with has what the method needs: of a model from outside only scores, and of trees, or where actions have names, a proof. */
export function suits(run: Run, method: RecourseMethod): boolean {
  if (run.model === undefined) return true;
  const named = run.settings.actions.candidates !== undefined;
  if (method.usesGradients?.(settingsOf(run, method), named) || method.usesRetrained) return false;
  return !method.proves || run.model.thresholds !== null || named;
}

/**
 * The methods that the run's protocol guarantees, and of a model from outside those of them that it suits; where there are
 * none, the one with the highest scores, proven or searched.
 */
export function guaranteedMethods(run: Run): RecourseMethod[] {
  const named = run.settings.pare.methods.map((name) => recourseMethod(name)).filter((method) => suits(run, method));
  return named.length > 0 ? named : [recourseMethod(run.model?.thresholds ? "highest" : "ascent")];
}

/** Throws ConfigError for a method that looks at retrained networks, where there are none. */
export function refuseRetrained({ name, title, usesRetrained = false }: RecourseMethod): void {
  if (!usesRetrained) return;
  throw new ConfigError(
    `method "${name}": “${title}” looks at retrained networks, which recourse evaluate and calibrate train; leave the method out here`,
  );
}

/** Hears how far a method is, and stops it. */
export interface ProposalProgress {
  readonly onProgress?: ((peopleDone: number, people: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ProposalOptions extends ProposalProgress {
  readonly onProof?: ProposeOptions["onProof"];
  /** Δ; the data set's unless given. */
  readonly actions?: ActionSet | undefined;
  /** The networks to choose with, for a method that looks at such. */
  readonly retrained?: readonly RetrainedNetwork[] | undefined;
}

/**
 * δ = 𝒜(x) for every row of X: [n, d], in standard deviations, 0 where nothing was found. `theta0` is shown to a method
 * that reads it, and to no other; so are the training rows, the structural equations and the retrained networks. Throws
 * ConfigError for a method that needs those where there are none.
 */
export async function propose(
  run: Run,
  network: Network,
  method: RecourseMethod,
  X: Matrix,
  theta0: number | null,
  { actions, retrained, onProgress, onProof, signal }: ProposalOptions = {},
): Promise<Matrix> {
  if (retrained === undefined) refuseRetrained(method);
  const dataset = await run.read();
  const { parts, columns, causal } = dataset;
  const settings = settingsOf(run, method);
  const problem = {
    network,
    actions: actions ?? dataset.actions,
    theta0,
    train: parts.train.X,
    // The caller picks it: a method sees no test rows but those the release fits on.
    reference: parts[method.reference?.(settings) ?? "train"].X,
    columns,
    retrained: retrained ?? null,
    causal,
    seed: run.settings.run.seed,
  };
  const proposes = await method.prepare(problem, settings);
  return proposes(X, { onProgress: (done) => onProgress?.(done, X.rows), onProof, signal });
}
