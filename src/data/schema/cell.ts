/** What many parts of a data set's file are written with. */
import { z } from "zod";

/** A value of a cell. What YAML makes of true, null and of long numbers is no longer what the cell says. */
export const scalar = z.union([z.string(), z.number().refine(isKept)], {
  error: ({ input }) =>
    typeof input === "number"
      ? "has more digits than a number keeps; write it in quotes, as the CSV has it"
      : typeof input === "boolean" || input === null
        ? `is no text to YAML; write it in quotes, as the CSV has it: "${input}"`
        : "expected a text or a number",
});

/** Above 2⁵³ two whole numbers can be one float64. */
function isKept(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

export const columnName = z.string().min(1).describe("A column of the CSV, by its name in the header.");
