/** What calibrate prints of the experiment that tests the guarantee. */
import type { ResampledModel, ResampleOutcome } from "../experiments/guarantee-check/guarantee-check.ts";
import { complement } from "../pipeline/calibration/guarantee.ts";
import { modelText } from "./calibration.ts";
import { count, fixed, percent } from "./format.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** How often the guarantee failed over resampled calibration rows, with the α asked for and with 1 − α in its place. */
export function resampleText(
  outcomes: readonly ResampleOutcome[],
  [{ chunks }]: readonly ResampledModel[],
  terminal: Pick<Terminal, "colour" | "columns">,
): string {
  const [{ epsilon, failures }] = outcomes;
  const [{ record }] = chunks;
  const share = (value: number) => fixed(100 * value, 1);
  const head = ["model", "α", "failed (95 %)", "exact", "at θ₀", "rate", "at θ₀", "F1"];
  const methods = [...new Set(outcomes.map(({ method }) => method))];
  const tables = methods.map((method) => {
    const rows = outcomes
      .filter((outcome) => outcome.method === method)
      .map((outcome) => [
        modelText(outcome, false),
        `${outcome.alpha}`,
        `${percent(outcome.failuresAtBound.rate)} (${share(outcome.failuresAtBound.low)} – ${share(outcome.failuresAtBound.high)})`,
        percent(outcome.expected),
        percent(outcome.failures.rate),
        fixed(outcome.rateAtBound.mean, 4),
        fixed(outcome.rate.mean, 4),
        fixed(outcome.f1.mean),
      ]);
    return `${methods.length > 1 ? `method ${method}\n` : ""}${table(head, rows, terminal).trimEnd()}`;
  });
  return [
    `Resamples · ${count(failures.rows)} calibrations a row, each on ${count(record.calibration)} rows drawn with replacement from the ` +
      `${record.pool.parts.join(", ")} rows${outcomes.length > 2 ? " (numbers of the first model)" : ""}`,
    `failed: fewer than ${complement(epsilon)} of all these people have what was guaranteed at the bound θ̂₀; exact: the probability ` +
      "of that; rate: their mean share; “at θ₀”: the same at the θ₀ taken",
    ...tables,
    ...verdictLines(outcomes),
    "",
  ].join("\n");
}

/** Whether every guarantee was kept, and what the people of a separate test file get, to whom none was made. */
function verdictLines(outcomes: readonly ResampleOutcome[]): string[] {
  const named = (broken: readonly ResampleOutcome[]) =>
    broken.map((outcome) => `${modelText(outcome, true)} α ${outcome.alpha}`).join(", ");
  const atBound = outcomes.filter(({ failuresAtBound, alpha }) => failuresAtBound.low > alpha);
  const atTheta0 = outcomes.filter(({ failures, alpha }) => failures.low > alpha);
  const elsewhere = outcomes.filter(({ elsewhere, alpha }) => elsewhere !== null && alpha < 0.5);
  return [
    atBound.length === 0
      ? "every α was kept at the bound, up to its binomial interval"
      : `! α was not kept at the bound: ${named(atBound)}`,
    ...(atTheta0.length === 0
      ? []
      : [`! α was not kept at the θ₀ taken, which is rounded above the bound: ${named(atTheta0)}`]),
    ...outcomes.flatMap((outcome) => {
      if (outcome.heldByOthers === null || !(outcome.alpha < 0.5)) return [];
      const share = percent(outcome.heldByOthers.mean);
      return [
        `${modelText(outcome, true)}: networks were redrawn too; those not drawn, of which nothing is proven, hold ${share} of the actions`,
      ];
    }),
    ...elsewhere.map(
      (outcome) =>
        `! ${modelText(outcome, true)}: of the people of the separate test file, to whom nothing is guaranteed, ` +
        `${percent(outcome.elsewhere?.rate.mean ?? 0)} have it at θ₀ on average, too few in ` +
        `${percent(outcome.elsewhere?.failures.rate ?? 0)} of the calibrations`,
    ),
  ];
}
