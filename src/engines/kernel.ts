/** The compiled training kernel: what it exports, and how it is loaded. Its source is in `kernel/`. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../core/errors.ts";
import type { NetworkSpec, Parameters } from "./engine.ts";
import { layerShapes } from "./parameters.ts";

/** The part of the WebAssembly API used here: TypeScript declares it among the browser's types, which this project leaves out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => KernelModule;
  readonly Instance: new (module: KernelModule) => { readonly exports: unknown };
};

/** The compiled code, of which any number of instances can be made. */
export type KernelModule = object;

/** The exports of kernel/index.as.ts, where each is explained. Addresses are in bytes. */
export interface Kernel {
  /** The buffer is another one after the memory has grown. */
  readonly memory: { readonly buffer: ArrayBuffer };
  begin(inputs: number, relu: boolean): void;
  addHidden(width: number): void;
  finish(): void;
  setDropout(below: number, scale: number): void;
  setAdam(learningRate: number, beta1: number, beta2: number, epsilon: number): void;
  weightAddress(layer: number, input: number, output: number): number;
  biasAddress(layer: number): number;
  parametersWritten(): void;
  reserve(rows: number): void;
  rowBytes(): number;
  rowAddress(): number;
  gradientAddress(): number;
  labelAddress(): number;
  rowWeightAddress(): number;
  scoreAddress(): number;
  score(rows: number): void;
  gradient(rows: number, masked: boolean, key: number): void;
  pass(first: number, rows: number, masked: boolean, key: number): void;
  update(rows: number, divisor: number): number;
  exp(x: number): number;
  log(x: number): number;
  sigmoid(z: number): number;
  tanh(x: number): number;
}

/** The kernel's file, seen from `src/engines` and from `dist/engines` alike. */
const location = new URL("../../dist/kernel.wasm", import.meta.url);

/** Compiles the kernel. A file that is missing or is no kernel is a ConfigError; there is no other to fall back to. */
export function compileKernel(from: URL = location): KernelModule {
  const path = fileURLToPath(from);
  try {
    return new WebAssembly.Module(readFileSync(path));
  } catch (cause) {
    throw new ConfigError(`engine wasm: cannot load ${path}: run \`npm run build\``, { cause });
  }
}

/** An instance of the kernel with a memory of its own, ready for `begin`. */
export function instantiateKernel(module: KernelModule): Kernel {
  return new WebAssembly.Instance(module).exports as Kernel;
}

/** Puts θ into the kernel, after `finish`. */
export function writeParameters(kernel: Kernel, spec: NetworkSpec, parameters: Parameters): void {
  const floats = new Float32Array(kernel.memory.buffer);
  eachParameter(kernel, spec, parameters, (array, index, at) => {
    floats[at] = array[index];
  });
  kernel.parametersWritten();
}

/** A copy of the θ in the kernel. */
export function readParameters(kernel: Kernel, spec: NetworkSpec): Parameters {
  const floats = new Float32Array(kernel.memory.buffer);
  const parameters = layerShapes(spec).map(({ inputs, outputs }) => ({
    weights: new Float32Array(inputs * outputs),
    bias: new Float32Array(outputs),
  }));
  eachParameter(kernel, spec, parameters, (array, index, at) => {
    array[index] = floats[at];
  });
  return parameters;
}

/** Visits every weight and bias of θ: its array, its index there, and its place in the kernel's memory, in floats. */
function eachParameter(
  kernel: Kernel,
  spec: NetworkSpec,
  parameters: Parameters,
  visit: (array: Float32Array, index: number, at: number) => void,
): void {
  layerShapes(spec).forEach(({ inputs, outputs }, l) => {
    const { weights, bias } = parameters[l];
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j < outputs; j++) visit(weights, i * outputs + j, kernel.weightAddress(l + 1, i, j) >>> 2);
    }
    for (let j = 0; j < outputs; j++) visit(bias, j, (kernel.biasAddress(l + 1) >>> 2) + j);
  });
}
