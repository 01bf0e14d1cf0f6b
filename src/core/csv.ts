/** How our CSVs are written, so that no spreadsheet executes their cells. */

const number = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?`;

/** A cell a spreadsheet takes for a formula: one of these signs in front, and not a number or numbers with blanks between. */
const formula = new RegExp(String.raw`^(?!${number}(?: ${number})*$)[=+\-@\t\r]`, "i");

/**
 * Settings of the CSV writer. Names and categories come from files of other people: such a cell gets an apostrophe in
 * front, by which spreadsheets know text. Numbers are written as they are.
 */
export const csvFormat = { newline: "\n", escapeFormulae: formula } as const;
