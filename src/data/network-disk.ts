/** What a disk shared over a network needs beyond a local one: to be asked again. */
import { readdir, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf, isFolder } from "./disk.ts";

/** What a network disk may say once and not again. */
const passing = ["ESTALE", "EIO", "ETIMEDOUT", "EAGAIN", "EBUSY", "ENOENT"];

/** Tries, the pauses between them doubling from a tenth of a second: about six seconds in all. */
const TRIES = 7;

const pause = (attempt: number) => new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));

/**
 * Moves a folder to where nothing is; false where something is. Tried again where a network disk fails, which may also
 * have done it and lost the answer. `move` is what moves it.
 */
export async function placeFolder(from: string, to: string, move = rename): Promise<boolean> {
  for (let attempt = 0; ; attempt++) {
    try {
      await move(from, to);
      return true;
    } catch (error) {
      const code = codeOf(error);
      if (code === "ENOTEMPTY" || code === "EEXIST") return false;
      if (code === "ENOENT" && !(await isFolder(from)) && (await isFolder(to))) return true;
      if (attempt === TRIES - 1 || code === null || !passing.includes(code)) throw error;
      await pause(attempt);
    }
  }
}

/** The text of a file that is known to be there: a network disk may remember for some seconds that it was not. */
export async function readPlaced(path: string): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      if (attempt === TRIES - 1 || !passing.includes(codeOf(error) ?? "")) throw error;
      await pause(attempt);
      // To list a folder makes a network disk look anew.
      await readdir(dirname(dirname(path))).catch(() => []);
    }
  }
}
