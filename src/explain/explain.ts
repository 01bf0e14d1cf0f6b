/** `explain`: one person's answer from a bundle alone. */
import type { ActionSet } from "../actions/set.ts";
import type { ReadBundle } from "../bundle/bundle.ts";
import { openBundleNetwork } from "../bundle/open.ts";
import type { Bundle } from "../bundle/schema.ts";
import type { Engine } from "../engines/engine.ts";
import { openEngine } from "../engines/registry.ts";
import type { RecourseMethod } from "../methods/method.ts";
import { recourseMethod, recourseMethods } from "../methods/registry.ts";
import { type AnswerOptions, PersonExplanation } from "./answer.ts";
import { type CarriedGuarantee, cautionOf, type Explanation } from "./explanation.ts";
import { Retrained } from "./lasting.ts";
import type { Person } from "./person.ts";
import { NotInBundle, type Prepared, preparedFor } from "./prepared.ts";
import { integralActions } from "./rounded.ts";

/** How a bundle answers: by which methods, with how many alternatives. */
export interface ExplanationOptions extends AnswerOptions {
  /** Recourse methods, by name or methods of your own; every one that can run from a bundle when absent. */
  readonly methods?: readonly (string | RecourseMethod)[] | undefined;
  /** Whether to add what each method proposes within Δ as it was calibrated, not rounded: Table 6's kind. */
  readonly fractional?: boolean | undefined;
  /** What computes the network; wasm when absent. */
  readonly engine?: string | Engine | undefined;
}

/** A bundle ready to answer; what is prepared once serves everybody. */
export interface Explainer {
  /** What this person is told. */
  explain(person: Person): Promise<Explanation>;
  /** Frees the network. */
  close(): void;
}

/** The explanation of one person. Many are explained faster by one `openExplainer`. */
export async function explain(
  read: ReadBundle,
  person: Person,
  options: ExplanationOptions = {},
): Promise<Explanation> {
  const explainer = await openExplainer(read, options);
  try {
    return await explainer.explain(person);
  } finally {
    explainer.close();
  }
}

/**
 * Opens g_θ and prepares the methods with the settings the bundle holds. They search Δ in whole units and within the
 * range of the training rows (`integralActions`). Throws a ConfigError for a method that is not known, or that is asked for
 * and cannot run from a bundle.
 */
export async function openExplainer(read: ReadBundle, options: ExplanationOptions = {}): Promise<Explainer> {
  const { bundle, actions } = read;
  const asked = options.methods?.map((method) => recourseMethod(method));
  const network = await openBundleNetwork(read, options.engine);
  const retrained = Retrained.open(read, await openEngine(options.engine ?? "wasm"));
  const close = () => {
    network.close();
    retrained?.close();
  };
  try {
    const integral = integralActions(
      bundle.preprocessing.columns.map((column) => ({ ...column, min: column.least, max: column.greatest })),
      actions,
    );
    const methods: Prepared[] = [];
    const leftOut: { method: string; why: string }[] = [];
    for (const method of asked ?? recourseMethods.values()) {
      try {
        const calibrated = options.fractional ? actions : null;
        const choosing = retrained?.choosing ?? [];
        methods.push(await preparedFor(bundle, network, method, integral, calibrated, choosing));
      } catch (error) {
        if (asked !== undefined || !(error instanceof NotInBundle)) throw error;
        leftOut.push({ method: method.name, why: error.why });
      }
    }
    const guarantee = guaranteeOf(bundle, actions, integral);
    const lasting = retrained?.terms ?? null;
    const same = { lasting, leftOut, guarantee, caution: cautionOf(lasting) };
    const answer = new PersonExplanation(bundle, network, integral, actions, retrained, options);
    return { explain: async (person) => ({ ...(await answer.to(person, methods)), ...same }), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The guarantee, which is about Δ as it was `calibrated`; what is told here is kept to the `integral` part of it. */
function guaranteeOf({ promise }: Bundle, calibrated: ActionSet, integral: ActionSet): CarriedGuarantee {
  const { epsilon, alpha, method, n, k, theta0Bound, sentence, caveats } = promise;
  const rounded = integral.actionable.some((j) => integral.steps[j] !== calibrated.steps[j]);
  const asProposed =
    integral === calibrated
      ? " as it was calibrated"
      : ` as it was calibrated, before its proposals are kept to ${rounded ? "whole units and " : ""}the data's range`;
  return {
    epsilon,
    alpha,
    method: method.name,
    aim: method.aim,
    n,
    k,
    theta0Bound,
    sentence,
    caveats,
    scope:
      "That is a guarantee about people drawn as the calibration rows were, taken together, and about the method " +
      `“${method.name}”${asProposed}. It guarantees nothing to this one person.`,
  };
}
