// @ts-check
/**
 * A θ₀ with a proven recourse rate (PARE, §3.3): chosen on calibration rows, saved with its promise, and looked at on test
 * rows that neither training nor calibration has seen.
 *
 *   node examples/threshold-with-guarantee.js [folder to save to]
 *
 * The protocol `corrected` holds the calibration rows out from every other choice, as Theorem 3.1 demands. One test set is
 * a check and no proof: `recourse calibrate --validate 1000` resamples the calibration rows and counts broken guarantees.
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calibrate, readBundle, train } from "actionable-recourse";

const [epsilon, alpha] = [0.01, 0.05];
const classifier = await train({
  dataset: "simulated-credit",
  protocol: "corrected",
  lambda: 0.8,
  epochs: 5,
  overrides: { "network.hidden": [20, 20] },
});
const calibrated = await calibrate(classifier, { epsilon, alpha, method: "adversarial" });

const { calibration, pare, free } = calibrated.record;
console.log(calibrated.guarantee.sentence);
for (const caveat of calibrated.guarantee.caveats) console.log(`but: ${caveat}`);
console.log(
  `${calibration.k} of ${calibration.n} calibration rows may miss the bound ${calibration.theta0Bound.toFixed(4)}; ` +
    `θ₀ = ${pare.theta0.toFixed(4)} has F1 ${pare.test.f1.toFixed(3)} on test, ` +
    `and without a promise θ₀ = ${free.theta0.toFixed(4)} has ${free.test.f1.toFixed(3)}`,
);

const { count, rows, rate } = pare.promised;
const kept = rate >= 1 - epsilon ? "the promise is kept here" : "fewer than promised here, as chance allows";
console.log(
  `held-out test rows that are accepted or have recourse: ${count} of ${rows} (${(100 * rate).toFixed(1)} %): ${kept}`,
);

const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), "recourse-")));
await calibrated.save(folder);
const { bundle } = await readBundle(folder);
console.log(`saved as ${folder}, and read back: ${bundle.dataset.title}, θ₀ = ${bundle.theta0.toFixed(4)}`);
