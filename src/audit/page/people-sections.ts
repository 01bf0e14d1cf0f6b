/** Of the page: what people would have to change, groups, robustness, who has none, examples, and how it was made. */

import type { Answer } from "../../explain/answer.ts";
import { outcomeWords } from "../../explain/answer-table.ts";
import { CAUTION } from "../../explain/explanation.ts";
import { scoreText } from "../../explain/score-text.ts";
import { plainTableHtml } from "../../report/document.ts";
import { count, fixed, percent, shortest, signed } from "../../report/format.ts";
import { escaped } from "../../report/writers/html.ts";
import type { Audit } from "../audit.ts";
import type { FeatureChange } from "../changes.ts";
import type { Distinction } from "../without.ts";
import { aheadText, medianText, observedText, peopleText, rateText } from "../words.ts";
import { amountsFigure, changesFigure, costFigure, groupsFigure } from "./people-figures.ts";
import { drawn, empty, type PageSection, p } from "./section.ts";

export async function changesSection({ changes, named, costs, counts }: Audit): Promise<PageSection> {
  const [id, title] = ["changes", "What people would have to change"];
  const { cost } = counts;
  if (costs === null || cost === null) return { id, title, parts: [empty("Nobody has an action to take.")] };
  const numbers = changes.some(({ change }) => change !== null);
  return {
    id,
    title,
    parts: [
      p(`${peopleText(counts.recourse.count)} with recourse, by their cheapest action.`),
      named === undefined ? "" : namedTable(named),
      drawn(
        "changes",
        "Features that the cheapest action changes",
        await changesFigure(changes),
        named === undefined
          ? "An action may change several features. A change that is less than 1 % of its cost is left out where the action does without it."
          : "An action may change several features.",
      ),
      plainTableHtml({
        caption: "Changes by feature, in raw units",
        head: ["feature", "people", "tenth", "median", "nine tenths", ""],
        rows: changes.map(changeRow),
        words: [5],
      }),
      numbers
        ? drawn(
            "amounts",
            "By how much, in raw units",
            await amountsFigure(changes),
            `Among the people whose action changes the feature.${named === undefined ? " Within Δ as it was declared; whoever is answered one by one is told whole units." : ""}`,
          )
        : "",
      drawn(
        "cost",
        "What the cheapest actions cost",
        await costFigure(costs, cost.median),
        `Cost: ${named === undefined ? "Σ weight · |change| in standard deviations; a new category costs its weight" : "as the data set has it, else Σ |change| in standard deviations and 1 for a new category"}. Half cost at most ${fixed(cost.median, 2)}, nine tenths at most ${fixed(cost.p90, 2)}.`,
      ),
    ],
  };
}

/** How often each action is the cheapest. */
function namedTable(named: NonNullable<Audit["named"]>): string {
  const rows = named.map(({ name, people }) => [name, `${count(people.count)}, ${percent(people.rate, 0)}`]);
  return plainTableHtml({ caption: "The cheapest actions by name", head: ["action", "people"], rows });
}

function changeRow({ feature, unit, changed, change, to }: FeatureChange): string[] {
  const people = `${count(changed.count)}, ${percent(changed.rate, 0)}`;
  const categories = Object.entries(to).filter(([, some]) => some > 0);
  const told = categories.map(([category, some]) => `to ${category}: ${count(some)}`).join(", ");
  const number = (value: number) => signed(value, Math.abs(value) < 1 ? 4 : 2);
  if (change === null) return [feature, people, "–", "–", "–", told];
  return [feature, people, number(change.p10), number(change.median), number(change.p90), unit ?? ""];
}

export async function groupsSection({ groups }: Audit): Promise<PageSection> {
  const [id, title] = ["groups", "By group"];
  if ("none" in groups) return { id, title, parts: [empty(groups.none)] };
  const [a, b] = groups.groups;
  const row = (name: string, of: (side: typeof a) => string, by = "") => [name, of(a), of(b), by];
  const rows = [
    row("people", ({ counts }) => count(counts.people)),
    row("accepted", ({ counts }) => rateText(counts.accepted), aheadText(groups.acceptedBy)),
    row("recourse of those turned down", ({ counts }) => rateText(counts.recourse), aheadText(groups.recourseBy)),
    row("provably without", ({ counts }) => rateText(counts.none)),
    row("open", ({ counts }) => rateText(counts.open)),
    row("accepted or with recourse", ({ counts }) => rateText(counts.recourseAll), aheadText(groups.recourseAllBy)),
    row("median cost", ({ counts }) => medianText(counts.cost)),
  ];
  return {
    id,
    title,
    parts: [
      drawn(
        "groups",
        "The two groups side by side",
        await groupsFigure(groups),
        "Rates with 95 % intervals. What the groups differ in besides is not taken into account.",
      ),
      plainTableHtml({
        caption: "The two groups, with 95 % intervals",
        head: ["", a.name, b.name, `${a.name} − ${b.name}`],
        rows,
      }),
    ],
  };
}

