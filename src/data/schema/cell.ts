/** What many parts of a data set's file are written with. */
import { z } from "zod";

export const scalar = z.union([z.string(), z.number()]);
export const columnName = z.string().min(1).describe("A column of the CSV, by its name in the header.");
