/** `explain`: one person's answer from a bundle alone. */
import { costOf } from "../actions/discrete.ts";
import type { ActionSet } from "../actions/set.ts";
import type { ReadBundle } from "../bundle/bundle.ts";
import type { Bundle } from "../bundle/schema.ts";
import { certifiableOf, isProvable } from "../certificates/certifiable.ts";
import type { Certifiable } from "../certificates/certificate.ts";
import { rounded } from "../core/decimals.ts";
import { fromRows, type Matrix, matrix, row } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import type { Engine, Network } from "../engines/engine.ts";
import { openEngine } from "../engines/registry.ts";
import type { Propose, RecourseMethod } from "../methods/method.ts";
import { recourseMethod, recourseMethods } from "../methods/registry.ts";
import { afterOf, offOf, standardisedRow } from "./after.ts";
import { type Choices, choicesOf } from "./alternatives.ts";
import { CAUTION, type CarriedGuarantee, type Explanation, type ExplanationOutcome } from "./explanation.ts";
import { beyondTraining, type Person } from "./person.ts";
import { NotInBundle, type Prepared, preparedFor } from "./prepared.ts";
import { Printer } from "./printed.ts";
import { certificateOf, costRounding, proofOf } from "./proof.ts";
import { integralActions } from "./rounded.ts";
import { personCells, placesOf, shownValue, valueAt } from "./words.ts";

/** How a bundle answers: by which methods, with how many alternatives. */
export interface ExplanationOptions {
  /** Recourse methods, by name or methods of your own; every one that can run from a bundle when absent. */
  readonly methods?: readonly (string | RecourseMethod)[] | undefined;
  /** Most alternatives to return; 3 when absent. */
  readonly alternatives?: number | undefined;
  /** Whether to add what each method proposes within Δ as it was calibrated, not rounded: Table 6's kind. */
  readonly fractional?: boolean | undefined;
  /** What computes the network; wasm when absent. */
  readonly engine?: string | Engine | undefined;
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
  const { bundle, parameters, actions } = read;
  const asked = options.methods?.map((method) => recourseMethod(method));
  const engine = await openEngine(options.engine ?? "wasm");
  const network = engine.open({ ...bundle.network, dropout: 0 }, parameters);
  try {
    const integral = integralActions(
      bundle.preprocessing.columns.map((column) => ({ ...column, min: column.least, max: column.greatest })),
      actions,
    );
    const methods: Prepared[] = [];
    const leftOut: { method: string; why: string }[] = [];
    for (const method of asked ?? recourseMethods.values()) {
      try {
        methods.push(await preparedFor(bundle, network, method, integral, options.fractional ? actions : null));
      } catch (error) {
        if (asked !== undefined || !(error instanceof NotInBundle)) throw error;
        leftOut.push({ method: method.name, why: error.why });
      }
    }
    const guarantee = guaranteeOf(bundle, actions, integral);
    const answer = new PersonExplanation(bundle, network, integral, actions, options);
    return {
      explain: async (person) => ({ ...(await answer.to(person, methods)), leftOut, guarantee, caution: CAUTION }),
      close: () => network.close(),
    };
  } catch (error) {
    network.close();
    throw error;
  }
}

class PersonExplanation {
  readonly #bundle: Bundle;
  readonly #network: Network;
  readonly #actions: ActionSet;
  readonly #calibrated: ActionSet;
  /** Null where no proof covers the network's arithmetic. */
  readonly #certifiable: Certifiable | null;
  readonly #printer: Printer;
  readonly #options: ExplanationOptions;

