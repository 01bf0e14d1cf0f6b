/** A recourse method made ready with nothing but a bundle, or a word why it cannot be. */
import { isNamed } from "../actions/enumeration.ts";
import type { ActionSet } from "../actions/set.ts";
import type { Bundle } from "../bundle/schema.ts";
import { isProvable } from "../certificates/certifiable.ts";
import { ConfigError } from "../core/errors.ts";
import type { Network } from "../engines/engine.ts";
import { NO_BOUNDS, NO_GRADIENTS, settingsSchemaOf, UNPROVABLE } from "../methods/checked.ts";
import type { Propose, RecourseMethod, RecourseProblem, RetrainedNetwork } from "../methods/method.ts";
import { methodNameFromStored, methodSettingsFromStored } from "../pipeline/spelling.ts";

/** A method bound to the bundle's network. */
export interface Prepared {
  readonly method: RecourseMethod;
  readonly aim: number | null;
  readonly propose: Propose;
  /** Within Δ as calibrated; null unless asked for. */
  readonly fractional: Propose | null;
}

/** A method asks for what a bundle does not hold. */
export class NotInBundle extends ConfigError {
  readonly why: string;

  constructor({ name }: RecourseMethod, why: string) {
    super(`${name}: ${why}`);
    this.why = why;
  }
}

const FITTED =
  "fitted on training rows, of which a bundle holds none, since they are people's data; recourse evaluate runs it";

const RETRAINED =
  "looks at networks trained again, of which this bundle holds none to choose with; recourse calibrate --retrain puts some in";

/**
 * Prepares the method for the actions as they are said and, where given, for those it was calibrated with; `retrained` are the
 * networks it may choose with.
 */
export async function preparedFor(
  bundle: Bundle,
  network: Network,
  method: RecourseMethod,
  integral: ActionSet,
  calibrated: ActionSet | null,
  retrained: readonly RetrainedNetwork[],
): Promise<Prepared> {
  const { promise, recourse, preprocessing, provenance, theta0 } = bundle;
  const own = method.name === methodNameFromStored(promise.method.name, promise.method.settings);
  const others = Object.entries(recourse).map(([name, held]) => [methodNameFromStored(name, held), held] as const);
  const held = own ? promise.method.settings : (new Map(others).get(method.name) ?? {});
  const settings = settingsSchemaOf(method).safeParse(methodSettingsFromStored(held));
  // A method that came after the bundle runs where all its settings have defaults.
  if (!settings.success) throw new NotInBundle(method, "the bundle has no settings for it");
  if (method.usesTrain || method.usesCausal) throw new NotInBundle(method, FITTED);
  if (method.proves && !isProvable(network, integral)) {
    throw new NotInBundle(method, network.gives === "scores" ? NO_BOUNDS : UNPROVABLE);
  }
  if (network.gives === "scores" && method.usesGradients?.(settings.data, isNamed(integral)))
    throw new NotInBundle(method, NO_GRADIENTS);
  if (method.usesRetrained && retrained.length === 0) throw new NotInBundle(method, RETRAINED);
  // The method that was calibrated stays aimed as it was: that is the one the guarantee is about.
  const aim = own ? promise.method.aim : null;
  const problem: Omit<RecourseProblem, "actions"> = {
    network,
    theta0: method.usesTheta0 ? (aim ?? theta0) : null,
    train: null,
    reference: null,
    retrained,
    columns: preprocessing.columns,
    causal: null,
    seed: provenance.seed,
  };
  return {
    method,
    aim,
    propose: await method.prepare({ ...problem, actions: integral }, settings.data),
    fractional: calibrated === null ? null : await method.prepare({ ...problem, actions: calibrated }, settings.data),
  };
}