export function robustnessSection({ noise, retraining, named }: Audit): PageSection {
  const rows = noise.map(({ sigma, recourse, decision }) => [
    `${shortest(sigma, 2)}`,
    observedText(recourse),
    observedText(decision),
  ]);
  return {
    id: "robustness",
    title: "How robust it is",
    parts: [
      "<h3>Noise</h3>",
      p(
        `The features that can be acted upon are off by a little, 100 times a person.${named === undefined ? " The cheapest actions lie at the threshold, so that little is enough to lose many of them; a person who wants to be sure goes further." : ""}`,
      ),
      plainTableHtml({
        caption: "Noise of so many standard deviations, with 95 % intervals",
        head: ["noise", "actions that stay accepted", "decisions that stay the same"],
        rows,
      }),
      "<h3>Training again</h3>",
      ...retrainingParts(retraining),
    ],
  };
}

function retrainingParts(retraining: Audit["retraining"]): string[] {
  if ("none" in retraining) return [empty(retraining.none)];
  const { kept, networks, people, keptBy } = retraining;
  if (kept === null) return [empty("Nobody has an action that could be kept.")];
  return [
    p(
      `${count(networks)} networks were trained again, none of which had a say in any action. They accept ${percent(kept.share, 1)} ` +
        `(${(100 * kept.low).toFixed(1)} – ${(100 * kept.high).toFixed(1)}) of the actions of ${peopleText(people)}; ` +
        `all of them accept those of ${peopleText(keptBy[networks])}.`,
    ),
  ];
}

export function withoutSection({ without, proven }: Audit): PageSection {
  const [id, title] = ["without", "Who has none"];
  const { distinctions, proven: none, open } = without;
  if ("none" in distinctions) return { id, title, parts: [empty(distinctions.none)] };
  const who = proven
    ? `${peopleText(none)} provably without recourse, ${count(open)} open.`
    : `For ${peopleText(none + open)} no recourse was found.`;
  if (distinctions.length === 0)
    return { id, title, parts: [p(who), empty("No feature tells them apart from the others who are turned down.")] };
  return {
    id,
    title,
    parts: [
      p(`${who} The features that tell them apart best from those turned down who have recourse:`),
      plainTableHtml({
        caption: "Medians in raw units; of 0/1 columns the share that has it",
        head: ["feature", "without", "with recourse", "higher among those without"],
        rows: distinctions.map(distinctionRow),
      }),
      p(
        "The last column is the chance that of two people, one without and one with recourse, the one without has the higher value; 50 % tells nothing.",
      ),
    ],
  };
}

function distinctionRow({ feature, unit, kind, without, with: others, higher }: Distinction): string[] {
  const value = (number: number) =>
    kind === "indicator" ? percent(number, 0) : `${shortest(number, 2)}${unit === null ? "" : ` ${unit}`}`;
  return [feature, value(without), value(others), percent(higher, 0)];
}

export function examplesSection({ examples, examplesOf, named }: Audit): PageSection {
  const [id, title] = ["examples", "Example answers"];
  if ("none" in examples) return { id, title, parts: [empty(examples.none)] };
  return {
    id,
    title,
    parts: [
      p(
        `${count(examples.length)} of the people turned down, from the cheapest action to those without one, as they would be told${named === undefined ? ": in whole units and within the data's range" : ""}.`,
      ),
      ...examples.map((example, i) => exampleHtml(example, examplesOf[i])),
      p(CAUTION),
    ],
  };
}

function exampleHtml(example: Answer, record: number): string {
  const { score, theta0, outcome, alternatives, person, warnings, proof } = example;
  const cells = Object.entries(person).map(([column, value]) => `${column} ${value === null ? "not known" : value}`);
  const cheapest = Math.min(...alternatives.map(({ cost }) => cost));
  const list = alternatives.map(({ name, words, score: after, cost, kept }) => {
    const called = name === undefined ? "" : `${name}: `;
    const proven = cost === cheapest && proof?.cheapest ? "; proven to be the cheapest, within 1 %" : "";
    const lasts = kept ? `; kept by ${kept.by} of ${kept.of} retrained models` : "";
    const told = `score ${scoreText(after, theta0)}, cost ${fixed(cost, 2)}${proven}${lasts}`;
    return `<li>${escaped(called + words.join(" and "))}: ${told}</li>`;
  });
  const answer = list.length > 0 ? `<ol>${list.join("")}</ol>` : `<p>Recourse: ${escaped(outcomeWords[outcome])}.</p>`;
  return `<article class="example"><h3>Record ${count(record)}: score ${scoreText(score, theta0)}, needed ${scoreText(theta0, score)}</h3>
<p class="soft">${escaped(cells.join(" · "))}</p>
${warnings.map((warning) => `<p class="soft">! ${escaped(warning)}</p>`).join("")}${answer}</article>`;
}

export function madeSection(
  { origin }: Audit,
  files: { readonly numbers: string; readonly people: string },
): PageSection {
  const rows = origin.map(([what, value]) => [what, { html: `<code>${escaped(value)}</code>` }]);
  return {
    id: "made",
    title: "How this was made",
    parts: [
      plainTableHtml({ caption: "Sources, keys and checksums", head: [], rows, words: [1] }),
      `<p>Beside this page lie <a href="${files.numbers}">${files.numbers}</a>, every number of it, and <a href="${files.people}">${files.people}</a>, everybody audited; their SHA-256 are in <code>checksums.txt</code>. The same inputs give the same bytes.</p>`,
    ],
  };
}
