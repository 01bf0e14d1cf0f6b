/** How a person's actions are read where that is not x + δ in float32. */
import type { Matrix } from "../core/matrix.ts";

/** As values in raw units that are rounded and standardised, say. What is answered is then proven of what is read. */
export interface ActionReading {
  /** g of the person after each action: δ, [n, d], in; g, [n], out. */
  readonly score: (delta: Matrix) => Float32Array;
  /** By how much at most column j of what is scored may be off x + δ when |δ_j| is at most `size`, besides what x + δ itself may. */
  readonly off: (j: number, size: number) => number;
}
