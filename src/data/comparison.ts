/** Conditions on the values of a person as they are written: "age >= 30", "housing = rent". */

/** One comparison, not yet read any further. */
export interface ValueComparison {
  readonly feature: string;
  readonly sign: ">=" | "<=" | "=";
  readonly value: string;
}

/** How a condition is written, for messages. */
export const COMPARISON_FORM = 'write it as "age >= 30", "age <= 40" or "age = 35"';

const SIGNS: Readonly<Record<string, ValueComparison["sign"]>> = {
  ">=": ">=",
  "≥": ">=",
  "<=": "<=",
  "≤": "<=",
  "=": "=",
};
const PARTS = /^\s*(.+?)\s*(>=|<=|=|≥|≤)\s*(\S(?:.*\S)?)\s*$/;

/** The parts of a comparison; null for a text that is none. Blanks around them do not count. */
export function comparisonIn(text: string): ValueComparison | null {
  const [, feature, sign, value] = PARTS.exec(text) ?? [];
  return feature === undefined ? null : { feature, sign: SIGNS[sign], value };
}
