/** Text on a terminal in lines that are no longer than it is wide. */

/** A paragraph in lines of at most `columns`, broken between words; lines after the first are indented. */
export function paragraph(text: string, columns: number, indent = ""): string[] {
  return wrapped(text.split(" "), " ", columns, indent).map((line, i) => (i === 0 ? line.trimStart() : line));
}

/** The pieces joined into lines of at most `columns`, where no piece is longer; every line is indented. */
export function wrapped(pieces: readonly string[], separator: string, columns: number, indent = ""): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = `${lines[lines.length - 1]}${separator}${piece}`;
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(`${indent}${piece}`);
  }
  return lines;
}
