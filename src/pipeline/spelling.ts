/** The spelling of settings where they are hashed or stored: the first one each had, so that a better name costs no result. */
import type { Json } from "./canonical.ts";

type Section = { readonly [name: string]: Json | undefined };

/** Today's name → the one in keys, of the choices about Δ. */
const ACTIONS: Readonly<Record<string, string>> = { integral: "whole", constraints: "rows" };

/** The same, of the settings of the recourse methods; a bundle holds them in this spelling too. */
const METHODS: Readonly<Record<string, string>> = { starts: "climbs", onlyOneSuccess: "onlyOneHit" };

/** The section `actions` as it is hashed. */
export function storedActions(section: object): Json {
  return renamed(section as Section, ACTIONS);
}

/** A method's settings as they are hashed, and as a bundle holds them. */
export function storedMethodSettings(settings: Json): Json {
  return isSection(settings) ? renamed(settings, METHODS) : settings;
}

/** A method's settings from those of a bundle. */
export function methodSettingsFromStored(stored: Json): Json {
  const back = Object.fromEntries(Object.entries(METHODS).map(([now, then]) => [then, now]));
  return isSection(stored) ? renamed(stored, back) : stored;
}

/** Today's name of a method that a bundle names, with the settings it has there: the search `ascent` was called `highest`. */
export function methodNameFromStored(name: string, settings: Json | undefined): string {
  const searched = name === "highest" && settings !== undefined && isSection(settings) && "resolution" in settings;
  return searched ? "ascent" : name;
}

function renamed(section: Section, names: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(Object.entries(section).map(([name, value]) => [names[name] ?? name, value]));
}

function isSection(value: Json): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
