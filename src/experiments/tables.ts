/** The tables that can be reproduced, by number. */
import { ConfigError } from "../core/errors.ts";
import type { Reproduction } from "./experiment.ts";
import { table1 } from "./table1/table1.ts";
import { table2 } from "./table2/table2.ts";
import { table3 } from "./table3/table3.ts";
import { table4 } from "./table4/table4.ts";
import { table6 } from "./table6/table6.ts";

export const reproductions: ReadonlyMap<number, Reproduction> = new Map(
  [table1, table2, table3, table4, table6].map((table) => [table.number, table]),
);

/** The table of that number, as typed. */
export function reproduction(number: string): Reproduction {
  const found = reproductions.get(Number(number));
  if (found && number.trim() !== "") return found;
  throw new ConfigError(`--tables ${number}: there are ${[...reproductions.keys()].join(", ")}`);
}
