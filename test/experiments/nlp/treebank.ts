/** The treebank for the tests that need it: its files are no part of the project. */
import { resolve } from "node:path";
import { describe } from "vitest";
import { locateTreebank } from "../../../src/experiments/nlp/source.ts";
import { packagedData } from "../../../src/library/package.ts";

/** $RECOURSE_DATA, then the package's data/. */
export const treebankFolders: readonly string[] = [process.env.RECOURSE_DATA, packagedData].flatMap((folder) =>
  folder ? [resolve(folder)] : [],
);

const located = Object.values(await locateTreebank(treebankFolders));
const found = located.every(({ state }) => state === "found");

/** `describe`, skipped where a file is not there, with a line that says so. */
export function withTreebank(name: string, suite: () => void): void {
  if (!found) console.log(`skipped: ${name} (the treebank is in none of ${treebankFolders.join(", ")})`);
  describe.skipIf(!found)(name, suite);
}
