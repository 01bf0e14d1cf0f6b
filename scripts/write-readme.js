/** Writes what is generated of the documentation: the README's sections between markers, and docs/deviations.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { deviationPage, deviationSummary } from "./deviations.js";

const report = "results/report/";
const root = new URL("../", import.meta.url);

/** `text` with the section `name` replaced; throws an Error where its markers are not there once, in order. */
export function withSection(text, name, content) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  const once = from === text.lastIndexOf(open) && to === text.lastIndexOf(close);
  if (from < 0 || to < from || !once) throw new Error(`README.md: needs ${open} and ${close} once each, in this order`);
  return `${text.slice(0, from + open.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

/** `text` with the report's summary, whose links are relative to the report's own folder. */
export function withResults(text, results) {
  return withSection(text, "results", results.replace(/\]\((?![a-z]+:|[#/])/g, `](${report}`));
}

/** `text` with where the protocols differ. */
export function withDeviations(text) {
  return withSection(text, "deviations", deviationSummary());
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const readme = new URL("README.md", root);
  const summary = readFileSync(new URL(`${report}summary.md`, root), "utf8");
  writeFileSync(readme, withDeviations(withResults(readFileSync(readme, "utf8"), summary)));
  writeFileSync(new URL("docs/deviations.md", root), deviationPage());
}
