import { describe, expect, it } from "vitest";
import { commandOf, describeJob, job, point } from "../../src/runner/job.ts";
import { evaluation, training } from "../../src/runner/tasks.ts";

const request = point("simulated-credit", "paper", 0.8, 21, {
  "training.epochs": { value: 3, flag: "--epochs" },
  "network.hidden": { value: [50, 50], flag: "--set network.hidden=[50,50]" },
});

describe("a job", () => {
  it("is the same job whichever flag or order its choices come in, and another one for another choice", () => {
    const { id } = job(training, request);
    const overrides = Object.entries(request.overrides ?? {}).reverse();
    const same = {
      ...request,
      overrides: Object.fromEntries(overrides.map(([path, { value }]) => [path, { value, flag: "x" }])),
    };
    expect(job(training, same).id).toBe(id);
    expect(job(training, point("simulated-credit", "paper", 0.8, 42, {})).id).not.toBe(id);
    expect(job(evaluation, request, "gradient").id).not.toBe(job(evaluation, request, "linear").id);
  });

  it("names the command that does it alone, quoted for a shell", () => {
    expect(commandOf(job(evaluation, request, "gradient"))).toBe(
      "recourse evaluate --method gradient --dataset simulated-credit --protocol paper --epochs 3 " +
        "--set 'network.hidden=[50,50]' --lambda 0.8 --seed 21",
    );
  });

  it("is described by data set, λ, seed, protocol, task and variant", () => {
    expect(describeJob(job(evaluation, request, "gradient"))).toBe(
      "simulated-credit λ 0.8 seed 21 · paper · evaluate gradient",
    );
  });
});
