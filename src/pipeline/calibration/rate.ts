/** A share of some rows, with the counts it is a share of and how sure it is. */
import { z } from "zod";
import { wilson } from "../../core/intervals.ts";

export const rateSchema = z.strictObject({
  count: z.int(),
  rows: z.int(),
  rate: z.number(),
  /** 95 % Wilson interval. */
  low: z.number(),
  high: z.number(),
});

export type Rate = z.infer<typeof rateSchema>;

/** `count` of `rows`. With no rows the rate is 0 and says nothing: print that there is no one. */
export function rateOf(count: number, rows: number): Rate {
  return { count, rows, rate: rows === 0 ? 0 : count / rows, ...wilson(count, rows) };
}
