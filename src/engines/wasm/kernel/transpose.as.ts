/** The copy Wᵀ that the backward pass reads, remade after every change of W, in 4 × 4 blocks inside the registers. */
import { depth, lanes, Layer, layer, narrowRowBytes, panelRowBytes, rowBytesOfPanel, vectorOf } from "./network.as";

/** Wᵀ of every hidden layer. */
export function transposeWeights(): void {
  for (let l = 1; l <= depth; l++) transposeLayer(layer(l - 1), layer(l));
}

/** above.transposed [N][K] = (above.weights [K][N])ᵀ, both in panels. */
function transposeLayer(below: Layer, above: Layer): void {
  const panelBytes = <usize>above.panelRows * panelRowBytes;
  for (let n = 0; n < above.width; n += lanes) {
    // Four columns of W, from top to bottom, become four rows of Wᵀ, from left to right.
    const sourceRow = rowBytesOfPanel(above.width, n);
    let source = vectorOf(above.weights, below.panelRows, above.width, 0, n);
    let panel = above.transposed;
    let column: usize = 0;
    for (; column + panelRowBytes <= below.rowBytes; column += panelRowBytes) {
      const target = panel + <usize>n * panelRowBytes;
      transposeBlock(source, sourceRow, target, panelRowBytes);
      transposeBlock(source + 4 * sourceRow, sourceRow, target + 16, panelRowBytes);
      source += 8 * sourceRow;
      panel += panelBytes;
    }
    if (column < below.rowBytes) transposeBlock(source, sourceRow, panel + <usize>n * narrowRowBytes, narrowRowBytes);
  }
}

/** Four vectors below each other, `sourceRow` bytes apart, become four columns beside each other. */
// @ts-ignore: decorator
@inline
function transposeBlock(source: usize, sourceRow: usize, target: usize, targetRow: usize): void {
  const a = v128.load(source);
  const b = v128.load(source + sourceRow);
  const c = v128.load(source + 2 * sourceRow);
  const d = v128.load(source + 3 * sourceRow);
  const ab01 = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const ab23 = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cd01 = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const cd23 = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(target, i64x2.shuffle(ab01, cd01, 0, 2));
  v128.store(target + targetRow, i64x2.shuffle(ab01, cd01, 1, 3));
  v128.store(target + 2 * targetRow, i64x2.shuffle(ab23, cd23, 0, 2));
  v128.store(target + 3 * targetRow, i64x2.shuffle(ab23, cd23, 1, 3));
}
