import { describe, expect, it } from "vitest";
import { programFor } from "../../src/cli/program.ts";
import { commandLines, everyCommand, parsed, silent } from "./command-lines.ts";
import { recourse } from "./terminal.ts";

/** "train", "data show": every command by its words. */
const names = everyCommand(programFor(silent))
  .slice(1)
  .map((command) => (command.parent?.parent ? `${command.parent.name()} ${command.name()}` : command.name()));

const helpOf = (name: string) => recourse([...name.split(" "), "--help"], { columns: 80 });

describe.each(names)("recourse %s --help", (name) => {
  it("fits 80 columns", async () => {
    const { code, out } = await helpOf(name);
    expect(code).toBe(0);
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("says what it does, and shows examples of itself that the parser accepts", async () => {
    const { out } = await helpOf(name);
    expect(out).toMatch(/^Usage: recourse .*\n\n[A-Z]/);
    const examples = commandLines(out.slice(out.indexOf("Examples:")));
    expect(examples.some((argv) => argv.join(" ").startsWith(name))).toBe(true);
    for (const argv of examples) await expect(parsed(argv)).resolves.toHaveProperty("options");
  });
});

it("recourse --help names every command once, what is done with a model first, and starts with one that is accepted", async () => {
  const { out } = await recourse(["--help"], { columns: 80 });
  const listed = [...out.matchAll(/^ {2}([a-z]+) (?:\[|<| )/gm)].map(([, name]) => name);
  expect(listed).toEqual([...names.filter((name) => !name.includes(" ")), "help"]);
  expect(listed[0]).toBe("train");
  expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
  const [start] = commandLines(out.slice(out.indexOf("Start with:")));
  await expect(parsed(start)).resolves.toHaveProperty("options");
});
