import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { renamedOptions } from "../src/config/renamed.ts";
import {
  type Classifier,
  ConfigError,
  calibrate,
  certify,
  certifyEveryone,
  contains,
  DataError,
  evaluate,
  explain,
  type Progress,
  readBundle,
  row,
  take,
  train,
  turnedDown,
} from "../src/index.ts";
import { recourse, temporaryFolder } from "./cli/terminal.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A classifier that is trained in a second. */
const small = (results: string) => ({
  dataset: "simulated-credit",
  protocol: "corrected",
  epochs: 2,
  overrides: { "network.hidden": [8] },
  results,
});

const turnedAway = { age: 22, education: 9, income: 9000, savings: 0, debt: 30000, amount: 18000, duration: 40 };

describe("the steps as functions", () => {
  it("train, evaluate, calibrate and explain hand on to each other, and print nothing", async () => {
    const printed = [vi.spyOn(process.stdout, "write"), vi.spyOn(console, "log")];
    const classifier = await train({ ...small(temporaryFolder()), lambda: 0.8 });
    expect(classifier.record.lambda).toBe(0.8);
    expect(classifier.stored.fresh).toBe(true);

    const evaluation = await evaluate(classifier, { method: "exhaustive" });
    const { recourse: judged, theta0 } = evaluation.record;
    expect(theta0).toBe(classifier.theta0);
    expect(judged.flipped).toBeGreaterThan(0);
    const { parts, actions } = await classifier.dataset();
    const network = await classifier.open();
    const negatives = turnedDown(network.score(parts.test.X), theta0);
    network.close();
    expect(evaluation.delta.rows).toBe(negatives.length);
    const X = take(parts.test.X, negatives);
    for (let i = 0; i < X.rows; i++) expect(contains(actions, row(X, i), row(evaluation.delta, i))).toBe(true);

    const calibrated = await calibrate(classifier, { epsilon: 0.1, alpha: 0.01, method: "adversarial" });
    expect(calibrated.record).toMatchObject({ epsilon: 0.1, alpha: 0.01, method: "adversarial" });
    expect(calibrated.theta0).toBeLessThanOrEqual(calibrated.record.calibration.theta0Bound);
    expect(calibrated.guarantee.sentence).toMatch(/at least 99 % over these rows, at least 90 % of those people/);

    const folder = join(temporaryFolder(), "model");
    await calibrated.save(folder);
    const answers = [calibrated, await readBundle(folder), folder].map((given) =>
      explain(given, { person: turnedAway }),
    );
    const [fromClassifier, ...fromBundle] = await Promise.all(answers);
    expect(fromClassifier.accepted).toBe(false);
    expect(fromBundle).toEqual([fromClassifier, fromClassifier]);
    for (const spy of printed) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  it("certify says of everybody what certifyEveryone says of a person alone", async () => {
    const classifier = await train({ ...small(temporaryFolder()), lambda: 0.8 });
    const { counts, people, theta0 } = await certify(classifier);
    expect(theta0).toBe(classifier.theta0);
    expect(people).toHaveLength(counts.people);
    const { answer, witness } = await certifyEveryone(classifier, { person: turnedAway, where: ["age = 22"] });
    expect([answer, witness === null]).toEqual(answer === "everyone" ? ["everyone", true] : ["not everyone", false]);
    const typo = certify(classifier, { boxs: 3 } as object);
    await expect(typo).rejects.toThrow("certify: boxs: unknown option (did you mean boxes?)");
  });

  it("a step takes the options of training in place of a classifier, and finds what another step has stored", async () => {
    const options = small(temporaryFolder());
    const first = await evaluate(options);
    const classifier = await train(options);
    expect([first.stored.fresh, classifier.stored.fresh]).toEqual([true, false]);
    const again = await evaluate(classifier, { method: "adversarial" });
    expect(again.stored.fresh).toBe(false);
    expect(again.record).toEqual(first.record);
  });

  it("stores under the keys of the command line", async () => {
    const results = temporaryFolder();
    const flags = ["--dataset", "simulated-credit", "--epochs", "2", "--set", "network.hidden=[8]", "--seed", "3"];
    expect((await recourse(["train", ...flags, "--results", results])).code).toBe(0);
    const { dataset, epochs, overrides } = small(results);
    const classifier = await train({ dataset, epochs, overrides, seed: 3, results });
    expect(classifier.stored.fresh).toBe(false);
    expect((await evaluate(classifier)).stored.fresh).toBe(false);
  });

  it("a data set may be a .yaml file anywhere, with its CSV beside it", async () => {
    const folder = temporaryFolder();
    const yaml = readFileSync(join(root, "configs/datasets/simulated-credit.yaml"), "utf8");
    writeFileSync(join(folder, "mine.yaml"), yaml.replace(/file: .*\n.*\n.*\n/, "file: mine.csv\n"));
    const csv = readFileSync(join(root, "data/simulated-credit.csv"), "utf8").split("\n");
    writeFileSync(join(folder, "mine.csv"), `${csv.slice(0, 4001).join("\n")}\n`);
    const { record } = await train({ ...small(folder), dataset: join(folder, "mine.yaml") });
    expect(record.data.rows).toBe(4000);
  });

  it("tells of progress: 2 epochs with their outcome, then every person a method proposes for", async () => {
    const told: Progress[] = [];
    const onProgress = (progress: Progress) => told.push(progress);
    const classifier = await train({ ...small(temporaryFolder()), onProgress });
    expect(told.flatMap(({ epoch }) => (epoch === null ? [] : [epoch.epoch]))).toEqual([1, 2]);
    expect(told.every(({ phase, total }) => phase === "training" && total === 2)).toBe(true);
    const shares = told.map(({ done, total }) => done / total);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));

    told.length = 0;
    const { record } = await evaluate(classifier, { onProgress });
    const people = record.recourse.negatives;
    expect(told.at(-1)).toEqual({ phase: "recourse", done: people, total: people, epoch: null });
  });
});

