/** The compiled inner loops of the bounds: what they export, and how they are loaded. Their source is in `kernel/`. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../core/errors.ts";

/** The region of the WebAssembly API used here: TypeScript declares it among the browser's types, which this project leaves out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** The exports of kernel/index.as.ts, where each is explained. Addresses are in bytes. */
export interface BoundsKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  mapForms(
    panels: number,
    inputs: number,
    tiles: number,
    bias: number,
    errors: number,
    from: number,
    to: number,
    stride: number,
    columns: number,
  ): void;
  product(panels: number, inputs: number, tiles: number, from: number, to: number): void;
}

/** Bytes of a WebAssembly page. */
const PAGE = 65536;

/** The kernel's file, seen from `src/certificates` and from `dist/certificates` alike. */
const location = new URL("../../dist/bounds.wasm", import.meta.url);

let compiled: object | undefined;

/** An instance of the kernel with at least `bytes` of memory, all zero. A kernel that was not built is a ConfigError. */
export function boundsKernel(bytes: number): BoundsKernel {
  compiled ??= compile(fileURLToPath(location));
  const kernel = new WebAssembly.Instance(compiled).exports as BoundsKernel;
  const missing = bytes - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
  return kernel;
}

function compile(path: string): object {
  try {
    return new WebAssembly.Module(readFileSync(path));
  } catch (cause) {
    throw new ConfigError(`bounds: cannot load ${path}: run \`npm run build\``, { cause });
  }
}
