/** Settings, flags and options that have a better name now: whoever still writes the old one is told the new one. */

/** Dotted path → today's. The value means what it meant. */
export const renamedSettings: Readonly<Record<string, string>> = {
  "actions.whole": "actions.integral",
  "actions.rows": "actions.constraints",
  "pare.aim": "pare.targetScore",
  "recourse.gradient.onlyOneHit": "recourse.gradient.onlyOneSuccess",
  "recourse.exhaustive.climbs": "recourse.exhaustive.starts",
  "recourse.highest.climbs": "recourse.ascent.starts",
  "recourse.highest.starts": "recourse.ascent.starts",
  "recourse.highest.resolution": "recourse.ascent.resolution",
  "recourse.highest.budget": "recourse.ascent.budget",
  "recourse.causal.climbs": "recourse.causal.starts",
};

/** Flags of the command line. */
export const renamedFlags: Readonly<Record<string, string>> = { "--aim": "--target-score" };

/** Options of the library's functions. */
export const renamedOptions: Readonly<Record<string, string>> = { aim: "targetScore" };

/** Today's name, or null for one that was never another. */
export function renamedTo(names: Readonly<Record<string, string>>, name: string): string | null {
  return Object.hasOwn(names, name) ? names[name] : null;
}
