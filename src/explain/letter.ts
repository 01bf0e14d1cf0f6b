/** One person's answer as a letter in plain words: a page to read or to print. */
import { rounded } from "../core/decimals.ts";
import { htmlDocument, plainTableHtml } from "../report/document.ts";
import { escaped } from "../report/writers/html.ts";
import type { AnsweringModel } from "./answer-table.ts";
import type { Explanation, Proposal } from "./explanation.ts";
import type { RecourseProof } from "./proof.ts";
import { scoreText } from "./score-text.ts";
import { type Change, shownValue } from "./words.ts";

const style = `
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1c1d1f; --soft: #5c6066; --line: #cfcfc8; --link: #1d4f91; }
@media (prefers-color-scheme: dark) { :root { --paper: #17181a; --ink: #e7e7e3; --soft: #a3a7ad; --line: #45474c; --link: #8fbcf5; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.05rem/1.55 Georgia, "Times New Roman", serif; overflow-wrap: break-word; }
main, footer { max-width: 40rem; margin: 0 auto; padding: 0 1.2rem; }
main { padding-top: 2.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
.decision { font-size: 1.15rem; border-left: .25rem solid var(--link); padding: .2rem 0 .2rem .9rem; }
ol > li { margin: .8rem 0; } ol ul { margin: .2rem 0; padding-left: 1.2rem; }
.scroll { overflow-x: auto; } .scroll:focus-visible { outline: 2px solid var(--link); }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: left; font-weight: 400; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); }
.soft, footer { color: var(--soft); font-size: .9rem; }
footer { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: .8rem; padding-bottom: 2.5rem; }
@page { margin: 20mm; }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --link: #000; } main { padding-top: 0; } main, footer { max-width: none; padding-left: 0; padding-right: 0; } h2 { break-after: avoid; } li, tr { break-inside: avoid; } }
`;

/** The letter: the decision, what would change it, what it was decided on, and what nobody can promise. */
export function letterOf(explained: Explanation, model: AnsweringModel): string {
  const { favourable, accepted, score, theta0, warnings, guarantee, caution } = explained;
  const decision = accepted ? "The model says yes" : "The model says no";
  const scores = `It gives you a score of ${scoreText(score, theta0)}; ${scoreText(theta0, score)} (θ₀) is needed.`;
  const notes =
    warnings.length === 0 ? "" : `<ul>${warnings.map((text) => `<li>${escaped(text)}.</li>`).join("")}</ul>`;
  const body = `<main>
<h1>The decision about you, and what would change it</h1>
<p>This is about the outcome “${escaped(favourable)}” (${escaped(model.title)}).</p>
<p class="decision"><strong>${decision}.</strong> ${scores}</p>
${changesHtml(explained)}
<h2>What the decision rests on</h2>
<p>These are the values that the model was given. If one of them is wrong, say so: the decision may change with it.</p>
${valuesHtml(explained)}
${notes}
<h2>What nobody can promise you</h2>
<p>${escaped(caution)}</p>
<p>${escaped(guarantee.sentence)} ${escaped(guarantee.scope)}</p>
${guarantee.caveats.map((caveat) => `<p>${escaped(caveat)}</p>`).join("\n")}
</main>
<footer><p>Computed by ${escaped(model.program)} from ${escaped(model.bundle)}, protocol ${escaped(model.protocol)}, model ${model.train}, threshold ${model.calibrate}.</p></footer>`;
  return htmlDocument({ title: `${decision}: ${favourable}`, style, body });
}

function changesHtml(explained: Explanation): string {
  const { outcome, alternatives, tried, theta0, proof } = explained;
  const heading = "<h2>What would change it</h2>";
  switch (outcome) {
    case "not needed":
      return "<p>Nothing has to change.</p>";
    case "none exists":
      return `${heading}<p>Nothing that can be changed within the limits that were set would lead to a yes: ${noneHtml(tried, proof)}.</p>`;
    case "none found":
      return `${heading}<p>No change was found to be enough among ${tried.toLocaleString("en-US")} possible ones that were scored. That does not prove that there is none.</p>`;
    case "found": {
      const each =
        alternatives.length === 1
          ? "This would be enough, if nothing else about you changes:"
          : `Each of these would be enough by itself, if nothing else about you changes. ${orderText(explained)}`;
      const cheapest = proof?.cheapest ? `<p>${cheapestText(explained)}</p>` : "";
      return `${heading}<p>${each}</p><ol>${alternatives.map((one) => `<li>${alternativeHtml(one, theta0)}</li>`).join("")}</ol>${cheapest}`;
    }
  }
}

function cheapestText({ lasting, proof, tried }: Explanation): string {
  if (proof?.by === "every candidate") {
    return `Every action that is open to you was scored, ${tried.toLocaleString("en-US")} in all: none that is enough costs less.`;
  }
  const smaller = lasting === null ? "smaller change" : "change smaller than the smallest of these";
  return `It is proven that no ${smaller} is enough, to within 1 %.`;
}

function noneHtml(tried: number, proof: RecourseProof | null): string {
  if (proof?.by === "bounds") return "this is proven for every possible change";
  if (proof?.by === "every candidate" && tried === 0) return "no action is open to you";
  return `${tried.toLocaleString("en-US")} possible ${tried === 1 ? "change was" : "changes were"} scored, which are all there are`;
}

/** What the order of the changes says. */
function orderText({ lasting, alternatives, proof }: Explanation): string {
  const least =
    proof?.by === "every candidate"
      ? "costs least, as the model's owner has it"
      : "takes the least change, as the model's owner weighs changes";
  if (lasting === null || !alternatives.some(({ kept }) => kept?.lasts)) return `The first ${least}.`;
  return (
    `The model may be trained again before you have acted. Therefore those come first to which at least ${lasting.enough} of ` +
    `${lasting.counting} models that were trained again as a trial say yes too; among them the first ${least}.`
  );
}

function alternativeHtml({ name, changes, score, kept }: Proposal, theta0: number): string {
  const called = name === undefined ? "" : `<strong>${escaped(name)}</strong>: `;
  const often =
    kept === undefined ? "" : ` ${kept.by} of ${kept.of} models that were trained again as a trial say yes to it too.`;
  const after = `The score would be ${scoreText(score, theta0)}.${often}`;
  const lines = changes.map((change) => escaped(changeText(change)));
  if (lines.length === 1) return `${called}${lines[0]}. ${after}`;
  return `${called}${called === "" ? "A" : "a"}ll of these together:<ul>${lines.map((line) => `<li>${line}</li>`).join("")}</ul>${after}`;
}

/** "education-num: 14 years instead of 13, 1 more". */
function changeText({ feature, unit, from, to, change }: Change): string {
  const value = `${shownValue(to)}${unit === null || typeof to === "string" ? "" : ` ${unit}`}`;
  const by = change === null ? "" : `, ${shownValue(Math.abs(change))} ${change < 0 ? "less" : "more"}`;
  return `${feature}: ${value} instead of ${shownValue(from)}${by}`;
}

function valuesHtml({ person, decimals }: Explanation): string {
  const rows = Object.entries(person).map(([column, value]) => {
    if (value === null) return [column, "not known"];
    return [
      column,
      typeof value === "number" ? shownValue(rounded(value, decimals ?? Number.POSITIVE_INFINITY)) : value,
    ];
  });
  return plainTableHtml({ caption: "Values the model was given", head: ["what", "value"], rows, words: [1] });
}
