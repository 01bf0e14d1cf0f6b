/** `--explain`: every choice of a run, its value and the file or flag it comes from. */
import { protocolChoices } from "../config/settings.ts";
import type { Run } from "../pipeline/run.ts";
import { trainKeyOf } from "../pipeline/train.ts";
import { title } from "./summary.ts";

/** One line a choice, `section.choice: value  # where from`, and the key the result would have. */
export async function explanation(run: Run): Promise<string> {
  const choices = Object.entries(run.settings).flatMap(([section, members]) => linesOf(section, members));
  const lines: [string, string][] = [["protocol", JSON.stringify(run.protocol)], ...choices];
  const key = trainKeyOf(run);
  const width = Math.min(60, Math.max(...lines.map(([path, value]) => path.length + value.length + 2)));
  const text = lines.map(([path, value]) => `${`${path}: ${value}`.padEnd(width)}  # ${run.origin(path)}`);
  return [title(run), ...text, `key of the trained model: ${key}`, ""].join("\n");
}

/** A section line by line, and so a section in it that protocols speak of; anything else in one line. */
function linesOf(path: string, value: unknown): [string, string][] {
  const opened = !path.includes(".") || protocolChoices().some((choice) => choice.startsWith(`${path}.`));
  const entries = opened && isSection(value) ? Object.entries(value) : [];
  if (entries.length === 0) return [[path, JSON.stringify(value)]];
  return entries.flatMap(([name, member]) => linesOf(`${path}.${name}`, member));
}

function isSection(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
