/** A section of an audit's page, and what all of them are built from. */
import type { Figure } from "../../report/figure.ts";
import { drawingHtml } from "../../report/figure-section.ts";
import { escaped } from "../../report/writers/html.ts";

export interface PageSection {
  /** Its anchor. */
  readonly id: string;
  readonly title: string;
  /** What stands in it, as HTML; empty strings are left out. */
  readonly parts: readonly string[];
}

/** A paragraph of text, in which `…` is what one types. */
export function p(text: string): string {
  return `<p>${typed(text)}</p>`;
}

function typed(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

/** A note of what a reader must know. */
export function notice(text: string): string {
  return `<p class="notice">${typed(text)}</p>`;
}

/** Why there is nothing. */
export function empty(why: string): string {
  return `<p class="soft">${typed(why)}</p>`;
}

/** A drawing, said in words below it; its numbers are in a table beside it or in the CSV. */
export function drawn(name: string, title: string, { svg }: Figure, caption: string): string {
  return `<figure id="figure-${name}">${drawingHtml({ name, title, svg })}
<figcaption>${escaped(caption)}</figcaption></figure>`;
}

export function sectionHtml({ id, title, parts }: PageSection): string {
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escaped(title)}</h2>
${parts.filter((part) => part !== "").join("\n")}</section>`;
}
