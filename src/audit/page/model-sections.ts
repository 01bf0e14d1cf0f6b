/** Of the page: what was judged, how good it is, who is turned down, the threshold and its guarantee. */
import { isNamed } from "../../actions/enumeration.ts";
import { complement } from "../../pipeline/calibration/guarantee.ts";
import type { Shift } from "../../pipeline/calibration/two-sample.ts";
import { plainTableHtml } from "../../report/document.ts";
import { count, fixed, percent, shortest, signed } from "../../report/format.ts";
import type { Audit } from "../audit.ts";
import { changeWords, conditionWords } from "../named.ts";
import type { Subject } from "../subject.ts";
import { intervalText, medianText, rateText, thresholdText } from "../words.ts";
import { answersFigure, calibrationFigure, thresholdFigure } from "./model-figures.ts";
import { drawn, empty, notice, type PageSection, p } from "./section.ts";

export function judgedSection(audit: Audit, subject: Subject): PageSection {
  const { people } = audit.counts;
  const favourable = audit.performance.positives / audit.performance.rows;
  const rows = [
    ["data", audit.title],
    ["rows", count(audit.rows)],
    ["people audited", `${count(people)}: ${audit.whose}`],
    ["favourable outcome", `${audit.favourable}: ${percent(favourable)} of the people audited`],
    ["model", audit.model],
    ["threshold θ₀", `${thresholdText(audit.theta0)}, ${audit.theta0From}`],
    [
      "features",
      `${count(new Set(subject.columns.map(({ feature }) => feature)).size)}, of which ${count(actionable(subject).length)} can be acted upon`,
    ],
  ];
  return {
    id: "judged",
    title: "What was judged",
    parts: [
      audit.description === null ? "" : `<pre class="description">${escapedLines(audit.description)}</pre>`,
      plainTableHtml({ caption: "Data, people and model", head: [], rows, words: [1] }),
      actionsTable(subject),
    ],
  };
}

