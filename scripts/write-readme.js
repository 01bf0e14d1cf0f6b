/** Writes what is generated of the documentation: the marked sections of two pages, and docs/deviations.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { deviationPage, deviationSummary } from "./deviations.js";

/** The folder of the report, from the root and from docs/. */
const report = "results/report/";
const root = new URL("../", import.meta.url);

/** The page of docs/ that holds a section. */
export const pages = { results: "results.md", deviations: "protocols.md" };

/** `text` with the section `name` of a page replaced; throws an Error where its markers are not there once, in order. */
export function withSection(text, name, content) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  const once = from === text.lastIndexOf(open) && to === text.lastIndexOf(close);
  if (from < 0 || to < from || !once)
    throw new Error(`docs/${pages[name]}: needs ${open} and ${close} once each, in this order`);
  return `${text.slice(0, from + open.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

/** `text` with the report's summary, whose links are relative to the report's own folder. */
export function withResults(text, results) {
  return withSection(text, "results", results.replace(/\]\((?![a-z]+:|[#/])/g, `](../${report}`));
}

/** `text` with where the protocols differ. */
export function withDeviations(text) {
  return withSection(text, "deviations", deviationSummary());
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const rewrite = (page, change) => {
    const location = new URL(`docs/${page}`, root);
    writeFileSync(location, change(readFileSync(location, "utf8")));
  };
  const summary = readFileSync(new URL(`${report}summary.md`, root), "utf8");
  rewrite(pages.results, (text) => withResults(text, summary));
  rewrite(pages.deviations, withDeviations);
  writeFileSync(new URL("docs/deviations.md", root), deviationPage());
}
