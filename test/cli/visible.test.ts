import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible, visibleInColour } from "../../src/cli/visible.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come through
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

describe("what a terminal would obey is shown", () => {
  it("of any text nothing comes through but line feeds and tabs; JSON stays the same value", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, (each) => {
        expect(visible(each)).not.toMatch(obeyed);
        expect(JSON.parse(visible(JSON.stringify({ [each]: each })))).toEqual({ [each]: each });
      }),
    );
  });

  it("with colour, bold and grey of our tables come through, and nothing that moves or erases", () => {
    expect(visibleInColour("\u001b[1mhead\u001b[22m \u001b[2Kx\u001b]0;title\u0007")).toBe(
      "\u001b[1mhead\u001b[22m \\u001b[2Kx\\u001b]0;title\\u0007",
    );
  });

  it("names of columns and categories with escape codes: init shows them, and so does a refusal", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "out"));
    const file = join(folder, "people.csv");
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${20 + i},${i % 2 ? "a\u001b[31m" : "b"},${i % 3 ? "yes" : "no"}`,
    );
    writeFileSync(file, `age,kind\u001b[2J,label\n${rows.join("\n")}\n`);
    const argv = ["init", file, "--label", "label", "--favourable", "yes", "--actionable", "age", "--yes"];
    const { out, err } = await recourse([...argv, "--output", join(folder, "out", "people.yaml")]);
    expect(`${out}${err}`).toContain("kind\\u001b[2J");
    expect(`${out}${err}`).not.toMatch(obeyed);
    const wrong = await recourse(["train", "--dataset", "\u001b]0;owned\u0007.yaml"]);
    expect(wrong.err).toContain("\\u001b]0;owned\\u0007.yaml: cannot be read");
    expect(wrong.err).not.toMatch(obeyed);
  });
});
