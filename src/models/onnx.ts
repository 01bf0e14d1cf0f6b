/** An ONNX file that scores, by `onnxruntime-web`: no native code, the same file everywhere. */
import type { InferenceSession, Tensor, TypedTensor } from "onnxruntime-web";
import { optional } from "../core/optional.ts";

/** The file as it is opened. */
export interface OnnxSpec {
  readonly kind: "onnx";
  readonly bytes: Uint8Array;
  /** The output that holds the scores; null: the only one that can. */
  readonly output: string | null;
  /** Which of two columns is the favourable outcome's. */
  readonly favourable: 0 | 1;
  /** Names of the numbers of a row, for a file that takes one matrix. */
  readonly numbers: readonly string[];
  /** Names of the cells of a row, for a file that takes an input for each. */
  readonly cells: readonly string[];
}

type Runtime = typeof import("onnxruntime-web");
type Metadata = InferenceSession.ValueMetadata;
type TensorInput = Extract<Metadata, { readonly isTensor: true }>;

const FLOATS = ["float32", "float64"];
const WHOLE = ["int64", "int32"];

/** A session, with what goes into it and what comes out. Throws an Error with one sentence for a file that cannot score these rows. */
export class OnnxModel {
  /** Whether it takes one matrix [n, numbers]; else one input [n, 1] for each of some cells, by its name. */
  readonly matrix: boolean;
  readonly #spec: OnnxSpec;
  readonly #runtime: Runtime;
  readonly #session: InferenceSession;
  readonly #inputs: readonly TensorInput[];
  readonly #output: string;

