/** The factors between two protocols: every choice they make differently, grouped as the plan groups them. */
import { isTree } from "../../config/paths.ts";
import { type Override, resolve } from "../../config/resolve.ts";
import type { Settings } from "../../config/settings.ts";
import { canonical, type Json } from "../../pipeline/canonical.ts";
import type { AblationPlan } from "./plan.ts";

/** One factor of a data set: the choices it flips, and what of the tables can move. */
export interface AblationFactor {
  readonly name: string;
  readonly title: string;
  readonly overrides: Readonly<Record<string, Override>>;
  /**
   * `model`: another g_θ, so everything moves. A method's name: only what this method proposes. `pare`: only θ₀ under the
   * PARE constraint.
   */
  readonly scope: string;
}

/** Choices about sentences (Table 5), which no table of people reads. */
const TEXT = "nlp.";

/** The factors that `from` and `towards` differ in on a data set, in the order of the plan, then those it does not name. */
export async function factorsOf(dataset: string, { from, towards, factors }: AblationPlan): Promise<AblationFactor[]> {
  const before = leaves((await resolve({ dataset, protocol: from })).settings);
  const after = leaves((await resolve({ dataset, protocol: towards })).settings);
  const differing = new Map<string, unknown>();
  for (const [path, value] of after) {
    if (!path.startsWith(TEXT) && !equal(before.get(path), value)) differing.set(path, value);
  }
  for (const path of before.keys()) if (!after.has(path)) throw new RangeError(`invalid factor: ${path} is dropped`);
  const made: AblationFactor[] = [];
  for (const { name, title, paths } of factors) {
    const mine = [...differing].filter(([path]) =>
      paths.some((prefix) => path === prefix || path.startsWith(`${prefix}.`)),
    );
    if (mine.length > 0) made.push(factorOf(name, title, mine));
    for (const [path] of mine) differing.delete(path);
  }
  return [...made, ...[...differing].map((leaf) => factorOf(leaf[0], leaf[0], [leaf]))];
}

function factorOf(name: string, title: string, choices: readonly (readonly [string, unknown])[]): AblationFactor {
  const scopes = new Set(choices.map(([path]) => scopeOf(path)));
  return {
    name,
    title,
    overrides: Object.fromEntries(
      choices.map(([path, value]) => [path, { value, flag: `--set ${path}=${JSON.stringify(value)}` }]),
    ),
    scope: scopes.size === 1 ? [...scopes][0] : "model",
  };
}

function scopeOf(path: string): string {
  const [section, member] = path.split(".");
  if (section === "recourse") return member;
  if (section === "intervene") return "causal";
  return section === "pare" ? section : "model";
}

/** Every choice of the settings by its dotted path; lists are one choice. */
function leaves(settings: Settings): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const walk = (value: unknown, path: string) => {
    if (!isTree(value)) found.set(path, value);
    else for (const [name, member] of Object.entries(value)) walk(member, path === "" ? name : `${path}.${name}`);
  };
  walk(settings, "");
  return found;
}

function equal(a: unknown, b: unknown): boolean {
  const text = (value: unknown) => (value === undefined ? "" : canonical(value as Json));
  return text(a) === text(b);
}
