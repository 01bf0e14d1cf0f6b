/** Which sources made a report: version and commit. */
import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { version } from "../library/package.ts";
import type { Build } from "../report/report.ts";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));

/** The commit of the package's own checkout; an installed package has none, whatever repository it is installed in. */
export async function buildOf(): Promise<Build> {
  const build = { version: version() };
  try {
    const top = await git("rev-parse", "--show-toplevel");
    if ((await realpath(top)) !== (await realpath(packageFolder))) return { ...build, commit: "installed package" };
    const commit = await git("rev-parse", "--short=10", "HEAD");
    const changed = await git("status", "--porcelain", "--", "src", "configs", "data");
    return { ...build, commit: `commit ${commit}${changed === "" ? "" : " with changes"}` };
  } catch {
    // No git, or no repository: nothing is known, and nothing depends on it.
    return { ...build, commit: "no commit" };
  }
}

async function git(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", args, { cwd: packageFolder });
  return stdout.trim();
}
