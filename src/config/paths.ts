/** Dotted paths: `training.batch` names one choice in the nested settings, in a file and on the command line alike. */

/** A nested object of settings before they are validated. */
export type Tree = { [name: string]: unknown };

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the tree itself has under a name: an object inherits a `constructor`, which is nobody's choice. */
export function ownMember(tree: object, name: string): unknown {
  return Object.hasOwn(tree, name) ? Reflect.get(tree, name) : undefined;
}

/** The one name that a member of an object cannot have: assigning to it sets the prototype, and schemas leave it out. */
const UNUSABLE = "__proto__";

/**
 * The path of the first name anywhere in the value, or part of a dotted name, that no object can hold; null if there is none.
 * Such a name has to be refused, since it would vanish. Throws RangeError for a value that contains itself.
 */
export function unusableName(value: unknown, within: readonly unknown[] = []): string | null {
  if (typeof value !== "object" || value === null) return null;
  if (within.includes(value)) throw new RangeError("the value contains itself");
  for (const [name, member] of Object.entries(value)) {
    if (name.split(".").includes(UNUSABLE)) return name;
    const below = unusableName(member, [...within, value]);
    if (below !== null) return `${name}.${below}`;
  }
  return null;
}

/** Sets the choice at a dotted path; sections on the way are made where there are none. */
export function setPath(tree: Tree, path: string, value: unknown): void {
  const names = path.split(".");
  let section = tree;
  for (const name of names.slice(0, -1)) {
    const found = ownMember(section, name);
    const next = isTree(found) ? found : {};
    section[name] = next;
    section = next;
  }
  section[names[names.length - 1]] = value;
}

/** The nested form of a flat list of choices. */
export function nest(flat: Readonly<Record<string, unknown>>): Tree {
  const tree: Tree = {};
  for (const [path, value] of Object.entries(flat)) setPath(tree, path, value);
  return tree;
}

/** `over` laid over `under`, section by section; lists and values are replaced whole. Neither is changed. */
export function merge(under: Tree, over: Tree): Tree {
  const merged = structuredClone(under);
  for (const [name, value] of Object.entries(over)) {
    const below = ownMember(merged, name);
    merged[name] = isTree(below) && isTree(value) ? merge(below, value) : structuredClone(value);
  }
  return merged;
}
