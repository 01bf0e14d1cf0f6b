/** CSVs as they are: each is read rightly or refused in one sentence, by `init` and by `train` with a YAML. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Ran, recourse, temporaryFolder } from "../cli/terminal.ts";

const ROWS = 240;
const HEADER = "income,note,home,paid";

/** 240 people: incomes 1,000 … 3,390, three homes, every third unpaid; `change` may rewrite a record's cells. */
function csv(change: (cells: string[], i: number) => string[] = (cells) => cells, header = HEADER): string {
  const records = Array.from({ length: ROWS }, (_, i) => {
    const cells = [
      `${1000 + 10 * ((i * 37) % ROWS)}`,
      `n${i % 4}`,
      ["own", "rent", "other"][i % 3],
      (i * 7) % 5 < 3 ? "yes" : "no",
    ];
    return change(cells, i).join(",");
  });
  return `${header}\n${records.join("\n")}\n`;
}

const YAML = `
name: people
title: People
source: { file: people.csv, licence: none, citation: none }
features:
  income: { kind: continuous, integer: true }
  home: { kind: oneHot, values: [own, rent, other] }
label: { column: paid, favourable: ["yes"], unfavourable: ["no"], meaning: paid back }
actions: { features: { income: { direction: increase } } }
training: { epochs: 1, batch: 30 }
split: { test: 20 }
`;

const answers = ["--label", "paid", "--favourable", "yes", "--actionable", "income:increase", "--yes"];

function folderWith(bytes: string | Uint8Array): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "people.csv"), bytes);
  return folder;
}

const trainOn = (folder: string, yaml: string): Promise<Ran> =>
  recourse([
    "train",
    "--dataset",
    yaml,
    "--epochs",
    "1",
    "--set",
    "network.hidden=[4]",
    "--results",
    folder,
    "-q",
    "--json",
  ]);

/** The YAML beside the CSV: the tests run in a folder that has configs/datasets. */
const initIn = (folder: string, given: readonly string[] = answers): Promise<Ran> =>
  recourse(["init", join(folder, "people.csv"), ...given, "--output", join(folder, "people.yaml")]);

/** What init makes of the file, and what train does with the YAML above. */
async function both(bytes: string | Uint8Array): Promise<{ init: Ran; train: Ran; folder: string }> {
  const folder = folderWith(bytes);
  const own = join(folder, "own.yaml");
  writeFileSync(own, YAML);
  const train = await trainOn(folder, own);
  return { init: await initIn(folder), train, folder };
}

/** One sentence on stderr, nothing on stdout, exit code 2, no stack. */
function refused({ code, out, err }: Ran, sentence: RegExp): void {
  expect(err).toMatch(sentence);
  expect(err.trim().split("\n")).toHaveLength(1);
  expect(code).toBe(2);
  expect(out).toBe("");
}

/** init writes a YAML and train with it uses so many rows. */
async function accepted({ init, folder }: { init: Ran; folder: string }, rows: number): Promise<unknown> {
  expect(init).toMatchObject({ code: 0, err: "" });
  const yaml = join(folder, "people.yaml");
  const trained = await trainOn(folder, yaml);
  expect(trained).toMatchObject({ code: 0, err: "" });
  const { split } = JSON.parse(trained.out);
  expect(split.train + split.validation + split.test + split.calibration).toBe(rows);
  return parse(readFileSync(yaml, "utf8"));
}

describe("refused by init and by train:", () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ["an empty file", "", /people\.csv: the file is empty/],
    ["a file of blank lines", "\n\n\n", /people\.csv: the file is empty/],
    ["a header alone", `${HEADER}\n`, /people\.csv: a header and no records/],
    [
      "a record with a cell too many, as of an unquoted comma",
      csv((cells, i) => (i === 5 ? ["1,234", ...cells.slice(1)] : cells)),
      /people\.csv, record 6 \(line 7\): 5 cells where 4 columns are named; .*quotes/,
    ],
    [
      "a record cut short",
      csv().slice(0, -8),
      /people\.csv, record 240 \(line 241\): \d cells where 4 columns are named/,
    ],
    [
      "UTF-16",
      Buffer.from(`\uFEFF${csv()}`, "utf16le"),
      /people\.csv: not UTF-8 text but UTF-16; save .* \(iconv -f UTF-16/,
    ],
    [
      "UTF-16 without its mark",
      Buffer.from(csv(), "utf16le"),
      /people\.csv: not UTF-8 text: byte 2 is 0, as in UTF-16/,
    ],
    [
      "Latin-1",
      Buffer.from(
        csv((cells, i) => (i === 9 ? [cells[0], "Müller", ...cells.slice(2)] : cells)),
        "latin1",
      ),
      /people\.csv: not UTF-8 text, first on line 11; save .* \(iconv -f ISO-8859-1/,
    ],
    [
      "one name over two columns that differ",
      csv((cells, i) => [...cells, `${i}`], `${HEADER},income`),
      /people\.csv, record 1 \(line 2\), column income: the header has this name twice, .* differ .*; rename one\n$/,
    ],
    [
      "one class",
      csv(([income, note, home]) => [income, note, home, "yes"]),
      /people\.csv, column paid: all 240 labels are .*; learning needs both outcomes/,
    ],
    ["a quote that is never closed", csv().replace("n0", '"n0'), /people\.csv.*quote/i],
  ])("%s", async (_, bytes, sentence) => {
    const { init, train } = await both(bytes);
    refused(init, sentence);
    refused(train, sentence);
  });
});

