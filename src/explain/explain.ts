/** `explain`: one person's answer from a bundle alone. */
import { costOf } from "../actions/discrete.ts";
import type { ActionSet } from "../actions/set.ts";
import type { ReadBundle } from "../bundle/bundle.ts";
import type { Bundle } from "../bundle/schema.ts";
import { fromRows, matrix } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import type { Network } from "../engines/engine.ts";
import { openEngine } from "../engines/registry.ts";
import type { Propose } from "../methods/method.ts";
import { recourseMethod, recourseMethods } from "../methods/registry.ts";
import { scores } from "../methods/scores.ts";
import { choicesOf } from "./alternatives.ts";
import { CAUTION, type CarriedGuarantee, type Explanation, type MethodProposal, type Proposal } from "./explanation.ts";
import { beyondTraining, type Person } from "./person.ts";
import { NotInBundle, type Prepared, preparedFor } from "./prepared.ts";
import { sayableActions } from "./rounded.ts";
import { changesOf, sentenceOf, shown, valuesOf } from "./words.ts";

/** How a bundle answers: by which methods, with how many alternatives. */
export interface ExplainOptions {
  /** Recourse methods by name; every one that can run from a bundle when absent. */
  readonly methods?: readonly string[] | undefined;
  /** Most alternatives to return; 3 when absent. */
  readonly alternatives?: number | undefined;
  /** Whether to add what each method proposes within Δ as it was calibrated, not rounded: Table 6's kind. */
  readonly fractional?: boolean | undefined;
  /** What computes the network; wasm when absent. */
  readonly engine?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A bundle ready to answer; what is prepared once serves everybody. */
export interface Explainer {
  /** What this person is told. */
  explain(person: Person): Promise<Explanation>;
  /** Frees the network. */
  close(): void;
}

const ALTERNATIVES = 3;

/** The explanation of one person. Many are explained faster by one `openExplainer`. */
export async function explain(read: ReadBundle, person: Person, options: ExplainOptions = {}): Promise<Explanation> {
  const explainer = await openExplainer(read, options);
  try {
    return await explainer.explain(person);
  } finally {
    explainer.close();
  }
}

/**
 * Opens g_θ and prepares the methods with the settings the bundle holds. They search Δ in whole units and within the
 * range of the training rows (`sayableActions`). Throws a ConfigError for a method that is not known, or that is asked for
 * and cannot run from a bundle.
 */
export async function openExplainer(read: ReadBundle, options: ExplainOptions = {}): Promise<Explainer> {
  const { bundle, parameters, actions } = read;
  const asked = options.methods?.map(recourseMethod);
  const engine = await openEngine(options.engine ?? "wasm");
  const network = engine.open({ ...bundle.network, dropout: 0 }, parameters);
  try {
    const sayable = sayableActions(bundle.preprocessing.columns, actions);
    const methods: Prepared[] = [];
    const leftOut: { method: string; why: string }[] = [];
    for (const method of asked ?? recourseMethods.values()) {
      try {
        methods.push(await preparedFor(bundle, network, method, sayable, options.fractional ? actions : null));
      } catch (error) {
        if (asked !== undefined || !(error instanceof NotInBundle)) throw error;
        leftOut.push({ method: method.name, why: error.why });
      }
    }
    const guarantee = guaranteeOf(bundle, actions, sayable);
    const answer = new Answer(bundle, network, sayable, options);
    return {
      explain: async (person) => ({ ...(await answer.to(person, methods)), leftOut, guarantee, caution: CAUTION }),
      close: () => network.close(),
    };
  } catch (error) {
    network.close();
    throw error;
  }
}

class Answer {
  readonly #bundle: Bundle;
  readonly #network: Network;
  readonly #actions: ActionSet;
  readonly #cost: (delta: Float32Array) => number;
  readonly #options: ExplainOptions;

  constructor(bundle: Bundle, network: Network, actions: ActionSet, options: ExplainOptions) {
    this.#bundle = bundle;
    this.#network = network;
    this.#actions = actions;
    this.#cost = costOf(actions);
    this.#options = options;
  }

  async to(
    person: Person,
    methods: readonly Prepared[],
  ): Promise<Omit<Explanation, "leftOut" | "guarantee" | "caution">> {
    const { preprocessing, theta0, label } = this.#bundle;
    const { columns } = preprocessing;
    const x = Float32Array.from(columns, ({ mean, std }, j) => (person.raw[j] - mean) / std);
    const X = matrix(1, x.length, x);
    const [score] = this.#network.score(X);
    const accepted = accepts(score, theta0);
    const values = valuesOf(preprocessing, person.raw);
    const guesses = person.filled.map((feature) => `${feature} is not known and read as ${shown(values[feature])}`);
    const told = {
      favourable: label.meaning,
      person: values,
      warnings: [...guesses, ...beyondTraining(this.#bundle, person)],
      score,
      theta0,
      accepted,
    };
    if (accepted) return { ...told, outcome: "not needed", alternatives: [], tried: 0, methods: [] };

    const proposals: MethodProposal[] = [];
    const proposed: Float32Array[] = [];
    const judged = async (propose: Propose) => {
      const { data: delta } = await propose(X, { signal: this.#options.signal });
      return delta;
    };
    for (const { method, aim, propose, fractional } of methods) {
      const delta = await judged(propose);
      proposed.push(delta);
      proposals.push({
        method: method.name,
        title: method.title,
        aim,
        proposal: this.#proposal(person, x, delta),
        ...(fractional === null ? {} : { fractional: this.#proposal(person, x, await judged(fractional)) }),
      });
    }
    const searched = { network: this.#network, actions: this.#actions, std: columns.map(({ std }) => std), theta0 };
    const { alternatives, tried, complete } = choicesOf(searched, x, proposed);
    return {
      ...told,
      outcome: alternatives.length > 0 ? "found" : complete ? "none exists" : "none found",
      alternatives: alternatives
        .slice(0, this.#options.alternatives ?? ALTERNATIVES)
        .flatMap(({ delta }) => this.#proposal(person, x, delta) ?? []),
      tried,
      methods: proposals,
    };
  }

  /** The action in words and judged; null for δ = 0. */
  #proposal({ raw }: Person, x: Float32Array, delta: Float32Array): Proposal | null {
    const changes = changesOf(this.#bundle.preprocessing, raw, delta);
    if (changes.length === 0) return null;
    const [score] = scores(this.#network, x, fromRows([delta]));
    return {
      changes,
      words: changes.map(sentenceOf),
      score,
      accepted: accepts(score, this.#bundle.theta0),
      cost: this.#cost(delta),
    };
  }
}

/** The promise, which is about Δ as it was `calibrated`; what is told here is kept to the `sayable` part of it. */
function guaranteeOf({ promise }: Bundle, calibrated: ActionSet, sayable: ActionSet): CarriedGuarantee {
  const { epsilon, alpha, method, n, k, theta0Bound, sentence, caveats } = promise;
  const rounded = sayable.actionable.some((j) => sayable.steps[j] !== calibrated.steps[j]);
  const asProposed =
    sayable === calibrated
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
      "That is a promise about people drawn as the calibration rows were, taken together, and about the method " +
      `“${method.name}”${asProposed}. It promises nothing to this one person.`,
  };
}
