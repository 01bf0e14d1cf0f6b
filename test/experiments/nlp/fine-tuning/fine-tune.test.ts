import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stream } from "../../../../src/core/random.ts";
import { checkpointsIn } from "../../../../src/experiments/nlp/fine-tuning/checkpoint.ts";
import {
  type FineTuned,
  type FineTuningProblem,
  type FineTuningSettings,
  fineTune,
} from "../../../../src/experiments/nlp/fine-tuning/fine-tune.ts";
import type { Sequence } from "../../../../src/experiments/nlp/fine-tuning/objective.ts";
import { runtime } from "../../../../src/experiments/nlp/onnx/runtime.ts";
import { temporaryFolder } from "../../../cli/terminal.ts";
import { runtimes } from "./runtimes.ts";
import { tinyEncoder } from "./tiny-encoder.ts";

const settings: FineTuningSettings = {
  lambda: 0,
  recourseTerm: "every",
  pooling: "mean",
  epochs: 3,
  learningRate: 0.01,
  batch: 4,
  dropout: 0.1,
  weightDecay: 0,
  seed: 0,
};

/**
 * 48 sentences of three words. Word 5 anywhere makes one positive; a candidate has word 4 in the place of a word, which no
 * sentence has.
 */
function problemOf(changed: Partial<FineTuningSettings> = {}): FineTuningProblem {
  const random = stream(5, "sentences");
  const sequences: Sequence[] = Array.from({ length: 48 }, (_, i) => {
    const words = Array.from({ length: 3 }, () => 6 + random.below(5));
    if (i % 2 === 1) words[random.below(3)] = 5;
    return [1, ...words, 2];
  });
  const candidates = sequences.flatMap((sequence) => [1, 2].map((at) => sequence.map((id, k) => (k === at ? 4 : id))));
  return {
    encoder: tinyEncoder(4),
    settings: { ...settings, ...changed },
    train: { sequences, y: sequences.map((_, i) => i % 2) },
    candidates: { sequences: candidates, first: Int32Array.from({ length: 49 }, (_, i) => 2 * i) },
  };
}

const bits = ({ parameters }: FineTuned) => [...parameters.values()].flatMap(({ values }) => [...values]);
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(await runtimes())("fine-tuning (%s)", (name) => {
  it("learns 48 sentences; with λ = 1 the candidates of the negative score higher by more than 0.2", async () => {
    const run = async (lambda: number) => fineTune(problemOf({ lambda, epochs: 10 }), await runtime(name));
    const [without, withTerm] = [await run(0), await run(1)];
    const { train, candidates } = problemOf();
    const score = await without.score(train.sequences);
    expect(Array.from(score, (g) => (g >= 0.5 ? 1 : 0))).toEqual(train.y);
    expect(without.epochs[9].loss).toBeLessThan(without.epochs[0].loss / 2);
    expect(without.epochs[9]).toMatchObject({ epoch: 10, withTerm: 0, recourseLoss: null });
    expect(withTerm.epochs[9].withTerm).toBe(48);
    const ofNegative = candidates.sequences.filter((_, k) => train.y[Math.floor(k / 2)] === 0);
    const [lower, higher] = [await without.score(ofNegative), await withTerm.score(ofNegative)];
    expect(mean(higher)).toBeGreaterThan(mean(lower) + 0.2);
    for (const each of [without, withTerm]) await each.close();
  });

  it("stopped in its second of 3 epochs it goes on from the first, to the same bits as without a stop", async () => {
    const folder = temporaryFolder();
    const checkpoints = () => checkpointsIn(folder, "key");
    const whole = await fineTune(problemOf({ lambda: 0.5 }), await runtime(name));
    const stop = new AbortController();
    const stopped = fineTune(problemOf({ lambda: 0.5 }), await runtime(name), checkpoints(), {
      signal: stop.signal,
      onStep: ({ epoch, step }) => {
        if (epoch === 2 && step === 5) stop.abort(new Error("stopped"));
      },
    });
    await expect(stopped).rejects.toThrow("stopped");
    expect(await readdir(folder)).toEqual(["fine-tuning-key.checkpoint"]);
    const steps: number[] = [];
    const rest = await fineTune(problemOf({ lambda: 0.5 }), await runtime(name), checkpoints(), {
      onStep: ({ epoch, secondsLeft }) => {
        steps.push(epoch);
        expect(secondsLeft).toBeGreaterThanOrEqual(0);
      },
    });
    expect(steps).toEqual([...new Array(12).fill(2), ...new Array(12).fill(3)]);
    expect(bits(rest)).toEqual(bits(whole));
    expect(rest.epochs).toEqual(whole.epochs);
    // All epochs are stored: nothing is trained.
    const stored = await fineTune(problemOf({ lambda: 0.5 }), await runtime(name), checkpoints(), {
      onStep: () => expect.unreachable(),
    });
    expect(bits(stored)).toEqual(bits(whole));
    for (const each of [whole, rest, stored]) await each.close();
  });

  it("a checkpoint with one byte changed, cut short, or of another encoder is as good as none, and it says so", async () => {
    const folder = temporaryFolder();
    const said: string[] = [];
    const checkpoints = checkpointsIn(folder, "key", (message) => said.push(message));
    const first = await fineTune(problemOf({ epochs: 1 }), await runtime(name), checkpoints);
    const path = join(folder, "fine-tuning-key.checkpoint");
    const file = await readFile(path);
    const changed = Buffer.from(file);
    changed[file.length - 100] ^= 1;
    for (const damaged of [changed, file.subarray(0, -1), file.subarray(0, 10)]) {
      await writeFile(path, damaged);
      expect(await checkpoints.restore(first.parameters)).toEqual([]);
    }
    await writeFile(path, file);
    expect(await checkpoints.restore(new Map([...first.parameters].slice(1)))).toEqual([]);
    expect(await checkpoints.restore(first.parameters)).toEqual(first.epochs);
    expect(said.map((message) => message.replace(/^.*checkpoint: /, ""))).toEqual([
      ...new Array(3).fill("the checkpoint is damaged; training starts again"),
      "the checkpoint is of another training; training starts again",
    ]);
    await checkpoints.clear();
    expect(await readdir(folder)).toEqual([]);
    await first.close();
  });

  it("a loss that is not a number ends with the epoch, the step and a remedy", async () => {
    const problem = problemOf({ learningRate: 1e30, lambda: 1 });
    await expect(fineTune(problem, await runtime(name))).rejects.toThrow(
      /^fine-tuning diverged: the loss is not a number at epoch 1, step \d+; lower the learning rate$/,
    );
    await expect(fineTune(problemOf({ dropout: Number.NaN }), await runtime(name))).rejects.toThrow("invalid dropout");
  });
});
