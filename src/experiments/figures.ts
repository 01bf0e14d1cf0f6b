/** The figures that can be drawn, by name, in the order of the page. */
import { ConfigError } from "../core/errors.ts";
import type { Drawing } from "./drawing.ts";
import { figure1 } from "./figure1/figure1.ts";
import { figure2 } from "./figure2/figure2.ts";
import { figure3 } from "./figure3/figure3.ts";
import { figure4 } from "./figure4/figure4.ts";
import { figure5 } from "./figure5/figure5.ts";
import { frontier } from "./frontier/frontier.ts";

export const drawings: ReadonlyMap<string, Drawing> = new Map(
  [figure1, figure2, figure3, figure4, figure5, frontier].map((drawing) => [drawing.name, drawing]),
);

/** The figure of that name, as typed. */
export function drawing(name: string): Drawing {
  const found = drawings.get(name);
  if (found) return found;
  throw new ConfigError(`--figures ${name}: there are ${[...drawings.keys()].join(", ")}`);
}
