/** Dotted paths: `training.batch` names one choice in the nested settings, in a file and on the command line alike. */

/** A nested object of settings before they are validated. */
export type Tree = { [name: string]: unknown };

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Sets the choice at a dotted path; sections on the way are made where there are none. */
export function setPath(tree: Tree, path: string, value: unknown): void {
  const names = path.split(".");
  let section = tree;
  for (const name of names.slice(0, -1)) {
    const found = section[name];
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
    const below = merged[name];
    merged[name] = isTree(below) && isTree(value) ? merge(below, value) : structuredClone(value);
  }
  return merged;
}
