import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { renamedFlags } from "../../src/config/renamed.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

const train = ["train", "--dataset", "simulated-credit"];
const configs = fileURLToPath(new URL("../../configs", import.meta.url));

describe("bad input gets one clear sentence and exit code 2", () => {
  it.each([
    ["no data set", ["train"], "--dataset is missing: name one of"],
    ["an unknown data set", ["train", "--dataset", "adlut"], 'unknown data set "adlut" (did you mean adult?)'],
    ["an unknown protocol", [...train, "--protocol", "papper"], 'unknown protocol "papper" (did you mean paper?)'],
    ["λ < 0", [...train, "--lambda", "-1"], "--lambda: run.lambda is -1: too small"],
    [
      "λ that is not a number",
      [...train, "--lambda", "abc"],
      "option '-l, --lambda <number>' argument 'abc' is invalid. It is not a number.",
    ],
    ["NaN for λ", [...train, "--lambda", "NaN"], "argument 'NaN' is invalid. It is not a number."],
    ["δmax = 0", [...train, "--delta-max", "0"], "--delta-max: actions.deltaMax is 0: too small"],
    ["half an epoch", [...train, "--epochs", "1.5"], "--epochs: training.epochs is 1.5"],
    ["a seed below 0", [...train, "--seed", "-1"], "--seed: run.seed is -1"],
    ["an unknown engine", [...train, "--engine", "cuda"], 'unknown engine "cuda"'],
    ["an unknown option", [...train, "--lamda", "1"], "unknown option '--lamda'\n(Did you mean --lambda?)"],
    ...Object.entries(renamedFlags).map(([old, now]): [string, string[], string] => [
      `the old name of ${now}`,
      ["calibrate", "--dataset", "simulated-credit", old, "0.5"],
      `${old}: renamed to ${now}`,
    ]),
    ["an unknown command", ["trian"], "unknown command 'trian'\n(Did you mean train?)"],
    [
      "an unknown choice",
      [...train, "--set", "training.bacth=3"],
      "training.bacth: unknown setting (did you mean batch?)",
    ],
    ["a --set without a value", [...train, "--set", "training.batch"], "write it as path=value"],
    ["an impossible choice", [...train, "--set", "network.activation=gelu"], 'network.activation is "gelu"'],
    [
      "a missing data-set file",
      ["train", "--dataset", "no/such.yaml"],
      "no/such.yaml: cannot be read (ENOENT); check the path",
    ],
    [
      "an unknown method",
      ["evaluate", "--dataset", "simulated-credit", "--method", "adversarail"],
      "did you mean adversarial?",
    ],
    ["more test rows than there are", [...train, "--set", "split.test=5000"], "too few rows"],
  ])("%s", async (_, argv, sentence) => {
    const { code, out, err } = await recourse([
      ...argv,
      ...(argv[0] === "trian" ? [] : ["--results", temporaryFolder()]),
    ]);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).not.toMatch(/\bat .*\.ts:/);
  });

  /** A data set of one's own in a folder of its own: the simulated one's file with one passage changed. */
  const withDataset = (change: (yaml: string) => string) => {
    const folder = temporaryFolder();
    const file = join(folder, "own.yaml");
    writeFileSync(file, change(readFileSync(join(configs, "datasets", "simulated-credit.yaml"), "utf8")));
    return { folder, file };
  };
  const csv = () => readFileSync(fileURLToPath(new URL("../../data/simulated-credit.csv", import.meta.url)), "utf8");

  it("broken YAML: the file and the line", async () => {
    const { file } = withDataset((yaml) => `${yaml}\n  : [`);
    const { code, err } = await recourse(["train", "--dataset", file]);
    expect(code).toBe(2);
    expect(err).toMatch(/own\.yaml: .* at line \d+/);
  });

  it("a misspelt action: the place, and what was meant", async () => {
    const { file } = withDataset((yaml) =>
      yaml.replace(/^( +)savings:(?= *(?:\n +direction|\{))/m, "$1savigns:").replace(/(features:\n(?:.*\n)*)/, "$1"),
    );
    const { code, err } = await recourse(["train", "--dataset", file, "--results", temporaryFolder()]);
    expect(code).toBe(2);
    expect(err).toMatch(/own\.yaml: .*savi/);
  });

  it("a CSV of one's own that is missing: the folders looked at, its YAML's among them, and --data-dir", async () => {
    const { file } = withDataset((yaml) => yaml.replace("file: simulated-credit.csv", "file: elsewhere.csv"));
    const { code, err } = await recourse(["train", "--dataset", file]);
    expect(code).toBe(2);
    expect(err).toContain("elsewhere.csv is in none of");
    expect(err).toContain("or name its folder with --data-dir");
    expect(err).toContain(dirname(file));
  });

  it("causal recourse on data without structural equations: what to declare and where, before anything is trained", async () => {
    const { file } = withDataset((yaml) => yaml.replace(/^causal:\n(?: .*\n)*/m, ""));
    const argv = ["evaluate", "--dataset", file, "--method", "causal", "--results", temporaryFolder()];
    const { code, out, err } = await recourse(argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/own\.yaml: causal: is missing, and method "causal" needs .* declare causal\.equations there/);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  it("a CSV with other bytes than the pinned ones", async () => {
    const { folder, file } = withDataset((yaml) => yaml.replace("file: simulated-credit.csv", "file: own.csv"));
    writeFileSync(join(folder, "own.csv"), csv().slice(0, -10));
    const { code, err } = await recourse(["train", "--dataset", file, "--data-dir", folder]);
    expect(code).toBe(2);
    expect(err).toMatch(/own\.csv: SHA-256 is [0-9a-f]{64} where simulated-credit needs [0-9a-f]{64}/);
  });

  const withCsv = async (change: (text: string) => string) => {
    const { folder, file } = withDataset((yaml) =>
      yaml
        .replace("file: simulated-credit.csv", "file: own.csv")
        .replace(/^ *sha256: [0-9a-f]{64}\n/m, "")
        .replace(/^ *bytes: \d+\n/m, ""),
    );
    writeFileSync(join(folder, "own.csv"), change(csv()));
    return recourse(["train", "--dataset", file, "--data-dir", folder, "--results", temporaryFolder(), "--quiet"]);
  };

  it("a cell that is not a number: file, record and column", async () => {
    const { code, err } = await withCsv((text) => text.replace(/\n\d+,/, "\nforty,"));
    expect(code).toBe(2);
    expect(err).toMatch(/own\.csv.*record 1.*age.*forty/);
  });

  it("an empty file, a header alone, and labels that are all alike", async () => {
    for (const change of [
      () => "",
      (text: string) => text.slice(0, text.indexOf("\n") + 1),
      (text: string) => text.replaceAll(/\bno\b/g, "yes"),
    ]) {
      const { code, err } = await withCsv(change);
      expect(code).toBe(2);
      expect(err).toContain("own.csv");
      expect(err.trim().split("\n")).toHaveLength(1);
    }
  });

  it("a loss that is not a number: epoch and batch", async () => {
    const results = temporaryFolder();
    const { code, err } = await recourse([
      ...train,
      "--set",
      "optimiser.learningRate=1e300",
      "--results",
      results,
      "-q",
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(/training diverged: the loss is not a number at epoch 1, batch \d+/);
  });

  it("results that cannot be written: a file in the way", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "taken"), "");
    const { code, err } = await recourse([...train, "--epochs", "1", "--results", join(folder, "taken"), "-q"]);
    expect(code).toBe(2);
    expect(err).toContain("name another folder with --results");
  });

  it.skipIf(process.getuid?.() === 0)(
    "results that cannot be written: no permission (skipped for root, who may write anywhere)",
    async () => {
      const folder = join(temporaryFolder(), "closed");
      mkdirSync(folder);
      chmodSync(folder, 0o500);
      const { code, err } = await recourse([...train, "--epochs", "1", "--results", folder, "-q"]);
      expect(code).toBe(2);
      expect(err).toContain("permission denied");
    },
  );
});
