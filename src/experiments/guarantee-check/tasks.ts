/** The guarantee check's own work: proposals for everybody that is drawn from, and the draws. */
import { recourseMethod } from "../../methods/registry.ts";
import type { ProposeRecord } from "../../pipeline/proposals.ts";
import type { Task } from "../../runner/job.ts";
import { calibration } from "../../runner/tasks.ts";
import { type Piece, proposeForPool, type RedrawRecord, redrawPiece } from "./resamples.ts";

/** Seconds a row of one redraw takes. */
const REDRAWN_ROW = 1e-6;

/** Proposals for everyone that redraws look at; the variant is the method. */
export const poolProposing: Task<ProposeRecord> = {
  name: "propose for redraws",
  after: (_, method) => [[calibration, method]],
  run: async (store, run, variant, { onShare, signal }) => {
    const progress = { onProgress: (done: number, rows: number) => onShare?.(done / rows), signal };
    const proposals = await proposeForPool(store, run, recourseMethod(variant ?? ""), progress);
    return proposals[proposals.length - 1];
  },
  seconds: (run, variant) => calibration.seconds(run, variant),
};

/** A piece of the redraws; its variant is made by `pieceVariant`. */
export const redrawing: Task<RedrawRecord> = {
  name: "redraw",
  after: (_, variant) => [[poolProposing, pieceOf(variant).method]],
  run: (store, run, variant, { onShare, signal }) => {
    const { method, ...piece } = pieceOf(variant);
    const progress = { onProgress: (done: number, redraws: number) => onShare?.(done / redraws), signal };
    return redrawPiece(store, run, recourseMethod(method), piece, progress);
  },
  seconds: ({ settings: { split }, lines }, variant) => {
    const { from, to } = pieceOf(variant);
    return REDRAWN_ROW * (to - from) * lines * (split.calibration || split.validation);
  },
  command: (variant) => {
    const { method, to } = pieceOf(variant);
    return ["calibrate", "--method", method, "--validate", String(to)];
  },
};

/** Redraws `from` to `to` with a method, as a variant. */
export function pieceVariant(method: string, { from, to }: Piece): string {
  return `${method} ${from} ${to}`;
}

function pieceOf(variant: string | null): Piece & { readonly method: string } {
  const [method, from, to] = (variant ?? "").split(" ");
  return { method, from: Number(from), to: Number(to) };
}