describe("networks trained again", () => {
  it("calibrate with retrain: 4 has explain count on 2 of them, the same from the classifier, its bundle and the saved folder", async () => {
    const classifier = await train({ ...small(temporaryFolder()), lambda: 0.8 });
    const calibrated = await calibrate(classifier, { epsilon: 0.1, retrain: 4 });
    const options = { person: turnedAway, methods: ["adversarial"] };
    const explained = await explain(calibrated, options);
    expect(explained.lasting).toMatchObject({ choosing: 2, counting: 2, share: 0.9 });
    for (const { kept } of explained.alternatives) expect(kept).toMatchObject({ of: 2 });
    const folder = join(temporaryFolder(), "model");
    expect((await calibrated.save(folder)).files).toHaveProperty(["networks.bin"]);
    for (const given of [await calibrated.bundle(), folder]) expect(await explain(given, options)).toEqual(explained);
    expect((await explain(await calibrate(classifier, { epsilon: 0.1 }), options)).lasting).toBeNull();
  });
});

describe("being stopped", () => {
  it("throws the signal's reason, at once or within an epoch, and stores nothing half-done", async () => {
    const results = temporaryFolder();
    const reason = new Error("enough");
    const before = { ...small(results), signal: AbortSignal.abort(reason) };
    await expect(train(before)).rejects.toBe(reason);
    const stop = new AbortController();
    const running = train({ ...small(results), signal: stop.signal, onProgress: () => stop.abort(reason) });
    await expect(running).rejects.toBe(reason);
    expect(existsSync(join(results, "runs"))).toBe(false);

    const classifier = await train(small(results));
    const { signal } = stop;
    await expect(evaluate(classifier, { signal })).rejects.toBe(reason);
    await expect(calibrate(classifier, { signal })).rejects.toBe(reason);
    await expect(explain("absent", { person: turnedAway, signal })).rejects.toBe(reason);
  });
});

describe("what a person can mend", () => {
  const refused = async (running: Promise<unknown>, kind: typeof ConfigError | typeof DataError, message: RegExp) => {
    const error = await running.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(message);
  };
  const dataset = "simulated-credit";
  /** Options as a program without types may pass them. */
  const untyped = (options: object) => train(options as Parameters<typeof train>[0]);

  it("names the option a wrong value comes from", async () => {
    await refused(untyped({}), ConfigError, /^train: dataset is missing/);
    await refused(train({ dataset: "simulated-credt" }), ConfigError, /did you mean simulated-credit/);
    await refused(
      untyped({ dataset, lamda: 0 }),
      ConfigError,
      /^train: lamda: unknown option \(did you mean lambda\?\)/,
    );
    await refused(train({ dataset, lambda: -1 }), ConfigError, /^option lambda: run.lambda is -1: /);
    const overrides = { "network.hiden": [8] };
    await refused(train({ dataset, overrides }), ConfigError, /^overrides\["network.hiden"\].*did you mean hidden/);
    await refused(evaluate({ dataset }, { method: "adverserial" }), ConfigError, /did you mean adversarial/);
    await refused(explain("nowhere", { person: turnedAway }), DataError, /bundle.json: cannot be read/);
  });

  it("a later step refuses a choice that would need another classifier, and a guarantee too few rows can prove", async () => {
    const classifier: Classifier = await train(small(temporaryFolder()));
    const overrides = { "training.batch": 30 };
    await refused(evaluate(classifier, { overrides }), ConfigError, /^overrides: .*training.batch.*give it to train/);
    await refused(calibrate(classifier, { epsilon: 0.001 }), ConfigError, /hold out at least \d+ rows/);
    await refused(calibrate(classifier, { method: "gradient" }), ConfigError, /circular/);
    for (const [old, now] of Object.entries(renamedOptions)) {
      const before = { [old]: 0.5 } as Parameters<typeof calibrate>[1];
      await refused(calibrate(classifier, before), ConfigError, new RegExp(`^calibrate: ${old}: renamed to ${now}$`));
    }
    const { record } = await evaluate(classifier, { overrides: { "recourse.adversarial.solver": "glpk" } });
    expect(record.recourse).toEqual((await evaluate(classifier)).record.recourse);
  });
});
