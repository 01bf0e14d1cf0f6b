/** How our CSVs are written, so that no spreadsheet runs what stands in them. */

/** A cell a spreadsheet takes for a formula: one of these signs in front, and no number behind it. */
const formula = /^(?![+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$)[=+\-@\t\r]/i;

/**
 * Settings of the CSV writer. Names and categories come from files of other people: such a cell gets an apostrophe in
 * front, by which spreadsheets know text. Numbers are written as they are.
 */
export const csvFormat = { newline: "\n", escapeFormulae: formula } as const;
