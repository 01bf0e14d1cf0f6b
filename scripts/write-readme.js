/** Writes the README's results section, between its markers, from results/report. Fails when either is missing. */
import { readFileSync, writeFileSync } from "node:fs";

const readme = new URL("../README.md", import.meta.url);
const report = "results/report/";
const summary = new URL(`../${report}summary.md`, import.meta.url);
const [open, close] = ["<!-- results -->", "<!-- /results -->"];

/** `text` with the section between the markers replaced; throws an Error where they are not there once, in order. */
export function withResults(text, results) {
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  const once = from === text.lastIndexOf(open) && to === text.lastIndexOf(close);
  if (from < 0 || to < from || !once) throw new Error(`README.md: needs ${open} and ${close} once each, in this order`);
  // Links of the report are relative to its own folder.
  const section = results.trim().replace(/\]\((?![a-z]+:|[#/])/g, `](${report}`);
  return `${text.slice(0, from + open.length)}\n\n${section}\n\n${text.slice(to)}`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  writeFileSync(readme, withResults(readFileSync(readme, "utf8"), readFileSync(summary, "utf8")));
}
