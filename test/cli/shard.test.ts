import { describe, expect, it } from "vitest";
import { parseShard } from "../../src/cli/shard.ts";

const slurm = (id: number, min: number, count: number, step = 1) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_COUNT: String(count),
  SLURM_ARRAY_TASK_STEP: String(step),
});

describe("--shard", () => {
  it.each([
    ["Slurm, --array=0-7", "auto", slurm(3, 0, 8), 4, 8],
    ["Slurm, --array=1-8", "auto", slurm(3, 1, 8), 3, 8],
    ["Slurm, --array=1-15:2", "auto", slurm(5, 1, 8, 2), 3, 8],
    ["Slurm, tasks 2 and 5 of 8 submitted again", "auto/8", slurm(5, 2, 2), 5, 8],
    ["Kubernetes, completions: 8", "auto/8", { JOB_COMPLETION_INDEX: "0" }, 1, 8],
    ["AWS Batch, size 8", "auto", { AWS_BATCH_JOB_ARRAY_INDEX: "7", AWS_BATCH_JOB_ARRAY_SIZE: "8" }, 8, 8],
    ["HyperQueue, --array 1-8, inside Slurm", "auto/8", { ...slurm(1, 1, 2), HQ_TASK_ID: "6" }, 6, 8],
  ])("%s: %s is read from the environment, and said", (name, text, environment, index, count) => {
    const shard = parseShard(text, environment);
    expect(shard).toMatchObject({ index, count });
    expect(shard.said).toContain(name.split(",")[0]);
  });

  it.each([
    ["auto", {}, "no scheduler says which part this is"],
    [
      "auto",
      { JOB_COMPLETION_INDEX: "3" },
      "Kubernetes says the index (JOB_COMPLETION_INDEX=3) and not of how many: auto/n",
    ],
    ["auto", { HQ_TASK_ID: "3" }, "HyperQueue says the index"],
    ["auto", slurm(5, 2, 2), "gaps between them; name the count: auto/n"],
    ["auto", slurm(2, 1, 2, 2), "gaps between them"],
    ["auto/8", slurm(0, 0, 8), "is no part of 8: number its tasks from 1"],
    ["auto/8", { JOB_COMPLETION_INDEX: "8" }, "is no part of 8"],
    ["auto", { AWS_BATCH_JOB_ARRAY_INDEX: "1" }, "AWS Batch is expected to set AWS_BATCH_JOB_ARRAY_SIZE"],
    ["auto/0", { JOB_COMPLETION_INDEX: "0" }, "is no part of 0"],
    ["auto", { ...slurm(1, 1, 2), SLURM_ARRAY_TASK_ID: "" }, "it is "],
  ])("%s under %j is refused", (text, environment, message) => {
    expect(() => parseShard(text, environment)).toThrow(message);
  });
});
