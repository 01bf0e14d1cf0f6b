import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Asker } from "../../src/cli/questions.ts";
import { peopleCsv } from "./people.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

let csv: string;
let yaml: string;

beforeEach(() => {
  const folder = temporaryFolder();
  csv = join(folder, "people.csv");
  yaml = join(folder, "people.yaml");
  writeFileSync(csv, peopleCsv());
});

const answers = [
  ...["--label", "repaid", "--favourable", "yes", "--meaning", "the loan is repaid"],
  ...["--actionable", "income:increase,savings:increase,housing", "--sensitive", "sex", "--yes"],
];

/** A person who gives these answers in turn, null being Ctrl-C. */
function asking(...replies: (string | readonly string[] | null)[]): { ask: Asker; asked: string[] } {
  const asked: string[] = [];
  const reply = async (question: string) => {
    asked.push(question);
    return replies.shift() ?? null;
  };
  return {
    asked,
    ask: {
      choose: async (question) => (await reply(question)) as string | null,
      chooseSome: async (question) => (await reply(question)) as readonly string[] | null,
      write: async (question) => (await reply(question)) as string | null,
    },
  };
}

describe("the interview of recourse init", () => {
  it("asks a person label, favourable value, meaning, what can change and which way, and the groups", async () => {
    const { ask, asked } = asking("repaid", "yes", "paid back", ["income", "housing"], "increase", "sex");
    const { code, err } = await recourse(["init", csv, "--output", yaml], { ask });
    expect({ code, err }).toEqual({ code: 0, err: `${csv}: 660 records, 12 columns\n` });
    expect(asked).toHaveLength(6);
    expect(asked[4]).toBe("Which way can income move?");
    expect(parse(readFileSync(yaml, "utf8"))).toMatchObject({
      label: { column: "repaid", favourable: ["yes"], meaning: "paid back" },
      actions: {
        features: { income: { direction: "increase", max: expect.any(Number) }, housing: { to: expect.anything() } },
      },
      sensitive: { feature: "sex_male" },
    });
  });

  it("does not offer to change the leak, which would be refused once everything is answered", async () => {
    const offered: string[][] = [];
    const ask: Asker = {
      choose: async (_, choices, first) => {
        offered.push(choices.map(({ value }) => value));
        return offered.length === 1 ? "repaid" : first;
      },
      chooseSome: async (_, choices) => {
        offered.push(choices.map(({ value }) => value));
        return ["income"];
      },
      write: async (_, proposal) => proposal,
    };
    expect((await recourse(["init", csv, "--output", yaml], { ask })).code).toBe(0);
    expect(offered[0]).toContain("collections");
    expect(offered.slice(1).flat()).not.toContain("collections");
  });

  it("asks for nothing that a flag has said, and for nothing at all with --yes", async () => {
    const { ask, asked } = asking("(none)");
    const without = answers.slice(0, -3);
    expect((await recourse(["init", csv, ...without, "--output", yaml], { ask })).code).toBe(0);
    expect(asked).toEqual(["Compare the recourse of two groups, told apart by"]);
    expect((await recourse(["init", csv, ...answers, "--output", yaml, "--force"], asking())).code).toBe(0);
  });

  it.each([0, 1, 2, 3, 4, 5])("Ctrl-C at question %i: exit 130, and nothing is written", async (at) => {
    const replies = ["repaid", "yes", "paid back", ["income"], "increase", "sex"].slice(0, at);
    const { code, out, err } = await recourse(["init", csv, "--output", yaml], asking(...replies, null));
    expect({ code, out }).toEqual({ code: 130, out: "" });
    expect(err).toContain("stopped; nothing was written\n");
    expect(existsSync(yaml)).toBe(false);
  });
});
