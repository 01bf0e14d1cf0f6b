/** One person's answer: what is found for them, put in order and printed. */
import { costOf } from "../actions/discrete.ts";
import { isNamed, openCandidates, rowViews } from "../actions/enumeration.ts";
import type { ActionSet } from "../actions/set.ts";
import type { Bundle } from "../bundle/schema.ts";
import { certifiableOf, isBounded } from "../certificates/certifiable.ts";
import type { Certifiable } from "../certificates/certificate.ts";
import { rounded } from "../core/decimals.ts";
import { fromRows, type Matrix, matrix, row } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import type { Network } from "../engines/engine.ts";
import type { Propose } from "../methods/method.ts";
import { afterOf, offOf, standardisedRow } from "./after.ts";
import { type Choices, choicesOf, type Searched, withLasting } from "./alternatives.ts";
import type { Explanation, ExplanationOutcome } from "./explanation.ts";
import type { Retrained } from "./lasting.ts";
import { beyondTraining, type Person } from "./person.ts";
import type { Prepared } from "./prepared.ts";
import { type Action, Printer } from "./printed.ts";
import { certificateOf, costRounding, proofOf } from "./proof.ts";
import { personCells, placesOf, shownValue, valueAt } from "./words.ts";

/** How much is told, and when to stop. */
export interface AnswerOptions {
  /** Most alternatives to return; 3 when absent. */
  readonly alternatives?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const ALTERNATIVES = 3;

/** What of a bundle answers: how a person becomes a row of X, θ₀, and the outcome in words. */
export type Answering = Pick<Bundle, "preprocessing" | "theta0" | "label">;

/** What one person is told by the model alone, without what holds for everybody. */
export type Answer = Omit<Explanation, "lasting" | "leftOut" | "guarantee" | "caution">;

/** A model that answers one person after another. */
export class PersonExplanation {
  readonly #bundle: Answering;
  readonly #network: Network;
  readonly #actions: ActionSet;
  readonly #calibrated: ActionSet;
  /** Null where no proof covers the network's arithmetic, and where actions have names, which are all scored. */
  readonly #certifiable: Certifiable | null;
  /** Null where the bundle holds no networks that were trained again. */
  readonly #retrained: Retrained | null;
  readonly #printer: Printer;
  readonly #options: AnswerOptions;

  constructor(
    bundle: Answering,
    network: Network,
    actions: ActionSet,
    calibrated: ActionSet,
    retrained: Retrained | null,
    options: AnswerOptions,
  ) {
    this.#bundle = bundle;
    this.#network = network;
    this.#actions = actions;
    this.#calibrated = calibrated;
    this.#certifiable = isBounded(network) && !isNamed(actions) ? certifiableOf(network) : null;
    this.#printer = new Printer(bundle.preprocessing, {
      score: (rows) => network.score(fromRows(rows, bundle.preprocessing.columns.length)),
      accepts: (score) => accepts(score, bundle.theta0),
      cost: costOf(actions),
      open: (row) => (isNamed(actions) ? openCandidates(actions, row).which : []),
      kept: (row) => retrained?.keptOf(row),
    });
    this.#retrained = retrained;
    this.#options = options;
  }

  async to(person: Person, methods: readonly Prepared[]): Promise<Answer> {
    const { preprocessing, theta0, label } = this.#bundle;
    const X = fromRows([standardisedRow(preprocessing, person.raw)]);
    const [score] = this.#network.score(X);
    const accepted = accepts(score, theta0);
    const found = accepted ? null : await this.#found(person, X, methods);
    const { deltas, choices } = found ?? { deltas: [], choices: null };
    const alternatives = found === null ? [] : found.alternatives;
    const asked = [
      ...alternatives.map(({ delta }) => ({ delta, actions: this.#actions })),
      ...deltas.flatMap(({ rounded, fractional }) => [
        { delta: rounded, actions: this.#actions },
        ...(fractional === null ? [] : [{ delta: fractional, actions: this.#calibrated }]),
      ]),
      // What is told of named actions is told of all that are open: the others are decided alike beside what is printed.
      ...(accepted ? [] : this.#openTo(X)),
    ];
    const { decimals, actions: printed } = this.#printer.print(person, asked);
    const shown = printed.slice(0, alternatives.length).flatMap((one) => one ?? []);
    shown.sort((a, b) => Number(b.kept?.lasts ?? true) - Number(a.kept?.lasts ?? true) || a.cost - b.cost);
    const cheapest = Math.min(...shown.map(({ cost }) => cost));
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
        found === null
          ? null
          : proofOf(found.choices, found.certificate, found.rounding, Number.isFinite(cheapest) ? cheapest : null),
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

  /** Every named action of the person, the one row of X. */
  #openTo(X: Matrix): Action[] {
    const actions = this.#actions;
    if (!isNamed(actions)) return [];
    return rowViews(openCandidates(actions, row(X, 0)).delta).map((delta) => ({ delta, actions }));
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
    const pointsOf = (delta: Matrix) => {
      const points = matrix(delta.rows, delta.cols);
      for (let i = 0; i < delta.rows; i++) row(points, i).set(standardisedRow(preprocessing, after(row(delta, i))));
      return points;
    };
    const score = (delta: Matrix) => this.#network.score(pointsOf(delta));
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
    const most = this.#options.alternatives ?? ALTERNATIVES;
    const lasting = this.#lastingChoices(searched, pointsOf, x, proposed, choices);
    const alternatives = lasting === null ? choices.alternatives.slice(0, most) : withLasting(choices, lasting, most);
    return { deltas, choices, alternatives, certificate, rounding: costRounding(this.#actions, x, reading) };
  }

  /** The same search among the actions that last, as the choosing networks tell; null where there are none, or nothing to choose. */
  #lastingChoices(
    searched: Searched,
    pointsOf: (delta: Matrix) => Matrix,
    x: Float32Array,
    proposed: readonly Float32Array[],
    { alternatives }: Choices,
  ): Choices | null {
    const retrained = this.#retrained;
    if (retrained === null || retrained.choosing.length === 0 || alternatives.length === 0) return null;
    const score = (delta: Matrix) => {
      const points = pointsOf(delta);
      return retrained.lastingScores(points, this.#network.score(points), searched.theta0);
    };
    return choicesOf({ ...searched, score }, x, proposed);
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
