/** Text on a terminal in lines that are no longer than it is wide. */
import widthOf from "fast-string-width";
import { wrapAnsi } from "fast-wrap-ansi";

/** A paragraph in lines of at most `columns`, broken between words; lines after the first are indented. */
export function paragraph(text: string, columns: number, indent = ""): string[] {
  const lines = wrapAnsi(text, Math.max(1, columns - indent.length)).split("\n");
  return lines.map((line, i) => (i === 0 ? line : `${indent}${line}`));
}

/**
 * The pieces joined into lines of at most `columns`, where no piece is longer, and never broken themselves; every line is
 * indented, the first as `first` says.
 */
export function wrapped(
  pieces: readonly string[],
  separator: string,
  columns: number,
  indent = "",
  first = indent,
): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = `${lines[lines.length - 1]}${separator}${piece}`;
    if (lines.length > 0 && widthOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(`${lines.length === 0 ? first : indent}${piece}`);
  }
  return lines;
}
