/** Proofs about a Δ that names its actions one by one: all that are open to a person are scored, so that nothing stays open. */
import { type NamedActions, openCandidates } from "../actions/enumeration.ts";
import { add, type Matrix, matrix, row } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import type { Certifiable, Certificate, Found, Question } from "./certificate.ts";
import type { ActionReading } from "./reading.ts";
import type { Agreement, Voter } from "./votes.ts";

/**
 * Answers a question about the person x, whose actions are x + δ in float32 or what `reading` makes of them: exact, with the engine's
 * own scores. `bound` is the highest score, or the least cost; `boxes` counts the actions scored, that nothing is done among them.
 */
export function enumerated(
  question: Question,
  score: Certifiable["score"],
  actions: NamedActions,
  x: Float32Array,
  reading?: ActionReading | undefined,
): Certificate {
  const { tried, cost } = triedBy(actions, x);
  const scores = reading === undefined ? score(pointsOf(x, tried)) : reading.score(tried);
  const found = foundAmong(tried, cost, scores);
  const boxes = tried.rows;
  const highest = found.reduce((most, one) => Math.max(most, one.score), 0);
  if (question.ask === "highest") {
    const best = found.reduce((a, b) => (b.score > a.score ? b : a));
    return { kind: "action", found: best, bound: highest, boxes };
  }
  const best = cheapestOf(found.filter((one) => accepts(one.score, question.theta0)));
  if (question.ask === "exists") {
    return best === null
      ? { kind: "none", bound: highest, boxes }
      : { kind: "action", found: best, bound: highest, boxes };
  }
  return proven(best, boxes);
}

/** The cheapest action of x that the agreement accepts, exact: every voter scores every action. */
export function enumeratedAgreement(
  { itself, others, enough }: Agreement,
  actions: NamedActions,
  x: Float32Array,
): Certificate {
  const { tried, cost } = triedBy(actions, x);
  const points = pointsOf(x, tried);
  const scores = Float32Array.from(itself.network.score(points));
  const votes = new Int32Array(tried.rows);
  const count = ({ network, theta0 }: Voter) => {
    network.score(points).forEach((score, k) => {
      if (accepts(score, theta0)) votes[k]++;
    });
  };
  others.forEach(count);
  const found = foundAmong(tried, cost, scores);
  const agreed = found.filter((one, k) => accepts(one.score, itself.theta0) && votes[k] >= enough);
  return proven(cheapestOf(agreed), tried.rows);
}

function proven(best: Found | null, boxes: number): Certificate {
  if (best === null) return { kind: "none", bound: Number.POSITIVE_INFINITY, boxes };
  return { kind: "action", found: best, bound: best.cost, boxes };
}

/** 0, and then what is open to x, with what each costs. */
function triedBy(actions: NamedActions, x: Float32Array) {
  const { delta, cost } = openCandidates(actions, x);
  const tried = matrix(1 + delta.rows, delta.cols);
  tried.data.set(delta.data, delta.cols);
  return { tried, cost: [0, ...cost] };
}

function pointsOf(x: Float32Array, delta: Matrix): Matrix {
  const people = matrix(delta.rows, delta.cols);
  for (let i = 0; i < people.rows; i++) row(people, i).set(x);
  return add(people, delta);
}

function foundAmong(tried: Matrix, cost: readonly number[], scores: ArrayLike<number>): Found[] {
  return cost.map((price, k) => ({ delta: row(tried, k), score: scores[k], cost: price }));
}

/** The first of the cheapest. */
function cheapestOf(found: readonly Found[]): Found | null {
  return found.reduce<Found | null>((best, one) => (best === null || one.cost < best.cost ? one : best), null);
}
