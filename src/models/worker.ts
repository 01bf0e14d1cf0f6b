/** The thread that talks to a model from outside, so that the thread that asks can wait for the answer. */
import { type MessagePort, workerData } from "node:worker_threads";
import { type CommandSpec, ScoringCommand } from "./command.ts";
import { OnnxModel, type OnnxSpec } from "./onnx.ts";

/** Rows to be scored: lines of a CSV, or numbers row after row. */
export type ModelRequest =
  | { readonly kind: "open" }
  | { readonly kind: "lines"; readonly header: string; readonly lines: readonly string[] }
  | { readonly kind: "cells"; readonly names: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: "numbers"; readonly columns: number; readonly data: Float64Array };

/** What came of it. `process` is a child to be ended with this program. */
export type ModelResponse =
  | { readonly kind: "scores"; readonly scores: Float64Array }
  | { readonly kind: "opened"; readonly process: number; readonly matrix: boolean }
  | { readonly kind: "failed"; readonly problem: string };

/** What the thread is started with. */
export interface WorkerStart {
  readonly spec: CommandSpec | OnnxSpec;
  readonly port: MessagePort;
  /** [1] 1 when an answer is there. */
  readonly flag: Int32Array;
}

const { spec, port, flag } = workerData as WorkerStart;

let model: ScoringCommand | OnnxModel | null = null;

async function answerTo(question: ModelRequest): Promise<ModelResponse> {
  if (question.kind === "open") {
    model = spec.kind === "command" ? new ScoringCommand(spec) : await OnnxModel.open(spec);
    return model instanceof ScoringCommand
      ? { kind: "opened", process: model.process, matrix: false }
      : { kind: "opened", process: 0, matrix: model.matrix };
  }
  if (model instanceof ScoringCommand && question.kind === "lines") {
    return { kind: "scores", scores: await model.score(question.header, question.lines) };
  }
  if (model instanceof OnnxModel && question.kind === "cells") {
    return { kind: "scores", scores: await model.scoreCells(question.names, question.rows) };
  }
  if (model instanceof OnnxModel && question.kind === "numbers") {
    return { kind: "scores", scores: await model.scoreNumbers(question.data, question.columns) };
  }
  throw new RangeError(`invalid question: ${question.kind}`);
}

port.on("message", async (question: ModelRequest) => {
  let answer: ModelResponse;
  try {
    answer = await answerTo(question);
  } catch (error) {
    answer = { kind: "failed", problem: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(answer);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
});
