/** The examples for clusters that cannot be run here say what the program understands. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseShard } from "../src/cli/shard.ts";
import { parsed } from "./cli/command-lines.ts";

const textOf = (name: string) => readFileSync(new URL(`../examples/cluster/${name}`, import.meta.url), "utf8");

describe("examples/cluster", () => {
  it("the Kubernetes Job is Indexed, its command is accepted, and its shards are its completions", async () => {
    const { spec } = parse(textOf("kubernetes-job.yaml"));
    const [container] = spec.template.spec.containers;
    const found = await parsed(container.args);
    expect(found).toMatchObject({
      name: "sweep",
      options: { steal: true, results: container.volumeMounts[0].mountPath },
    });
    const options = found?.options as { readonly shard: string };
    const last = { JOB_COMPLETION_INDEX: String(spec.completions - 1) };
    expect(parseShard(options.shard, last)).toMatchObject({ index: spec.completions, count: spec.completions });
    expect(spec.completionMode).toBe("Indexed");
  });

  it.each(["slurm-array.sh", "gnu-parallel.sh", "hyperqueue.sh"])(
    "%s calls sweep with options it has",
    async (name) => {
      const [, words] = /\bsweep (.*) "\$@"/.exec(textOf(name)) ?? [];
      const argv = words
        .replaceAll('"', "")
        .replaceAll(/\$\{SLURM_CPUS_PER_TASK:-1\}/g, "1")
        .split(" ");
      expect(await parsed(["sweep", ...argv])).toMatchObject({ options: { steal: true, quiet: true, jobs: 1 } });
    },
  );
});
