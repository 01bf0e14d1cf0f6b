import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { storedScores } from "../../../../src/experiments/nlp/classify.ts";
import { classifyFineTuned } from "../../../../src/experiments/nlp/fine-tuning/classify.ts";
import { openTextRun, textRun } from "../../../../src/experiments/nlp/run.ts";
import { Store } from "../../../../src/pipeline/store.ts";
import { temporaryFolder } from "../../../cli/terminal.ts";
import { treebankFolders, withTreebank } from "../treebank.ts";

const set = (path: string, value: number | string) => [path, { value, flag: `--set ${path}=${value}` }] as const;

withTreebank("an encoder fine-tuned on 20 sentences of the treebank", () => {
  it("stopped in its second epoch goes on from the first, and is then stored with every score and no checkpoint", async () => {
    const request = {
      dataset: "sst",
      protocol: "paper",
      overrides: Object.fromEntries([
        set("run.lambda", 0.25),
        set("nlp.sentences", 20),
        set("nlp.ceiling", 0),
        set("nlp.runtime", "wasm"),
        set("fineTuning.layers", 1),
        set("fineTuning.batch", 10),
      ]),
    };
    const run = textRun(await openTextRun(request, treebankFolders));
    const root = temporaryFolder();
    const store = new Store(root);
    const shares: number[] = [];
    const stop = new AbortController();
    const onShare = (share: number) => {
      shares.push(share);
      if (share === 0.75) stop.abort(new Error("stopped"));
    };
    await expect(classifyFineTuned(store, run, { onShare, signal: stop.signal })).rejects.toThrow("stopped");
    expect(await readdir(join(root, "checkpoints"))).toHaveLength(1);
    const stored = await classifyFineTuned(store, run, { onShare: (share) => shares.push(share) });
    expect(shares).toEqual([0.25, 0.5, 0.75, 0.75, 1]);
    expect(await readdir(join(root, "checkpoints"))).toEqual([]);
    expect(stored.record.losses).toHaveLength(2);
    for (const part of ["validation", "test"] as const) {
      const score = storedScores(stored, part);
      expect(score).toHaveLength(20);
      expect(score.every((g) => g > 0 && g < 1)).toBe(true);
    }
    expect(storedScores(stored, "replacements").length).toBeGreaterThan(20);
    expect((await classifyFineTuned(store, run)).fresh).toBe(false);
    expect(existsSync(join(stored.directory, "head.f32"))).toBe(false);
  });
});
