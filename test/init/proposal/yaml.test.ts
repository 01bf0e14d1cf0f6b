import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { mapOf, pairOf, partOf, yamlOf } from "../../../src/init/proposal/yaml.ts";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xa0 }).map((code) => String.fromCharCode(code)) }),
  fc.constantFrom(
    "a\n\nb",
    "yes",
    "~",
    "-",
    "?",
    "|",
    "<<",
    "",
    "# x",
    "1_000",
    "0x1f",
    "1:30",
    "\u2028",
    "2020-01-01",
  ),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true });

test("names and cells of any characters are read back as they were, whatever the comments say", () => {
  fc.assert(
    fc.property(text, fc.array(fc.oneof(text, number)), text, (name, values, comment) => {
      const pairs = [pairOf(name, { values }, comment), pairOf(`${name}!`, name, comment)];
      const written = yamlOf([partOf("features", mapOf(pairs, [comment]), [comment])], [comment]);
      expect(written).not.toMatch(/[^\P{Cc}\n]/u);
      const { features } = parse(written);
      expect(new Map(Object.entries(features))).toEqual(
        new Map<string, unknown>([
          [name, { values: values }],
          [`${name}!`, name],
        ]),
      );
    }),
  );
});

test("yes and 1:30 are texts to YAML 1.1 too", () => {
  const texts = ["yes", "off", "1:30", "2020-01-01", "0o7", "1_000"];
  expect(parse(yamlOf([pairOf("values", texts)]), { version: "1.1" })).toEqual({ values: texts });
});

test("a comment goes behind its line up to 118 characters, above it from 119", () => {
  const line = (words: string) => yamlOf([partOf("a", mapOf([pairOf("b", 1, words)]))]).split("\n");
  expect(line("w".repeat(109))).toContain(`  b: 1 # ${"w".repeat(109)}`);
  expect(line("w".repeat(110))).toEqual(expect.arrayContaining([`  # ${"w".repeat(110)}`, "  b: 1"]));
});
