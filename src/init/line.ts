/** Lines of a YAML file: text that no reader takes for something else, and comments where there is room. */

/** Longest line of the file; a longer comment goes above its line. */
const WIDTH = 118;

/** A line and its comment, behind it where there is room. */
export function commented(line: string, comment: string): string[] {
  const words = oneLine(comment);
  if (line.length + words.length + 3 <= WIDTH) return [`${line} # ${words}`];
  return [`${/^ */.exec(line)?.[0] ?? ""}# ${words}`, line];
}

/** A comment's words: a newline, which names and cells may hold, would end it, and no control character may stand in a YAML. */
export function oneLine(comment: string): string {
  return comment.replace(/\s+/g, " ").replace(/\p{Cc}/gu, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Text as YAML, plain where no reader could take it for something else. */
export function text(value: string): string {
  const plain = /^[A-Za-z_][\w .()-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return plain && !value.endsWith(" ") ? value : quoted(value);
}

/** JSON's quotes are YAML's. */
export function quoted(value: string): string {
  return JSON.stringify(value).replace(/\p{Cc}/gu, escaped);
}
