/** An audit as one page: read without a script, on a phone, in the dark, by a screen reader, and on paper. */
import { htmlDocument, tableStyle } from "../../report/document.ts";
import { figureStyle } from "../../report/figure-section.ts";
import { style } from "../../report/style.ts";
import { escaped } from "../../report/writers/html.ts";
import type { Audit } from "../audit.ts";
import { leadOf } from "../lead.ts";
import type { Subject } from "../subject.ts";
import {
  guaranteeSection,
  judgedSection,
  qualitySection,
  recourseSection,
  thresholdSection,
} from "./model-sections.ts";
import {
  changesSection,
  examplesSection,
  groupsSection,
  madeSection,
  robustnessSection,
  withoutSection,
} from "./people-sections.ts";
import { sectionHtml } from "./section.ts";

const auditStyle = `
.lead { font-size: 1.15rem; }
.description { white-space: pre-wrap; overflow-wrap: anywhere; color: var(--soft); font-size: .85rem; max-width: 46rem; margin: .5rem 0; }
.example { border-left: .2rem solid var(--line); padding-left: .9rem; margin: 1.2rem 0; } .example h3 { margin-top: 0; }
.example ol { margin: .3rem 0; } td code { overflow-wrap: anywhere; white-space: normal; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: .5rem; background: var(--paper); z-index: 4; }
td.text, th.text { min-width: 11rem; }
@page { margin: 15mm; }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --raised: #f3f3f3; --link: #000; }
  .recourse-figure { max-width: 100%; min-width: 0 !important; height: auto; }
  h2, h3 { break-after: avoid; } figure, tr, .example { break-inside: avoid; } table { font-size: .75rem; } th, td { white-space: normal; }
  thead, caption { break-after: avoid; } tbody tr:first-child { break-before: avoid; } .skip { display: none; } }
`;

/** `files` are the names of the CSVs beside the page. */
export async function auditPage(
  audit: Audit,
  subject: Subject,
  files: { readonly numbers: string; readonly people: string },
): Promise<string> {
  const sections = [
    judgedSection(audit, subject),
    await qualitySection(audit),
    await recourseSection(audit),
    await thresholdSection(audit),
    guaranteeSection(audit),
    await changesSection(audit),
    await groupsSection(audit),
    robustnessSection(audit),
    withoutSection(audit),
    examplesSection(audit),
    madeSection(audit, files),
  ];
  const links = sections.map(({ id, title }) => `<a href="#${id}">${escaped(title)}</a>`);
  const body = `<a class="skip" href="#judged">to the content</a>
<header><h1>${escaped(audit.title)}: an audit of its model</h1>
<p class="lead">${escaped(leadOf(audit))}</p></header>
<nav aria-label="Sections"><div>${links.join(" ")}</div></nav>
<main>
${sections.map(sectionHtml).join("\n")}
</main>
<footer class="soft"><p>A recourse is not a guarantee: it holds for this model, these data and this θ₀, while nothing else about the person changes.</p></footer>`;
  return htmlDocument({
    title: `Audit: ${audit.title}`,
    style: `${style}${figureStyle}${tableStyle}${auditStyle}`,
    body,
  });
}
