/** One person's gradient descent as alibi 0.5.2 runs it: a sweep over λ′, bounds, a bisection (A.1, steps 5–9). */
import { accepts } from "../../core/metrics.ts";
import type { LockstepSearch, OracleValue } from "../lockstep.ts";
import { iterateFrom, type Motion, norm } from "./iterate.ts";
import type { GradientSettings } from "./settings.ts";

/** How many λ′ the sweep tries, and the share of `maxIterations` each of them gets. */
const SWEEP = 10;
/** Successes in a round that make its λ′ affordable. */
const ENOUGH = 5;

/** What the searches of one call share. */
export interface Descent {
  readonly theta0: number;
  readonly settings: GradientSettings;
  readonly motion: Motion;
}

/**
 * Searches δ for x, asking for g and ∇g: one question per step. Returns the successful iterate of the bisection with the
 * smallest distance (the first of equals; the sweep's successes are not kept), or 0. A person already accepted gets 0.
 */
export function* descend(x: Float32Array, { theta0, settings, motion }: Descent): LockstepSearch<Float32Array> {
  const { distance, warmStart } = settings;
  const best = new Float32Array(x.length);
  const start = copyOf(yield x);
  if (accepts(start.score, theta0)) return best;

  // q, the score of the outcome aimed at, is g; or 1 − g, the release's wrong way, and then ∇q = −∇g.
  const otherWay = settings.target === "other" && start.score >= 0.5;
  const succeeds = (g: number) => accepts(otherWay ? Math.fround(1 - g) : g, theta0);
  const pull = (g: number) => (otherWay ? 2 * g : 2 * (g - 1));

  const iterate = iterateFrom(x, motion);
  let answer: OracleValue = start;
  const comeHome = () => {
    iterate.home();
    answer = start;
  };

  const lambdas = sweepOf(settings.lambdaInit);
  const successes = new Int32Array(SWEEP);
  for (let i = 0; i < SWEEP; i++) {
    iterate.restart();
    if (!warmStart) comeHome();
    for (let k = 0; k < Math.floor(settings.maxIterations / SWEEP); k++) {
      iterate.step(pull(answer.score), answer.slope, lambdas[i]);
      answer = yield iterate.point;
      if (succeeds(answer.score)) successes[i]++;
    }
  }

  let { lower, upper } = boundsOf(lambdas, successes, settings.onlyOneSuccess);
  if (lower === 0) return best;
  let shortest = Number.POSITIVE_INFINITY;
  comeHome();
  for (let round = 0; round < settings.lambdaSteps; round++) {
    const lambdaPrime = (lower + upper) / 2;
    iterate.restart();
    if (!warmStart) comeHome();
    let successes = 0;
    let run = 0;
    for (let k = 0; k < settings.maxIterations && Math.abs(run) < settings.earlyStop; k++) {
      iterate.step(pull(answer.score), answer.slope, lambdaPrime);
      answer = yield iterate.point;
      if (succeeds(answer.score)) {
        successes++;
        run = Math.max(run, 0) + 1;
        const length = norm(iterate.delta, distance);
        if (length < shortest) {
          shortest = length;
          best.set(iterate.delta);
        }
      } else {
        run = Math.min(run, 0) - 1;
      }
    }
    if (successes >= ENOUGH) lower = Math.max(lower, lambdaPrime);
    else upper = Math.min(upper, lambdaPrime);
  }
  return best;
}

/** λ′, λ′/10 … λ′/10⁹. */
function sweepOf(lambdaInit: number): Float64Array {
  const lambdas = new Float64Array(SWEEP);
  for (let i = 0, power = 1; i < SWEEP; i++, power *= 10) lambdas[i] = lambdaInit / power;
  return lambdas;
}

/**
 * Where the bisection starts: `lower` is the second λ′ that had a success, `upper` the last that had none (else the
 * first λ′); either may be the larger. With fewer than two successful λ′ alibi raises, and the release counts no recourse;
 * `use` takes the one there is. Nothing to start from is `lower` = 0. alibi's cases for λ′ without bounds cannot occur.
 */
function boundsOf(lambdas: Float64Array, successes: Int32Array, onlyOneSuccess: GradientSettings["onlyOneSuccess"]) {
  const first = successes.findIndex((n) => n > 0);
  const second = successes.findIndex((n, i) => n > 0 && i > first);
  const from = second < 0 && onlyOneSuccess === "use" ? first : second;
  return { lower: from < 0 ? 0 : lambdas[from], upper: lambdas[Math.max(successes.lastIndexOf(0), 0)] };
}

function copyOf({ score, slope }: OracleValue): OracleValue {
  return { score, slope: slope.slice() };
}
