/** `text` with the section between the markers of that name replaced; throws an Error where they are not there once, in order. */
export function withSection(text: string, name: string, content: string): string;

/** `text` with the section between the README's markers replaced by `results`. */
export function withResults(text: string, results: string): string;

/** `text` with the README's section on deviations written again from configs/protocols. */
export function withDeviations(text: string): string;
