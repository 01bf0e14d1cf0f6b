/** What calibrate prints: the guarantee with its conditions, and the trade-off. */

import { roundedDown } from "../core/decimals.ts";
import { publishedMethods, publishedTable2 } from "../experiments/published.ts";
import type { CalibratedModel } from "../experiments/table2/models.ts";
import type { TradeoffPoint } from "../experiments/table2/tradeoff.ts";
import { complement } from "../pipeline/calibration/guarantee.ts";
import type { Rate } from "../pipeline/calibration/rate.ts";
import type { CalibrateRecord, Decision } from "../pipeline/calibration/record.ts";
import type { Shift } from "../pipeline/calibration/two-sample.ts";
import type { Stored } from "../pipeline/store.ts";
import type { TrainRecord } from "../pipeline/train.ts";
import { count, fixed, shortest } from "./format.ts";
import { dataLines, repeatLines, title } from "./summary.ts";
import { table, withoutGaps } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { shownPath } from "./workspace.ts";
import { paragraph, wrapped } from "./wrap.ts";

type Width = Pick<Terminal, "colour" | "columns">;

/** One model and one guarantee, in full. */
export async function detailText(
  { run, method, stored, guarantee, dataset, lambda }: CalibratedModel,
  trained: Stored<TrainRecord>,
  root: string,
  terminal: Width,
): Promise<string> {
  const { record } = stored;
  const { free, pare, calibration, choice, epsilon, alpha, shift } = record;
  const known = run.model === undefined && publishedMethods[method.name] === "adversarial_train";
  const printed = known ? await publishedTable2(dataset, lambda) : null;
  const both = (label: string, of: (decision: Decision) => string, published = "–") => [
    label,
    of(free),
    of(pare),
    published,
  ];
  const rows = [
    // Of a lesser θ₀ the same is proven, of a greater one it is not.
    both("θ₀", ({ theta0 }) => fixed(roundedDown(theta0, 4), 4)),
    ["bound that the rows prove", "–", fixed(roundedDown(calibration.theta0Bound, 4), 4), "–"],
    both("F1", ({ test }) => fixed(test.f1), fixed(epsilon === printed?.epsilon ? printed.pare.f1 : null)),
    both("accuracy", ({ test }) => fixed(test.accuracy)),
    both("turned down", ({ test }) => `${test.negatives} of ${test.rows}`),
    both("recourse neg", ({ recourseNegative: rate }) => (rate.rows === 0 ? "no one turned down" : rateText(rate))),
    both(
      "recourse all",
      ({ recourseAll }) => rateText(recourseAll),
      fixed(epsilon === printed?.epsilon ? printed.pare.recourseAll : null),
    ),
    both(
      `${method.usesRetrained ? "accepted, and held by retrained networks" : guaranteedName(record.score)}, guaranteed ≥ ${complement(epsilon)}`,
      ({ promised }) => rateText(promised),
    ),
  ];
  const head = [
    `test, ${count(pare.test.rows)} people`,
    `${choice.rule === "f1" ? "F1" : choice.rule} max`,
    "PARE",
    "published",
  ];
  const filled = (text: string) => paragraph(text, terminal.columns);
  const part = calibration.part === "calibration" ? "held-out calibration" : "validation";
  return [
    title(run),
    ...dataLines(trained.record.data, terminal.columns),
    ...(await repeatLines(run, terminal.columns)),
    ...wrapped(
      [
        `PARE  ε ${epsilon} · α ${alpha} · ${method.title}${record.aim === null ? "" : ` aimed at ${record.aim}`}`,
        `${count(calibration.n)} ${part} rows, of which k = ${calibration.k} may miss`,
        `${choice.rule} over ${count(choice.candidates)} candidates on ${count(choice.rows)} validation rows`,
      ],
      " │ ",
      terminal.columns,
    ),
    table(...withoutGaps(head, rows, [3]), terminal).trimEnd(),
    ...proofLines(stored.record, method.usesTheta0).flatMap(filled),
    ...[guarantee.sentence, ...guarantee.caveats.map((caveat) => `! ${caveat}`)].flatMap(filled),
    ...(shift.differ ? [] : filled(shiftText(shift))),
    `stored as ${shownPath(root, "calibrate", stored.key)}`,
    "",
  ].join("\n");
}

/** What is proven of the calibration rows' proposals; nothing of a method that proves nothing. */
function proofLines({ method, calibration: { n, proofs } }: CalibrateRecord, reads: boolean): string[] {
  if (proofs === undefined) return [];
  const { action, none, open } = proofs;
  if (reads)
    return [`${method}: ${count(action)} proposals proven, ${count(none)} rows with none, proven, ${count(open)} open`];
  const best = `${method}: ${open === 0 ? "all" : `${count(action)} of`} ${count(n)} proposals are proven to be within 0.0001 of the highest score in Δ`;
  if (open > 0) return [`${best}; ${count(open)} are left open`];
  return [`${best}: no method can prove a bound above this one by more than 0.0001`];
}

/** The trade-off: F1 at every ε, one row for each model. */
export function tradeoffText(points: readonly TradeoffPoint[], terminal: Width): string {
  const epsilons = [...new Set(points.map(({ epsilon }) => epsilon))].sort((a, b) => a - b);
  const several = new Set(points.map(({ method }) => method)).size > 1;
  const nameOf = (point: TradeoffPoint) => `${modelText(point, several)} · α ${point.alpha}`;
  const rows = [...new Set(points.map(nameOf))].map((name) => [
    name,
    ...epsilons.map((epsilon) => {
      const found = points.find((point) => nameOf(point) === name && point.epsilon === epsilon);
      return fixed(found?.f1.mean);
    }),
  ]);
  return `Best F1 on test under the guarantee\n${table(["", ...epsilons.map((epsilon) => `ε ${epsilon}`)], rows, terminal)}`;
}

/** "adult BL", "adult λ 0.8", and the method where there are several. */
export function modelText(
  { dataset, lambda, outside, method }: Pick<TradeoffPoint, "dataset" | "lambda" | "outside" | "method">,
  several: boolean,
): string {
  return `${dataset} ${outside ? "model" : lambda === 0 ? "BL" : `λ ${shortest(lambda)}`}${several ? ` ${method}` : ""}`;
}

/** What is guaranteed of a person, in symbols. */
function guaranteedName(score: "proposed" | "best"): string {
  return score === "best" ? "max(g(x), g(x + 𝒜(x))) ≥ θ₀" : "g(x + 𝒜(x)) ≥ θ₀";
}

/** "0.962 (0.941 – 0.976)". */
function rateText({ rate, low, high }: Rate): string {
  return `${fixed(rate)} (${fixed(low)} – ${fixed(high)})`;
}

/** The shift check where it found nothing. */
function shiftText({ largest, auc, aucChance }: Shift): string {
  return (
    `shift check: no sign that test rows differ from calibration rows: ${largest.feature} by ` +
    `${fixed(Math.abs(largest.difference), 2)} sd (chance: up to ${fixed(largest.chance, 2)}), ` +
    `two-sample AUC ${fixed(auc)} (chance: up to ${fixed(aucChance)})`
  );
}
