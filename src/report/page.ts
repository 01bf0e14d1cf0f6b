/** The report as one page that needs no network: verdicts, tables, why they differ, and where every number comes from. */

import { htmlDocument } from "./document.ts";
import { type AblationFindings, findingHead, type Leads, leadsTo } from "./explanation.ts";
import { figureSection, figureStyle, type PageFigure } from "./figure-section.ts";
import type { Build, Protocol, Report } from "./report.ts";
import { style } from "./style.ts";
import { countText, hasBound, type TableVerdicts, verdictsOf } from "./summary.ts";
import type { ReportTable } from "./table.ts";
import { boundRule, verdicts } from "./verdict.ts";
import { escaped, htmlOf } from "./writers/html.ts";
import { shownNumber } from "./writers/numbers.ts";

const TITLE = "Learning Models for Actionable Recourse, reproduced";

/** The page of a report with the figures that are drawn for it. */
export function pageOf(report: Report, figures: readonly PageFigure[]): string {
  const { tables, protocols, explanation, notices, build } = report;
  const names = [...new Set(tables.map(({ name }) => name))];
  const sections = names.map((name) =>
    section(
      name,
      tables.filter((table) => table.name === name),
      protocols,
      build,
    ),
  );
  const why = explanation === null ? "" : explanationHtml(explanation, build);
  const links = [
    ...names.map((name) => [name, titleOf(tables, name).split(":")[0]]),
    ...(explanation === null ? [] : [["why", "Why they differ"]]),
    ["figures", "Figures"],
    ["about", "About"],
  ].map(([id, text]) => `<a href="#${id}">${escaped(text)}</a>`);
  const body = `<header>
<h1>${TITLE}</h1>
<p>The tables of Ross, Lakkaraju and Bastani (NeurIPS 2021), computed again. Every number stands beside the published one.</p>
${notices.map((notice) => `<p class="notice">${escaped(notice)}</p>`).join("\n")}
${overview(tables.map(verdictsOf), protocols)}
</header>
<nav><div>${links.join(" ")}${protocols.length > 1 ? chooser(protocols) : ""}</div></nav>
<main>
${sections.join("\n")}
${why}
${figureSection(figures)}
${about(protocols, tables.some(hasBound))}
</main>
<footer class="soft"><p>Made by recourse ${escaped(build.version)}, ${escaped(build.commit)}. <code>stage/key</code> beside a number is its record:
<code>results/runs/stage/key/record.json</code>. SHA-256 of the tables and their summary: <code>checksums.txt</code>; of the figures: <code>figures/checksums.txt</code>.</p></footer>`;
  return htmlDocument({ title: TITLE, style: `${style}${figureStyle}${protocols.map(hidingRule).join("")}`, body });
}

function titleOf(tables: readonly ReportTable[], name: string): string {
  return tables.find((table) => table.name === name)?.title ?? name;
}

/** One bar for each table and protocol: its published numbers by verdict. */
function overview(outcomes: readonly TableVerdicts[], protocols: readonly Protocol[]): string {
  const bars = outcomes.flatMap(({ table, counts, compared }) => {
    if (compared === 0) return [];
    const parts = verdicts.flatMap((verdict) =>
      counts[verdict] === 0
        ? []
        : [`<span class="${verdict}" style="flex:${counts[verdict]}">${counts[verdict]}</span>`],
    );
    const name = `${escaped(table.title.split(":")[0])}${protocols.length > 1 ? ` · ${escaped(table.protocol)}` : ""}`;
    const text = countText({ table, counts, compared });
    return [
      `<span>${name}</span><div class="bar" role="img" aria-label="${text}" title="${text}">${parts.join("")}</div>`,
    ];
  });
  if (bars.length === 0) return "<p>The paper prints no numbers for what is shown here, so there are no verdicts.</p>";
  const key = verdicts.map((verdict) => `<em class="${verdict}">${verdict}</em>`).join(" · ");
  return `<p class="soft">Published numbers, by verdict: ${key}</p><div class="bars">${bars.join("\n")}</div>`;
}

/** Radio buttons that need no script: a rule hides what is not chosen. */
function chooser(protocols: readonly Protocol[]): string {
  const radio = (value: string, text: string, checked: boolean) =>
    `<label><input type="radio" name="protocol" id="show-${value}"${checked ? " checked" : ""}> ${escaped(text)}</label>`;
  const each = protocols.map(({ name }, i) => radio(String(i), name, false));
  return `<fieldset><legend>protocol</legend>${radio("all", "all", true)}${each.join("")}</fieldset>`;
}