  constructor(
    bundle: Bundle,
    network: Network,
    actions: ActionSet,
    calibrated: ActionSet,
    options: ExplanationOptions,
  ) {
    this.#bundle = bundle;
    this.#network = network;
    this.#actions = actions;
    this.#calibrated = calibrated;
    this.#certifiable = isProvable(network) ? certifiableOf(network) : null;
    this.#printer = new Printer(bundle.preprocessing, {
      score: (rows) => network.score(fromRows(rows, bundle.preprocessing.columns.length)),
      accepts: (score) => accepts(score, bundle.theta0),
      cost: costOf(actions),
    });
    this.#options = options;
  }

  async to(
    person: Person,
    methods: readonly Prepared[],
  ): Promise<Omit<Explanation, "leftOut" | "guarantee" | "caution">> {
    const { preprocessing, theta0, label } = this.#bundle;
    const X = fromRows([standardisedRow(preprocessing, person.raw)]);
    const [score] = this.#network.score(X);
    const accepted = accepts(score, theta0);
    const found = accepted ? null : await this.#found(person, X, methods);
    const { deltas, choices } = found ?? { deltas: [], choices: null };
    const alternatives = (choices?.alternatives ?? []).slice(0, this.#options.alternatives ?? ALTERNATIVES);
    const asked = [
      ...alternatives.map(({ delta }) => ({ delta, actions: this.#actions })),
      ...deltas.flatMap(({ rounded, fractional }) => [
        { delta: rounded, actions: this.#actions },
        ...(fractional === null ? [] : [{ delta: fractional, actions: this.#calibrated }]),
      ]),
    ];
    const { decimals, actions: printed } = this.#printer.print(person, asked);
    const shown = printed.slice(0, alternatives.length).flatMap((one) => one ?? []);
    shown.sort((a, b) => a.cost - b.cost);
    let next = alternatives.length;
    return {
      favourable: label.meaning,
      person: personCells(person.cells, preprocessing),
      decimals: Number.isFinite(decimals) ? decimals : null,
      warnings: [...guessesOf(preprocessing, person), ...beyondTraining(this.#bundle, person)],
      score,
      theta0,
      accepted,
      outcome: found === null ? "not needed" : outcomeOf(found.choices, found.certificate?.kind === "none"),
      proof:
        found === null ? null : proofOf(found.choices, found.certificate, found.rounding, shown.at(0)?.cost ?? null),
      alternatives: shown,
      tried: choices?.tried ?? 0,
      methods: deltas.map(({ method: { method, aim }, fractional }) => ({
        method: method.name,
        title: method.title,
        aim,
        proposal: printed[next++],
        ...(fractional === null ? {} : { fractional: printed[next++] }),
      })),
    };
  }

  /** What the methods propose for the person, the one row of X, and what there is to choose between. */
  async #found(person: Person, X: Matrix, methods: readonly Prepared[]) {
    const { preprocessing, theta0 } = this.#bundle;
    const by = async (propose: Propose) => Float32Array.from((await propose(X, { signal: this.#options.signal })).data);
    const deltas: { method: Prepared; rounded: Float32Array; fractional: Float32Array | null }[] = [];
    for (const method of methods) {
      const rounded = await by(method.propose);
      const fractional = method.fractional === null ? null : await by(method.fractional);
      deltas.push({ method, rounded, fractional });
    }
    const after = afterOf(preprocessing, this.#actions, person.raw);
    const score = (delta: Matrix) => {
      const points = matrix(delta.rows, delta.cols);
      for (let i = 0; i < delta.rows; i++) row(points, i).set(standardisedRow(preprocessing, after(row(delta, i))));
      return this.#network.score(points);
    };
    const searched = { score, actions: this.#actions, std: preprocessing.columns.map(({ std }) => std), theta0 };
    const x = row(X, 0);
    const reading = { score, off: offOf(preprocessing, this.#actions, person.raw) };
    const certificate =
      this.#certifiable === null
        ? null
        : await certificateOf(this.#certifiable, this.#actions, x, theta0, reading, this.#options.signal);
    const cheapest = certificate === null || certificate.kind === "none" ? null : certificate.found;
    const proposed = [...deltas.map(({ rounded }) => rounded), ...(cheapest === null ? [] : [cheapest.delta])];
    const choices = choicesOf(searched, x, proposed);
    if (certificate?.kind === "none" && choices.alternatives.length > 0) {
      throw new Error("an action is accepted, and none is proven to be");
    }
    return { deltas, choices, certificate, rounding: costRounding(this.#actions, x, reading) };
  }
}

function outcomeOf({ alternatives, complete }: Choices, none: boolean): ExplanationOutcome {
  if (alternatives.length > 0) return "found";
  return complete || none ? "none exists" : "none found";
}

/** What is not known of the person, and what it is read as. */
function guessesOf(preprocessing: Bundle["preprocessing"], { raw, filled }: Person): string[] {
  const places = placesOf(preprocessing);
  return filled.map((feature) => {
    const value = valueAt(preprocessing, feature, places.get(feature) ?? [], raw);
    return `${feature} is not known and read as ${shownValue(typeof value === "number" ? rounded(value, 3) : value)}`;
  });
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
