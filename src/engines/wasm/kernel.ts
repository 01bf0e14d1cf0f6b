/** The compiled training kernel: what it exports, and how it is loaded. Its source is in `kernel/`. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../../core/errors.ts";
import type { NetworkSpec, Parameters } from "../engine.ts";
import { fromFloats, layerShapes, parameterCount, toFloats } from "../parameters.ts";

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
const location = new URL("../../../dist/kernel.wasm", import.meta.url);

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

/** Where in the kernel's memory, in floats, each number of `toFloats(θ)` lies; after `finish`. */
function places(kernel: Kernel, spec: NetworkSpec): Int32Array {
  const found = new Int32Array(parameterCount(spec));
  let k = 0;
  for (const [l, { inputs, outputs }] of layerShapes(spec).entries()) {
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j < outputs; j++) found[k++] = kernel.weightAddress(l + 1, i, j) >>> 2;
    }
    for (let j = 0; j < outputs; j++) found[k++] = (kernel.biasAddress(l + 1) >>> 2) + j;
  }
  return found;
}

/** Puts θ into the kernel, after `finish`. */
export function writeParameters(kernel: Kernel, spec: NetworkSpec, parameters: Parameters): void {
  const memory = new Float32Array(kernel.memory.buffer);
  const floats = toFloats(parameters);
  const at = places(kernel, spec);
  for (let k = 0; k < at.length; k++) memory[at[k]] = floats[k];
  kernel.parametersWritten();
}

/** A copy of the θ in the kernel. */
export function readParameters(kernel: Kernel, spec: NetworkSpec): Parameters {
  const memory = new Float32Array(kernel.memory.buffer);
  const at = places(kernel, spec);
  const floats = new Float32Array(at.length);
  for (let k = 0; k < at.length; k++) floats[k] = memory[at[k]];
  return fromFloats(spec, floats);
}
