/** This package as it is installed: its data/ folder and its version. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The data/ folder of this package. */
export const packagedData = fileURLToPath(new URL("../../data", import.meta.url));

/** The version of this package. */
export function version(): string {
  return described().version;
}

/** Name and version as a bundle's provenance has them: "recourse 0.1.0". */
export function programName(): string {
  const { name, version } = described();
  return `${name} ${version}`;
}

function described() {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return z.object({ name: z.string(), version: z.string() }).parse(JSON.parse(text));
}
