/** Text that comes from files and people, made fit for a terminal: what would steer it is shown instead. */

/** What a terminal obeys, C0 and C1 but tab and line feed; and marks that turn the reading direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Bold and grey, and their ends: what our tables are drawn with. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const ours = /(\u001b\[(?:1|22|39|90)m)/;

/** Control characters as JSON writes them, "\u001b", so that an object that is printed stays the same object. */
export function visible(text: string): string {
  return text.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same in one line: line feeds and tabs are shown as well. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}

/** The same, but what our tables are drawn with goes through. */
export function visibleInColour(text: string): string {
  return text
    .split(ours)
    .map((part, i) => (i % 2 === 1 ? part : visible(part)))
    .join("");
}
