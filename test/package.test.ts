/** The package as a stranger gets it: what is in it, and that it runs the main job in an empty folder. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);
const built = existsSync(`${root}/dist/index.js`);
if (!built) process.stderr.write("the package is not tested: it holds compiled code, and dist/ is absent\n");

async function packed(): Promise<{ readonly files: readonly string[]; readonly unpackedSize: number }> {
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root });
  const [{ files, unpackedSize }] = Object.values(JSON.parse(stdout)) as {
    files: { path: string }[];
    unpackedSize: number;
  }[];
  return { files: files.map(({ path }) => path), unpackedSize };
}

it.skipIf(!built)(
  "holds no source maps and no downloaded data, and all that the README links to, in under 3 MB",
  async () => {
    const { files, unpackedSize } = await packed();
    expect(files.filter((path) => path.endsWith(".map"))).toEqual([]);
    expect(files.filter((path) => path.startsWith("data/") && path.endsWith(".csv"))).toEqual([
      "data/simulated-credit.csv",
    ]);
    const prose = readFileSync(`${root}/README.md`, "utf8").replace(/^```.*?^```/gms, "");
    const links = [...prose.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, target]) => target);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((target) => !/^[a-z]+:/.test(target) && !files.includes(target))).toEqual([]);
    expect(unpackedSize).toBeLessThan(3e6);
  },
);

it.skipIf(!built)(
  "installed in an empty folder it trains, and names the npm install that brings what is left out",
  async (context) => {
    try {
      const { stdout } = await run("sh", ["scripts/check-package.sh"], { cwd: root });
      expect(stdout).toContain("turned down at θ₀");
      expect(stdout).toMatch(/installed: \d+ kB/);
    } catch (error) {
      const { stderr = "" } = error as { stderr?: string };
      // Installing asks a registry: where none answers nothing is known of the package, and every other failure counts.
      if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED|E403/.test(stderr)) throw error;
      const reason = "the package is not installed: no package registry answers";
      process.stderr.write(`${reason}\n`);
      context.skip(reason);
    }
  },
  180_000,
);
