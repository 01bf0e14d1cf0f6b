/** `text` with the section between the README's markers replaced by `results`. */
export function withResults(text: string, results: string): string;
