/** `--explain`: every choice of a run, its value and the file or flag it comes from. */

import type { Run } from "../pipeline/run.ts";
import { keyOf } from "../pipeline/store.ts";
import { trainInputs, trainStage } from "../pipeline/train.ts";
import { title } from "./summary.ts";

/** One line a choice, `section.choice: value  # where from`, and the key the result would have. */
export async function explanation(run: Run): Promise<string> {
  const lines: [string, string][] = [];
  for (const [section, choices] of Object.entries(run.settings)) {
    const entries = isSection(choices) ? Object.entries(choices) : [];
    if (entries.length === 0) lines.push([section, JSON.stringify(choices)]);
    for (const [name, value] of entries) lines.push([`${section}.${name}`, JSON.stringify(value)]);
  }
  const key = keyOf(trainStage, trainInputs(run.settings, run.sha256));
  const width = Math.min(60, Math.max(...lines.map(([path, value]) => path.length + value.length + 2)));
  const text = lines.map(([path, value]) => `${`${path}: ${value}`.padEnd(width)}  # ${run.origin(path)}`);
  return [title(run), ...text, `key of the trained model: ${key}`, ""].join("\n");
}

function isSection(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