  private constructor(spec: OnnxSpec, runtime: Runtime, session: InferenceSession) {
    this.#spec = spec;
    this.#runtime = runtime;
    this.#session = session;
    this.#inputs = session.inputMetadata.map((input) => {
      if (input.isTensor && [...FLOATS, ...WHOLE, "string"].includes(input.type)) return input;
      throw new Error(`takes an input ${input.name} that is neither numbers nor texts`);
    });
    this.matrix = this.#takesMatrix();
    if (!this.matrix) for (const input of this.#inputs) this.#cellOf(input.name);
    this.#output = scoreOutput(session.outputMetadata, spec.output);
  }

  static async open(spec: OnnxSpec): Promise<OnnxModel> {
    const runtime: Runtime = await optional(["onnxruntime-web"], "an ONNX model", () => import("onnxruntime-web"));
    // One thread: the same sums in the same order everywhere.
    runtime.env.wasm.numThreads = 1;
    runtime.env.logLevel = "error";
    let session: InferenceSession;
    try {
      session = await runtime.InferenceSession.create(spec.bytes, {
        executionProviders: ["wasm"],
        logSeverityLevel: 3,
      });
    } catch (error) {
      throw new Error(`cannot be opened by onnxruntime-web: ${messageOf(error)}`);
    }
    return new OnnxModel(spec, runtime, session);
  }

  /** [n] The scores of rows of numbers, NaN where one is missing. */
  async scoreNumbers(data: Float64Array, columns: number): Promise<Float64Array> {
    const rows = data.length / columns;
    const [{ name, type }] = this.#inputs;
    return this.#run({ [name]: this.#tensor(type, data, [rows, columns]) }, rows);
  }

  /** [n] The scores of rows of cells under these names. */
  async scoreCells(names: readonly string[], rows: readonly (readonly string[])[]): Promise<Float64Array> {
    const feeds = this.#inputs.map(({ name, type, shape }): [string, Tensor] => {
      const k = names.indexOf(this.#cellOf(name));
      const cells = rows.map((row) => row[k]);
      const dims = shape.length === 1 ? [rows.length] : [rows.length, 1];
      if (type === "string") return [name, new this.#runtime.Tensor("string", cells, dims)];
      const values = Float64Array.from(cells, (cell) => (cell === "" ? Number.NaN : Number(cell)));
      const wrong = values.findIndex((value, i) => Number.isNaN(value) && cells[i] !== "");
      if (wrong >= 0) throw new Error(`takes numbers as ${name}, and a row has ${JSON.stringify(cells[wrong])} there`);
      return [name, this.#tensor(type, values, dims)];
    });
    return this.#run(Object.fromEntries(feeds), rows.length);
  }

  #takesMatrix(): boolean {
    const [input, ...others] = this.#inputs;
    const { numbers } = this.#spec;
    const width = input?.shape[1];
    if (others.length > 0 || input === undefined || input.shape.length !== 2 || input.type === "string") return false;
    // A single input [n, 1] of a data set with one feature is a matrix as well as a cell.
    if (typeof width !== "number" || width === numbers.length) return true;
    throw new Error(
      `takes a matrix of ${width} columns, and the features make ${numbers.length}: ${numbers.join(", ")}; name in features ` +
        "what it was trained on, in that order",
    );
  }

  /** The cell that an input is fed with: of its name, or of one that differs in signs that converters replace. */
  #cellOf(input: string): string {
    const { cells } = this.#spec;
    const plain = (name: string) => name.replace(/[^A-Za-z0-9]/g, "_");
    const found = cells.find((cell) => cell === input) ?? cells.find((cell) => plain(cell) === plain(input));
    if (found !== undefined) return found;
    throw new Error(`takes an input ${input}, and the features give ${cells.join(", ")}; name it in features`);
  }

  #tensor(type: TensorInput["type"], values: Float64Array, dims: readonly number[]): Tensor {
    const { Tensor } = this.#runtime;
    if (type === "float64") return new Tensor("float64", values, dims);
    if (type === "float32") return new Tensor("float32", Float32Array.from(values), dims);
    const wrong = values.find((value) => !Number.isInteger(value));
    if (wrong !== undefined) {
      throw new Error(`takes whole numbers, and a row has ${Number.isNaN(wrong) ? "a missing value" : wrong}`);
    }
    if (type === "int32") return new Tensor("int32", Int32Array.from(values), dims);
    return new Tensor("int64", BigInt64Array.from(values, BigInt), dims);
  }

  async #run(feeds: Record<string, Tensor>, rows: number): Promise<Float64Array> {
    let result: InferenceSession.ReturnType;
    try {
      result = await this.#session.run(feeds, [this.#output]);
    } catch (error) {
      throw new Error(`failed on ${rows} rows: ${messageOf(error)}`);
    }
    const { data, dims } = result[this.#output] as TypedTensor<"float32">;
    const width = dims.length === 2 ? dims[1] : 1;
    if (dims[0] !== rows || dims.length > 2 || width > 2) {
      throw new Error(
        `gives an output ${this.#output} of shape [${dims.join(", ")}] for ${rows} rows; one score a row is needed`,
      );
    }
    const column = width === 2 ? this.#spec.favourable : 0;
    return Float64Array.from({ length: rows }, (_, i) => data[i * width + column]);
  }
}

/** The output that holds scores: the one asked for; the only one of floats, labels being whole numbers or texts. */
function scoreOutput(outputs: readonly Metadata[], asked: string | null): string {
  const names = outputs.map(({ name }) => name);
  if (asked !== null) {
    if (names.includes(asked)) return asked;
    throw new Error(`has no output ${asked} (model.output); it has ${names.join(", ")}`);
  }
  const floats = outputs.filter((output) => output.isTensor && FLOATS.includes(output.type));
  if (floats.length === 1) return floats[0].name;
  if (floats.length > 1) {
    throw new Error(
      `has several outputs of numbers: ${floats.map(({ name }) => name).join(", ")}; choose by model.output`,
    );
  }
  throw new Error(
    `has no output of scores, only ${names.join(", ")}; convert a scikit-learn model with options={"zipmap": False}`,
  );
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0].slice(0, 300);
}
