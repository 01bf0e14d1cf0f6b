/** A network laid out in the memory of the bounds' kernel: weights in panels, and room for the forms of two layers. */
import type { NetworkSpec, Parameters } from "../engines/engine.ts";
import { type BoundsKernel, boundsKernel } from "./kernel.ts";

/** Numbers in the kernel's memory: [length], and where they are. */
export interface KernelNumbers {
  readonly address: number;
  readonly values: Float64Array;
}

/** Linear forms of a layer's units: centre + Σ forms·η ± radius; all with room for the widest layer, `stride` bytes apart. */
export interface Forms {
  readonly address: number;
  readonly centre: Float64Array;
  readonly radius: Float64Array;
  readonly forms: readonly Float64Array[];
}

/** One hidden layer. */
export interface HiddenLayer {
  readonly inputs: number;
  readonly width: number;
  /** W, [inputs][width], and Wᵀ in panels of four columns. */
  readonly panels: KernelNumbers;
  readonly transposed: KernelNumbers;
  readonly bias: KernelNumbers;
  /** [width] allowances for the sums. */
  readonly errors: KernelNumbers;
  /** [width] s·a + m ± e around each unit, and what the kernel's activation may be off by. */
  readonly s: Float64Array;
  readonly m: Float64Array;
  readonly e: Float64Array;
  readonly off: Float64Array;
  /** [width] weight of each sum in the logit, and [inputs] of each unit below. */
  readonly net: KernelNumbers;
  readonly below: KernelNumbers;
}

export interface Layout {
  readonly kernel: BoundsKernel;
  readonly layers: readonly HiddenLayer[];
  readonly stride: number;
  /** Of the layer below and the one above, in turn. */
  readonly forms: readonly [Forms, Forms];
}

const PANEL = 4;
/** The kernel works on whole panels, and on up to four forms at a time. */
const filledUp = (count: number) => PANEL * Math.ceil(count / PANEL);
/** Below this address lies what the compiler put into the memory. */
const FIRST = 1024;

/** Lays the network out, with room for `columns` forms. */
export function layOut({ inputs, hidden }: NetworkSpec, parameters: Parameters, columns: number): Layout {
  const widest = filledUp(Math.max(inputs, ...hidden));
  const widths = [inputs, ...hidden];
  const perLayer = hidden.map((width, l) => {
    const from = widths[l];
    return filledUp(width) * from + width * filledUp(from) + 7 * filledUp(width) + filledUp(from);
  });
  const vectors = 2 * (2 + PANEL + columns);
  const total = perLayer.reduce((sum, count) => sum + count, vectors * widest);
  const kernel = boundsKernel(FIRST + 8 * total);
  let top = FIRST;
  const numbers = (length: number): KernelNumbers => {
    const address = top;
    top += 8 * filledUp(length);
    return { address, values: new Float64Array(kernel.memory.buffer, address, length) };
  };
  const formsOf = (): Forms => {
    const [centre, radius, ...forms] = Array.from({ length: 2 + PANEL + columns }, () => numbers(widest));
    return {
      address: centre.address,
      centre: centre.values,
      radius: radius.values,
      forms: forms.map(({ values }) => values),
    };
  };
  const layers = hidden.map((width, l): HiddenLayer => {
    const from = widths[l];
    const { weights, bias } = parameters[l];
    const layer = {
      inputs: from,
      width,
      panels: numbers(filledUp(width) * from),
      transposed: numbers(width * filledUp(from)),
      bias: numbers(width),
      errors: numbers(width),
      s: numbers(width).values,
      m: numbers(width).values,
      e: numbers(width).values,
      off: numbers(width).values,
      net: numbers(width),
      below: numbers(from),
    };
    for (let i = 0; i < from; i++) {
      for (let j = 0; j < width; j++) {
        const w = weights[i * width + j];
        layer.panels.values[(Math.floor(j / PANEL) * from + i) * PANEL + (j % PANEL)] = w;
        layer.transposed.values[(Math.floor(i / PANEL) * width + j) * PANEL + (i % PANEL)] = w;
      }
    }
    layer.bias.values.set(bias);
    return layer;
  });
  return { kernel, layers, stride: 8 * widest, forms: [formsOf(), formsOf()] };
}

/** forms → sums: `from` through the layer's W into `to`, for `columns` ≥ 1 forms; radii widened by the layer's errors. */
export function mapForms(
  { kernel, stride }: Layout,
  { panels, inputs, width, bias, errors }: HiddenLayer,
  from: Forms,
  to: Forms,
  columns: number,
): void {
  const tiles = filledUp(width) / PANEL;
  kernel.mapForms(
    panels.address,
    inputs,
    tiles,
    bias.address,
    errors.address,
    from.address,
    to.address,
    stride,
    columns,
  );
}

/** The weights of the units below a layer in the logit, from those of its sums in `net`; held until the next call. */
export function weightsBelow({ kernel }: Layout, { transposed, inputs, width, net, below }: HiddenLayer): Float64Array {
  kernel.product(transposed.address, width, filledUp(inputs) / PANEL, net.address, below.address);
  return below.values;
}