function escapedLines(text: string): string {
  return text.trim().replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

function actionable({ actions, columns }: Subject): string[] {
  return [...new Set(actions.actionable.map((j) => columns[j].feature))];
}

/** Δ in raw units. */
function actionsTable(subject: Subject): string {
  const { actions, columns } = subject;
  if (isNamed(actions)) {
    const named = actions.candidates.map((candidate) => [
      candidate.name,
      changeWords(candidate, columns),
      conditionWords(candidate, columns),
      candidate.cost === null ? "by its changes" : shortest(candidate.cost, 4),
    ]);
    const caption = "What people can do (Δ), one by one";
    return plainTableHtml({ caption, head: ["action", "change", "open to whom", "cost"], rows: named, words: [1, 2] });
  }
  const rows = actions.actionable.flatMap((j) => {
    const { name, category, unit, std, feature } = columns[j];
    if (category !== null) return actions.upper[j] > 0 ? [[`${feature} = ${category}`, "may be taken up", "–"]] : [];
    const bound = (value: number) =>
      `${signed(Number((value * std).toPrecision(4)), 4)}${unit === undefined || unit === null ? "" : ` ${unit}`}`;
    const step = actions.steps[j] > 0 ? shortest(Number((actions.steps[j] * std).toPrecision(6)), 6) : "any";
    return [[name, `${bound(actions.lower[j])} to ${bound(actions.upper[j])}`, step]];
  });
  const ties = actions.constraints.b.length + actions.rules.length;
  const tied =
    ties === 0 ? "" : p(`${count(ties)} ${ties === 1 ? "condition ties" : "conditions tie"} these changes together.`);
  return `${plainTableHtml({ caption: "What people can change (Δ)", head: ["feature", "change", "in steps of"], rows, words: [1] })}${tied}`;
}

export async function qualitySection({ performance, calibration, theta0, counts }: Audit): Promise<PageSection> {
  const { allPositive } = performance;
  const row = (name: string, own: number | null, all: number | null) => [name, fixed(own), fixed(all)];
  const rows = [
    row("AUC (does not depend on θ₀)", performance.auc, performance.auc === null ? null : 0.5),
    row("accuracy", performance.accuracy, allPositive.accuracy),
    row("balanced accuracy", performance.balancedAccuracy, allPositive.balancedAccuracy),
    row("F1", performance.f1, allPositive.f1),
    row("precision", performance.precision, allPositive.precision),
    row("recall", performance.recall, allPositive.recall),
  ];
  const bins = calibration.map(({ people, score, share, low, high }, i) => [
    `${i + 1}`,
    count(people),
    fixed(score),
    fixed(share),
    `${intervalText({ low, high })} %`,
  ]);
  return {
    id: "quality",
    title: "How good it is",
    parts: [
      plainTableHtml({
        caption: `At θ₀, on ${count(counts.people)} people`,
        head: ["", "the model", "everybody accepted"],
        rows,
      }),
      calibration.length === 0
        ? empty("Nobody is audited.")
        : drawn(
            "calibration",
            "Scores against what happened",
            await calibrationFigure(calibration, theta0),
            "People in groups of equal size by score. A score is not a probability unless the dots lie on the diagonal; decisions and recourse depend on θ₀ alone.",
          ),
      plainTableHtml({
        caption: "The groups by score, in numbers",
        head: ["group by score", "people", "mean score", "favourable", "95 % interval"],
        rows: bins,
      }),
    ],
  };
}

export async function recourseSection(audit: Audit): Promise<PageSection> {
  const { counts, proven, method } = audit;
  const { turnedDown, recourse, none, open, recourseAll, accepted, cost } = counts;
  const rows = [
    ["accepted", rateText(accepted)],
    ["turned down", `${count(turnedDown)} of ${count(counts.people)}`],
    ["… of whom with recourse", rateText(recourse)],
    ["… of whom provably without", rateText(none)],
    [`… of whom open${proven ? "" : ": none found, which proves nothing"}`, rateText(open)],
    ["accepted or with recourse", rateText(recourseAll)],
    ["cost of the cheapest actions, median", medianText(cost)],
  ];
  return {
    id: "recourse",
    title: "Who is turned down, and what they can do",
    parts: [
      drawn(
        "answers",
        "People by what is known of their recourse",
        await answersFigure(audit),
        "Recourse is an action within Δ after which the model accepts.",
      ),
      plainTableHtml({ caption: "Decisions and recourse, with 95 % intervals", head: [], rows }),
      p(
        proven
          ? `Found by “${method}”: an action that is told is accepted, and where none is told, none exists in Δ, proven; open are those for whom the proof was not finished.`
          : `Found by “${method}”: an action that is told is accepted. Where none was found one may exist all the same: nothing can be proven of this model.`,
      ),
    ],
  };
}

export async function thresholdSection(audit: Audit): Promise<PageSection> {
  const { curve, theta0 } = audit;
  const shown = curve.filter((point) => point.theta0 === theta0 || isTenth(point.theta0));
  const rows = shown.map((point) => [
    point.theta0 === theta0 ? `${thresholdText(point.theta0)} = θ₀` : shortest(point.theta0, 1),
    fixed(point.f1),
    fixed(point.accuracy),
    percent(point.accepted),
    point.recourseNegative === null ? "nobody turned down" : percent(point.recourseNegative),
    percent(point.recourseAll),
  ]);
  return {
    id: "threshold",
    title: "Another threshold",
    parts: [
      drawn(
        "threshold",
        "What another threshold would come to",
        await thresholdFigure(audit),
        "Each θ₀ is evaluated on the people audited, its recourse by the highest score that is found in Δ for each of them. The guarantee reaches every θ₀ up to its bound; whoever chooses one by this drawing chooses on these people, and they no longer judge it.",
      ),
      plainTableHtml({
        caption: "Some thresholds",
        head: ["θ₀", "F1", "accuracy", "accepted", "recourse of those turned down", "accepted or with recourse"],
        rows,
      }),
    ],
  };
}

function isTenth(theta0: number): boolean {
  return Math.abs(theta0 * 10 - Math.round(theta0 * 10)) < 1e-9;
}

export function guaranteeSection({ guarantee, counts }: Audit): PageSection {
  const [id, title] = ["guarantee", "The guarantee"];
  if ("none" in guarantee) return { id, title, parts: [empty(guarantee.none)] };
  const { sentence, caveats, epsilon, alpha, n, k, theta0Bound, shift, method } = guarantee;
  const rows = [
    ["recourse method", method],
    ["guaranteed to have recourse", `at least ${complement(epsilon)} of people`],
    ["with probability", `at least ${complement(alpha)} over the calibration rows`],
    ["calibration rows", `${count(n)}, of which ${count(k)} may miss`],
    ["bound that they prove", thresholdText(theta0Bound)],
    [
      "accepted or with recourse here",
      `${rateText(counts.recourseAll)}, by the cheapest action and not by ${method} alone`,
    ],
  ];
  return {
    id,
    title,
    parts: [
      p(sentence),
      ...caveats.map(notice),
      caveats.length === 0 ? p("Every condition that the data can show holds.") : "",
      plainTableHtml({ caption: "The guarantee in numbers", head: [], rows, words: [1] }),
      p(shiftText(shift)),
    ],
  };
}

function shiftText(shift: Shift | null): string {
  if (shift === null)
    return "The people audited are not compared with the calibration rows: the guarantee is about people like those.";
  const { largest, auc, aucChance, differ } = shift;
  const found = differ
    ? "the test rows differ from the calibration rows"
    : "no sign that the test rows differ from the calibration rows";
  return (
    `Shift check: ${found}. The largest difference of means is ${fixed(Math.abs(largest.difference), 2)} standard deviations, of ${largest.feature} ` +
    `(chance explains up to ${fixed(largest.chance, 2)}); a classifier tells the two apart with an AUC of ${fixed(auc)} (chance: up to ${fixed(aucChance)}).`
  );
}