/** Hides what is about another protocol: tables by their number, figures, which may be of protocols without tables, by their name. */
function hidingRule({ name }: Protocol, i: number): string {
  const others = `.protocol:not(.p${i}), [data-protocol]:not([data-protocol=${cssString(name)}])`;
  return `body:has(#show-${i}:checked) :is(${others}) { display: none; }\n`;
}

/** A CSS string that cannot end its style element either. */
function cssString(text: string): string {
  return `"${text.replace(/[^\w./-]/gu, (character) => `\\${character.codePointAt(0)?.toString(16)} `)}"`;
}

function section(name: string, tables: readonly ReportTable[], protocols: readonly Protocol[], build: Build): string {
  const parts = tables.map((table) => {
    const at = protocols.findIndex(({ name }) => name === table.protocol);
    const { description } = protocols[at];
    const verdicts = verdictsOf(table);
    const counts = verdicts.compared === 0 ? "" : ` · ${countText(verdicts)}`;
    const own = table.notices.map((notice) => `<p class="notice">${escaped(notice)}</p>`).join("");
    return `<section class="protocol p${at}"><h3>${escaped(table.protocol)}: ${escaped(description)}${counts}</h3>
${own}${htmlOf(table, `${name}-${at}`, build.commit)}
<p class="caption">${escaped(table.caption)} Rows in italics are not in the paper.</p></section>`;
  });
  return `<section id="${name}"><h2>${escaped(titleOf(tables, name))}</h2>
${parts.join("\n")}</section>`;
}

function explanationHtml(explanation: AblationFindings, build: Build): string {
  const { from, towards, tables } = explanation;
  const parts = tables.map((table) => {
    return `<section><h3>${escaped(table.title)}</h3>${htmlOf(table, table.name, build.commit)}</section>`;
  });
  return `<section id="why"><h2>Why they differ</h2>
<p>The protocol <code>${escaped(from)}</code> follows the text, <code>${escaped(towards)}</code> the published code. Between them lie some factors. Below, each is flipped alone, starting from <code>${escaped(from)}</code>; listed first are the published numbers that differ under <code>${escaped(from)}</code>, with the factors that lead towards them by more than the splits vary.</p>
${findingsHtml(explanation)}
${parts.join("\n")}
<p class="caption">${escaped(tables[0]?.caption ?? "")}</p></section>`;
}

function findingsHtml(explanation: AblationFindings): string {
  if (explanation.findings.length === 0) return "<p>There are none.</p>";
  const number = (leads: Leads) => `${shownNumber(leads.to, 3)} <em class="${leads.verdict}">${leads.verdict}</em>`;
  const rows = explanation.findings.map((finding) => {
    const { dataset, model, what, ours, published, contributors, together } = finding;
    const alone = contributors.map(({ title, change }) => `${escaped(title)}: ${number(leadsTo(finding, change))}`);
    const all = together === null ? "" : number(leadsTo(finding, together));
    return `<tr><th scope="row">${escaped(`${dataset}, ${model}, ${what}`)}</th><td>${shownNumber(published, 3)}</td><td>${shownNumber(ours, 3)}</td><td class="text">${alone.join("<br>") || "none"}</td><td>${all}</td></tr>`;
  });
  const head = findingHead(explanation).map(
    (text, i) => `<th scope="col"${i === 3 ? ' class="text"' : ""}>${escaped(text)}</th>`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="Why they differ"><table><thead><tr>${head.join("")}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div>`;
}

function about(protocols: readonly Protocol[], bounds: boolean): string {
  const items = protocols.map(({ name, description }) => `<li><b>${escaped(name)}</b>: ${escaped(description)}</li>`);
  return `<section id="about"><h2>About</h2>
<ul>${items.join("")}</ul>
<p>A published number is <em class="reproduced">reproduced</em> when it lies within our mean ± max(2 standard errors over splits, 0.02),
<em class="close">close</em> within 0.05 of the mean, and <em class="differs">differs</em> otherwise. Where the splits vary much, a number far from the mean still counts as reproduced.${bounds ? ` ${boundRule}` : ""} Open a number to see the value of every split,
the record it was read from, the seed, the engine and the commit. The files beside this page hold the same tables as CSV, Markdown and LaTeX.</p></section>`;
}
