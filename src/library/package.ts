/** This package as it is installed: its data/ folder and its version. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The data/ folder of this package. */
export const packagedData = fileURLToPath(new URL("../../data", import.meta.url));

/** Name and version as a bundle's provenance has them: "recourse 0.1.0". */
export function programName(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { name, version } = z.object({ name: z.string(), version: z.string() }).parse(JSON.parse(text));
  return `${name} ${version}`;
}