describe("read rightly:", () => {
  it("a byte-order mark, CRLF and semicolons: 240 rows, and income keeps its name", async () => {
    const text = `\uFEFF${csv().replaceAll(",", ";").replaceAll("\n", "\r\n")}`;
    const { init, folder } = await both(text);
    expect(await accepted({ init, folder }, ROWS)).toMatchObject({
      source: { delimiter: ";" },
      features: { income: { kind: "continuous", integer: true } },
    });
  });

  it("one name over two columns with the same cells is one column", async () => {
    const made = await both(
      csv(([income, note, home, paid]) => [income, note, home, paid, income], `${HEADER},income`),
    );
    expect(made.train.code).toBe(0);
    await accepted(made, ROWS);
  });

  it("quotes, commas and newlines in cells: 4 notes, 240 rows", async () => {
    const note = (i: number) => `"says ""n${i % 4}"",\nand more"`;
    const made = await both(csv(([income, , home, paid], i) => [income, note(i), home, paid]));
    expect(made.train.code).toBe(0);
    const yaml = await accepted(made, ROWS);
    expect(yaml).toMatchObject({
      features: { note: { kind: "oneHot", values: expect.arrayContaining(['says "n0",\nand more']) } },
    });
  });

  it("an all-missing column is left out by init; train says which cell is empty, or that its mean is unknown", async () => {
    const text = csv(([, note, home, paid], i) => ["", note, home, paid, `${i % 50}`], `${HEADER},age`);
    const { folder, train } = await both(text);
    refused(train, /people\.csv, record 1 \(line 2\), column income: the cell is empty; .* missing: drop, mean/);
    const filled = join(folder, "filled.yaml");
    writeFileSync(filled, YAML.replace("integer: true }", "missing: mean }"));
    refused(
      await trainOn(folder, filled),
      /feature income cannot be filled: all 240 cells .* are missing; leave it out/,
    );

    const refusal = await initIn(folder);
    refused(
      refusal,
      /--actionable income: it is left out \(empty: every cell is missing\); choose among note, home, age/,
    );
    const byAge = answers.map((answer) => answer.replace("income", "age"));
    const init = await initIn(folder, byAge);
    expect(await accepted({ init, folder }, ROWS)).not.toHaveProperty("features.income");
  });

  it("labels missing in places: init drops 24 records and says so; train names the remedy", async () => {
    const made = await both(csv(([income, note, home, paid], i) => [income, note, home, i % 10 === 0 ? "NA" : paid]));
    refused(made.train, /people\.csv, record 1 \(line 2\), column paid: unknown label "NA"/);
    expect(made.init.out).toContain("warning: paid: 24 records have no label and are dropped");
    expect(await accepted(made, ROWS - 24)).toMatchObject({ label: { missing: "drop" }, source: { missing: ["NA"] } });
  });

  it("20,000 rows of 20 columns, one of them unique, become 18 features", async () => {
    const names = Array.from({ length: 18 }, (_, j) => `x${j}`);
    const records = Array.from({ length: 20_000 }, (_, i) =>
      [`u${i}`, ...names.map((_, j) => ((i * (j + 3) * 7919) % 10_007) / 8), (i * 31) % 7 < 3 ? "yes" : "no"].join(","),
    );
    const folder = folderWith(`id,${names.join(",")},paid\n${records.join("\n")}`);
    const init = await initIn(
      folder,
      answers.map((a) => a.replace("income", "x3")),
    );
    const yaml = (await accepted({ init, folder }, 20_000)) as { features: object };
    expect(Object.keys(yaml.features)).toEqual(names);
  });
});
