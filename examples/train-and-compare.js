// @ts-check
/**
 * What training with the recourse loss (Eq. 1) buys, and what it costs: λ = 0 against λ = 0.8 on the simulated credit data,
 * each evaluated on the same 500 test rows with the paper's own recourse method.
 *
 *   node examples/train-and-compare.js
 *
 * The network is smaller than the paper's and trained for fewer epochs, so that this takes a second or two. Results are
 * stored under results/ where it is run; a second run finds them there.
 */
import { evaluate, train } from "actionable-recourse";

const quick = { epochs: 5, overrides: { "network.hidden": [20, 20] } };

for (const lambda of [0, 0.8]) {
  const classifier = await train({ dataset: "simulated-credit", lambda, ...quick });
  const { record } = await evaluate(classifier, { method: "adversarial" });
  const { test, recourse, theta0 } = record;
  const { low, high } = recourse.negativeInterval;
  console.log(
    `λ = ${lambda}: F1 ${test.f1.toFixed(3)} at θ₀ = ${theta0}, where accepting everybody has ${test.allPositive.f1.toFixed(3)}; ` +
      `of ${recourse.negatives} people turned down ${recourse.flipped} have recourse ` +
      `(${percent(recourse.negative)}, 95 % interval ${percent(low)} to ${percent(high)})`,
  );
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(0)} %`;
}
