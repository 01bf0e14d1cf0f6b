/** The guarantee check's own work: proposals for everybody in the population, and the resamples. */
import { recourseMethod } from "../../methods/registry.ts";
import type { ProposeRecord } from "../../pipeline/proposals.ts";
import type { Task } from "../../runner/job.ts";
import { calibration } from "../../runner/tasks.ts";
import { proposeForPopulation } from "./population.ts";
import { type Chunk, type ResampleRecord, resampleChunk } from "./resamples.ts";

/** Seconds a row of one resample takes. */
const RESAMPLED_ROW = 1e-6;

/** Proposals for everyone that resamples draw from or are evaluated on; the variant is the method. */
export const populationProposals: Task<ProposeRecord> = {
  name: "propose for resamples",
  after: (_, method) => [[calibration, method]],
  run: async (store, run, variant, { onShare, signal }) => {
    const progress = { onProgress: (done: number, rows: number) => onShare?.(done / rows), signal };
    const proposals = await proposeForPopulation(store, run, recourseMethod(variant ?? ""), progress);
    return proposals[proposals.length - 1];
  },
  seconds: (run, variant) => calibration.seconds(run, variant),
};

/** A chunk of the resamples; its variant is made by `chunkVariant`. */
export const resampling: Task<ResampleRecord> = {
  name: "redraw",
  after: (_, variant) => [[populationProposals, chunkOf(variant).method]],
  run: (store, run, variant, { onShare, signal }) => {
    const { method, ...chunk } = chunkOf(variant);
    const progress = { onProgress: (done: number, resamples: number) => onShare?.(done / resamples), signal };
    return resampleChunk(store, run, recourseMethod(method), chunk, progress);
  },
  seconds: ({ settings: { split }, lines }, variant) => {
    const { from, to } = chunkOf(variant);
    return RESAMPLED_ROW * (to - from) * lines * (split.calibration || split.validation);
  },
  command: (variant) => {
    const { method, to } = chunkOf(variant);
    return ["calibrate", "--method", method, "--validate", String(to)];
  },
};

/** Resamples `from` to `to` with a method, as a variant. */
export function chunkVariant(method: string, { from, to }: Chunk): string {
  return `${method} ${from} ${to}`;
}

function chunkOf(variant: string | null): Chunk & { readonly method: string } {
  const [method, from, to] = (variant ?? "").split(" ");
  return { method, from: Number(from), to: Number(to) };
}
