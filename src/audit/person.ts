/** What is known of everybody's recourse: the cheapest accepted action or its absence, and the highest score in reach. */
import { costAt, namedAction } from "../actions/enumeration.ts";
import type { ActionSet } from "../actions/set.ts";
import { isProvable } from "../certificates/certifiable.ts";
import { add, type Matrix, row, take } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import { settingsSchemaOf } from "../methods/checked.ts";
import type { Proof, RecourseMethod, RecourseProblem } from "../methods/method.ts";
import { recourseMethod } from "../methods/registry.ts";
import { turnedDown } from "../pipeline/evaluation.ts";
import { methodSettingsFromStored } from "../pipeline/spelling.ts";
import { allWithoutTrifles } from "./plain.ts";
import type { AuditProgress, Subject } from "./subject.ts";

/**
 * `accepted`: f(x) = 1. `recourse`: an action of Δ is accepted. `none`: no action is, proven. `open`: none was found, and that is no
 * proof.
 */
export type RecourseAnswer = "accepted" | "recourse" | "none" | "open";

export interface AuditedPerson {
  /** The row of the people audited, and the number of its record in the CSV. */
  readonly row: number;
  readonly record: number;
  readonly label: 0 | 1;
  readonly group: string | null;
  readonly score: number;
  readonly answer: RecourseAnswer;
  /** [d] standard deviations, g(x + δ) and Σ weight · |δ|, of the cheapest accepted action found; null without one. */
  readonly action: {
    readonly delta: Float32Array;
    readonly score: number;
    readonly cost: number;
    /** Where actions have names. */
    readonly name?: string | undefined;
  } | null;
  /** The highest score found within Δ, g(x) included. */
  readonly highest: number;
}

/** Everybody, and whether what is said of them is proven. */
export interface AuditedPeople {
  readonly people: readonly AuditedPerson[];
  /** Whether an action is proven to be the cheapest and the absence of one to be an absence, where they are not `open`. */
  readonly proven: boolean;
  /** The method that looked for actions. */
  readonly method: RecourseMethod;
}

/** Asks for everybody turned down for the cheapest action, and for everybody for the highest score. */
export async function auditedPeople(subject: Subject, { onProgress, signal }: AuditProgress): Promise<AuditedPeople> {
  const { network, people, theta0, actions, columns, sensitive } = subject;
  const { X, y, records } = people;
  const scores = network.score(X).slice();
  const negatives = turnedDown(scores, theta0);
  const proven = isProvable(network, actions);
  const method = recourseMethod(proven ? "cheapest" : "exhaustive");
  const proofs = new Map<number, Proof>();
  const asked = take(X, negatives);
  const delta = await (await prepared(subject, method))(asked, {
    onProof: (k, proof) => proofs.set(k, proof),
    onProgress: (done) => onProgress?.("recourse", done, negatives.length),
    signal,
  });
  allWithoutTrifles(subject, asked, delta);
  const after = network.score(add(asked, delta)).slice();
  const reached = await highestScores(subject, scores, { onProgress, signal });
  const at = columns.findIndex(({ name }) => name === sensitive?.feature);
  const places = new Map(Array.from(negatives, (i, k) => [i, k]));
  const all = Array.from(records, (record, i): AuditedPerson => {
    const k = places.get(i);
    const found = k !== undefined && accepts(after[k], theta0);
    const action = found ? actionOf(actions, row(X, i), row(delta, k).slice(), after[k]) : null;
    return {
      row: i,
      record,
      label: y[i] === 1 ? 1 : 0,
      group: sensitive === null ? null : row(X, i)[at] === 1 ? sensitive.majority : sensitive.minority,
      score: scores[i],
      answer: answerOf(k === undefined, found, k === undefined ? undefined : proofs.get(k)),
      action,
      highest: Math.max(reached[i], action?.score ?? 0),
    };
  });
  return { people: all, proven, method };
}

function actionOf(actions: ActionSet, x: Float32Array, delta: Float32Array, score: number): AuditedPerson["action"] {
  const name = namedAction(actions, x, delta)?.name;
  return { delta, score, cost: costAt(actions, x)(delta), ...(name === undefined ? {} : { name }) };
}

/** An accepted action is its own proof. */
function answerOf(accepted: boolean, found: boolean, proof: Proof | undefined): RecourseAnswer {
  if (accepted) return "accepted";
  if (found) return "recourse";
  return proof === "none" ? "none" : "open";
}

/** [n] the highest of g(x) and g(x + δ): to within 10⁻⁴ of the highest there is where that can be proven, else as far as a search goes. */
async function highestScores(subject: Subject, scores: Float32Array, { onProgress, signal }: AuditProgress) {
  const { people, network, actions } = subject;
  const propose = await prepared(subject, recourseMethod(isProvable(network, actions) ? "highest" : "ascent"));
  const delta: Matrix = await propose(people.X, {
    onProgress: (done) => onProgress?.("highest scores", done, people.X.rows),
    signal,
  });
  return network.score(add(people.X, delta)).map((score, i) => Math.max(score, scores[i]));
}

function prepared({ network, actions, theta0, columns, seed, recourse }: Subject, method: RecourseMethod) {
  const stored = Object.hasOwn(recourse, method.name) ? recourse[method.name] : {};
  const settings = settingsSchemaOf(method).parse(methodSettingsFromStored(stored));
  const problem: RecourseProblem = {
    network,
    actions,
    theta0: method.usesTheta0 ? theta0 : null,
    train: null,
    reference: null,
    columns,
    retrained: null,
    causal: null,
    seed,
  };
  return method.prepare(problem, settings);
}
