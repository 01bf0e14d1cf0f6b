/** A model from outside behind a thread of its own: asked, and waited for, as a function call. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { compiled } from "../core/compiled.ts";
import type { CommandSpec } from "./command.ts";
import type { OnnxSpec } from "./onnx.ts";
import type { ModelRequest, ModelResponse, WorkerStart } from "./worker.ts";

const workerFile = compiled(new URL(import.meta.url.endsWith(".ts") ? "worker.ts" : "worker.js", import.meta.url).href);

/** Milliseconds for a model to be loaded, and beyond its own time for an answer. */
const PATIENCE = 120_000;

/** A question failed: one sentence about what the model did. */
export class ModelFailure extends Error {}

/** Whose processes end with this program, however it ends. */
const openThreads = new Set<ModelThread>();
process.once("exit", () => {
  for (const thread of openThreads) thread.kill();
});

/**
 * Recourse methods ask for scores in the middle of a computation, and a process or a runtime answers some time later: the
 * calling thread sleeps until this one has the answer. Throws ModelFailure.
 */
export class ModelThread {
  /** Whether the model takes one matrix of numbers; else it takes cells by the names of their columns. */
  readonly matrix: boolean;
  readonly #port: MessagePort;
  readonly #flag = new Int32Array(new SharedArrayBuffer(4));
  readonly #timeout: number;
  #child = 0;

  constructor(spec: CommandSpec | OnnxSpec) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#timeout = PATIENCE + (spec.kind === "command" ? spec.timeout : 0);
    const workerData: WorkerStart = { spec, port: port2, flag: this.#flag };
    const worker = new Worker(new URL(workerFile), { workerData, transferList: [port2] });
    // It keeps no program alive that has nothing else to do; its child reads the end of its input then.
    worker.unref();
    port1.unref();
    openThreads.add(this);
    try {
      const opened = this.#ask({ kind: "open" });
      if (opened.kind !== "opened") throw new RangeError(`invalid answer: ${opened.kind}`);
      this.#child = opened.process;
      this.matrix = opened.matrix;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** [n] */
  score(question: Exclude<ModelRequest, { kind: "open" }>): Float64Array {
    const answer = this.#ask(question);
    if (answer.kind !== "scores") throw new RangeError(`invalid answer: ${answer.kind}`);
    return answer.scores;
  }

  /** Ends the model's process. */
  kill(): void {
    if (this.#child === 0) return;
    try {
      process.kill(this.#child, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
    this.#child = 0;
  }

  /** Ends the thread and the model's process. */
  close(): void {
    openThreads.delete(this);
    this.kill();
    // Without a port the thread ends by itself, once its child is gone for good.
    this.#port.close();
  }

  #ask(question: ModelRequest): ModelResponse {
    Atomics.store(this.#flag, 0, 0);
    this.#port.postMessage(question);
    // Woken without an answer: the word about the one before came late.
    while (Atomics.load(this.#flag, 0) === 0) {
      if (Atomics.wait(this.#flag, 0, 0, this.#timeout) !== "timed-out") continue;
      throw new ModelFailure(`did not answer in ${this.#timeout / 1000} s`);
    }
    const answer = receiveMessageOnPort(this.#port)?.message as ModelResponse | undefined;
    if (answer === undefined) throw new ModelFailure("gave no answer");
    if (answer.kind === "failed") {
      // The thread has ended the child, and its number may soon be another's.
      this.#child = 0;
      throw new ModelFailure(answer.problem);
    }
    return answer;
  }
}
