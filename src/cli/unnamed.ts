/** The tables or figures that are made where nobody names them, and why others are not. */
import { type FigureScope, type MadeUnnamed, unnamedScopes } from "../experiments/experiment.ts";

/** What is made, with the scopes it is made for. */
export interface MadeFor<T> {
  readonly one: T;
  readonly scopes: readonly FigureScope[];
}

/** All that belong to a protocol and need nothing that is missing; `what` is what they are called: "Table". */
export async function unnamed<T extends MadeUnnamed & { readonly name: string }>(
  all: Iterable<T>,
  scopes: readonly FigureScope[],
  what: string,
): Promise<{ readonly asked: readonly MadeFor<T>[]; readonly leftOut: readonly string[] }> {
  const asked: MadeFor<T>[] = [];
  const leftOut = new Set<string>();
  for (const one of all) {
    const made = unnamedScopes(one, scopes);
    const missing = made.length === 0 ? null : ((await one.missing?.(made[0])) ?? null);
    if (missing === null) asked.push({ one, scopes: made });
    else leftOut.add(`${what} ${one.name} is left out: ${missing}.`);
  }
  return { asked, leftOut: [...leftOut] };
}
