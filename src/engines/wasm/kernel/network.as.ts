/**
 * The network held by this instance of the kernel: the shapes and addresses of its layers and rows.
 *
 * Layer 0 is the input; layers 1 … depth are the hidden layers; the output is one unit. A block of rows goes through
 * the network side by side. A training step on n rows puts x at rows 0 … n − 1 and x + δ at rows n … 2n − 1, so that one
 * pass over 2n rows yields the weight gradients of both terms of Eq. 1.
 *
 * Two layouts, chosen so that every inner loop reads memory in order (widths are in units, everything is float32):
 * - rows: [rows][N'], row-major, one row per example, N' the width in whole vectors. Columns past the width are 0.
 * - panels: a matrix [K][N] cut into panels of eight columns and, when four or fewer are left over, a last one of four; each panel
 *   is row-major with K' rows, K' in whole tiles. Rows and columns past K and N are 0 and stay 0: their gradients are sums of zeros.
 */
import { allocate, mark, release, releaseAll, roundUp } from "./memory.as";

/** Floats of a vector. */
export const lanes: i32 = 4;

/** Bytes of one row of a panel: two vectors, or one in a last, narrow panel. */
export const panelRowBytes: usize = 32;
export const narrowRowBytes: usize = 16;

/** Rows of the register tile in every matrix product. */
export const tileHeight: i32 = 4;

@unmanaged
export class Layer {
  /** Units. */
  width: i32;
  /** [rows][N']: the outputs h of the layer (of layer 0: the inputs). */
  units: usize;
  /**
   * [rows][N']: the slopes ∂h/∂a of the outputs by the pre-activations a, dropout included. The backward pass turns
   * them in place into the sensitivities ∂z/∂a, z the logit of the row.
   */
  slopes: usize;

  // The affine map from the layer below, [K][N] = [width below][width]. Layer 0 has none.
  /** Panels of W. */
  weights: usize;
  /** [N']. */
  bias: usize;
  /** Panels of Wᵀ, a copy that the backward pass reads. */
  transposed: usize;

  /** Bytes of a row: N' floats. */
  rowBytes: usize;
  /** K' of the panels that have this layer on their long side: of W of the layer above, and of this layer's own Wᵀ. */
  panelRows: i32;
}

/** Hidden layers, and what they apply. */
export let depth: i32 = 0;
export let rectified: bool = false;

/** θ and, in the same layout, its gradient and Adam's two moments; `parameterBytes` is the length of each. */
export let parameters: usize = 0;
export let gradients: usize = 0;
export let firstMoments: usize = 0;
export let secondMoments: usize = 0;
export let parameterBytes: usize = 0;

/** The output unit: weights [N' of the last layer] and bias. */
export let outputWeights: usize = 0;
export let outputBias: usize = 0;

/** Per row: the logit z, the score g, label, weight in the loss, and ∂loss/∂z. */
export let logits: usize = 0;
export let scores: usize = 0;
export let labels: usize = 0;
export let rowWeights: usize = 0;
export let signals: usize = 0;

/** Rows there is room for, and where the memory that depends on it begins. */
let capacity: i32 = 0;
let rowsBegin: usize = 0;

/** Five layers at most. */
const layerTable = memory.data(5 * offsetof<Layer>(), 4);

/** Layer l of 0 … depth. */
// @ts-ignore: decorator
@inline
export function layer(l: i32): Layer {
  return changetype<Layer>(layerTable + <usize>(l * offsetof<Layer>()));
}

/** Starts a network of `inputs` inputs without hidden layers; whatever was held before is gone. */
export function begin(inputs: i32, relu: bool): void {
  releaseAll();
  depth = -1;
  rectified = relu;
  add(inputs);
}

/** Adds a layer of `width` units on top. */
export function add(width: i32): void {
  depth++;
  const added = layer(depth);
  added.width = width;
  added.rowBytes = <usize>roundUp(width, lanes) << 2;
  added.panelRows = roundUp(width, tileHeight);
}

/** Lays out θ, its gradient and Adam's moments, all 0, once every layer was added. */
export function layOutParameters(): void {
  let bytes: usize = 0;
  for (let l = 1; l <= depth; l++) {
    const above = layer(l);
    const below = layer(l - 1);
    above.weights = bytes;
    bytes += above.rowBytes * below.panelRows;
    above.bias = bytes;
    bytes += above.rowBytes;
  }
  outputWeights = bytes;
  bytes += layer(depth).rowBytes;
  outputBias = bytes;
  bytes += 16;

  parameterBytes = bytes;
  const count = <i32>(bytes >> 2);
  parameters = allocate(count);
  gradients = allocate(count);
  firstMoments = allocate(count);
  secondMoments = allocate(count);
  outputWeights += parameters;
  outputBias += parameters;
  for (let l = 1; l <= depth; l++) {
    const above = layer(l);
    const below = layer(l - 1);
    above.weights += parameters;
    above.bias += parameters;
    above.transposed = allocate(<i32>(below.rowBytes >> 2) * above.panelRows);
  }
  rowsBegin = mark();
  capacity = 0;
}

/** Makes room for `rows` rows. Rows held so far are lost when there was less. */
export function reserve(rows: i32): void {
  if (rows <= capacity) return;
  release(rowsBegin);
  capacity = rows;
  for (let l = 0; l <= depth; l++) {
    const each = layer(l);
    each.units = allocate(capacity * <i32>(each.rowBytes >> 2));
    each.slopes = allocate(capacity * <i32>(each.rowBytes >> 2));
  }
  logits = allocate(capacity);
  scores = allocate(capacity);
  labels = allocate(capacity);
  rowWeights = allocate(capacity);
  signals = allocate(capacity);
}

/** The vector at row `row` and column `column`, a multiple of four, of panels that are `width` wide and K' = `panelRows` long. */
// @ts-ignore: decorator
@inline
export function vectorOf(panels: usize, panelRows: i32, width: i32, row: i32, column: i32): usize {
  const panel = column / 8;
  const rowBytes = rowBytesOfPanel(width, column);
  return panels + <usize>(panel * panelRows) * panelRowBytes + <usize>row * rowBytes + (<usize>(column % 8) << 2);
}

/** Bytes from one row to the next in the panel that holds that column. */
// @ts-ignore: decorator
@inline
export function rowBytesOfPanel(width: i32, column: i32): usize {
  return column / 8 * 8 + lanes < width ? panelRowBytes : narrowRowBytes;
}
