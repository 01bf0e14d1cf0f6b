/** Linear bounds on the logit of a network over a region of one person's Δ, sound for the numbers the kernel computes. */
import type { NetworkSpec, Parameters } from "../engines/engine.ts";
import { dotError, type Ranges, sumErrors, TANH } from "./float32.ts";
import { type Inputs, inputRanges, inputsOf } from "./inputs.ts";
import { type Forms, type HiddenLayer, layOut, mapForms, weightsBelow } from "./layout.ts";
import type { PersonMoves, Region } from "./region.ts";
import { reluLines, tanhLines } from "./relaxation.ts";

/** The logit that the kernel computes at x + δ is constant + slope·δ ± radius for every δ of the region. */
export interface LogitBounds {
  readonly constant: number;
  /** [d] */
  readonly slope: readonly number[];
  readonly radius: number;
  /** How much of the radius is allowed for float32 arithmetic and for what `contains` tolerates. */
  readonly allowance: number;
}

/** Allowances for float32 arithmetic that hold over a region of one person's Δ, and over all regions within it. */
export interface Allowances {
  /** [width] of every hidden layer's sums. */
  readonly sums: readonly Float64Array[];
  readonly logit: number;
}

/** Bounds on one network. */
export interface NetworkBounds {
  /** Bounds over a region of a person's Δ, given allowances for it. */
  over(person: PersonMoves, region: Region, allowances: Allowances): LogitBounds;
  allowancesFor(person: PersonMoves, region: Region): Allowances;
  /** [d] Σ |wᵢ| of a feature in the first layer: how much its change moves there. */
  readonly reach: Float64Array;
}

/** What float64 may lose in a radius, many times over. */
const OUTWARD = 1 + 2 ** -40;

/**
 * Bounds on the network with these parameters.
 *
 * Forward: every unit is a linear form in δ, give or take a radius. An affine layer maps the forms by W and the radii by |W|; an
 * activation is taken between two parallel lines over its range (`relaxation.ts`), whose distance joins the radius.
 * Backward, for the logit alone: its coefficients are carried down through the same lines, so that what a unit is off
 * by counts with its net weight in the logit and not once for every path there (as in CROWN, Zhang et al., 2018). The
 * radius falls with the square of the region's size, down to the allowances.
 *
 * Soundness. All bounds are on what the kernel computes, layer by layer:
 * - x + δ is rounded once, and a free δ_j may be off by what `contains` tolerates: the inputs' `noise`, with what a person's
 *   `reading` adds.
 * - A unit's sum differs from the exact sum of the same units below by at most `sumErrors`, and the logit from its own by
 *   `dotError`: u·Σ(|wᵢhᵢ| + |partial sum|), in the kernel's order of summation, over ranges that hold for the whole region.
 * - The kernel's tanh is off by at most `TANH` of tanh, found by trying every float32; max(a, 0) is exact. The error
 *   of the score itself is left to `scoreAtMost` and `logitFor`.
 * Each is a term of its own in the radius, beside the distance of the lines. Float64 rounds here where float32 does there, but by
 * 2⁻⁵³ for 2⁻²⁴: allowances are widened by a thousandth for it, radii by 2⁻⁴⁰. NaN or infinity anywhere comes out as
 * NaN or infinity, of which nothing is proven.
 */
export function networkBounds(spec: NetworkSpec, parameters: Parameters): NetworkBounds {
  const { inputs, hidden, activation } = spec;
  const output = { w: Float64Array.from(parameters[hidden.length].weights), bias: parameters[hidden.length].bias[0] };
  const isTanh = activation === "tanh";
  const linesOf = isTanh ? tanhLines : reluLines;
  const widest = Math.max(inputs, ...hidden);
  /** The ranges of the sums of the layer at hand. */
  const low = new Float64Array(widest);
  const high = new Float64Array(widest);
  let room = 2;
  let layout = layOut(spec, parameters, room);

  /** Forward through all hidden layers, whose allowances are in `errors` by the time `before` returns. */
  function forward(all: Inputs, before: (layer: HiddenLayer, l: number) => void): void {
    if (all.columns > room) {
      room = all.columns;
      layout = layOut(spec, parameters, room);
    }
    let [below, above] = layout.forms;
    begin(all, below);
    layout.layers.forEach((layer, l) => {
      before(layer, l);
      mapForms(layout, layer, below, above, Math.max(1, all.columns));
      rangesOfSums(above, layer.width, all, low, high);
      activate(layer, above, all.columns);
      [below, above] = [above, below];
    });
  }

  /** From sums with the ranges in `low` and `high` to units, in place. */
  function activate(layer: HiddenLayer, { centre, radius, forms }: Forms, columns: number): void {
    const { s, m, e, off, width } = layer;
    for (let j = 0; j < width; j++) {
      linesOf(low[j], high[j], layer, j);
      off[j] = isTanh ? TANH * Math.min(1, Math.max(Math.abs(low[j]), Math.abs(high[j]))) : 0;
      centre[j] = s[j] * centre[j] + m[j];
      radius[j] = OUTWARD * (s[j] * radius[j] + e[j] + off[j]);
    }
    for (let k = 0; k < columns; k++) {
      const form = forms[k];
      for (let j = 0; j < width; j++) form[j] *= s[j];
    }
  }

  /** What units can be whose sums have the ranges in `low` and `high`. */
  function unitsWithin(width: number): Ranges {
    const mid = new Float64Array(width);
    const radius = new Float64Array(width);
    for (let j = 0; j < width; j++) {
      const least = isTanh ? Math.tanh(low[j]) : Math.max(low[j], 0);
      const most = isTanh ? Math.tanh(high[j]) : Math.max(high[j], 0);
      mid[j] = (least + most) / 2;
      radius[j] = (most - least) / 2 + 2 * TANH * Math.max(Math.abs(least), Math.abs(most));
    }
    return { mid, radius };
  }

  return {
    reach: sumsOfRows(inputs, parameters[0]),
    allowancesFor(person, region) {
      const all = inputsOf(person, region);
      const sums: Float64Array[] = [];
      let units = inputRanges(all);
      forward(all, ({ errors }, l) => {
        if (l > 0) units = unitsWithin(hidden[l - 1]);
        sums.push(sumErrors(parameters[l].weights, parameters[l].bias, units));
        errors.values.set(sums[l]);
      });
      if (hidden.length > 0) units = unitsWithin(hidden[hidden.length - 1]);
      return { sums, logit: dotError(output.w, output.bias, units) };
    },
    over(person, region, { sums, logit }) {
      const all = inputsOf(person, region);
      forward(all, ({ errors }, l) => {
        errors.values.set(sums[l]);
      });
      let constant = output.bias;
      let radius = 0;
      let allowance = logit;
      let weight: Float64Array = output.w;
      for (let l = hidden.length - 1; l >= 0; l--) {
        const layer = layout.layers[l];
        const { s, m, e, off, width } = layer;
        const bias = layer.bias.values;
        const errors = layer.errors.values;
        const net = layer.net.values;
        for (let j = 0; j < width; j++) {
          const own = s[j] * weight[j];
          constant += weight[j] * m[j] + own * bias[j];
          radius += Math.abs(weight[j]) * e[j];
          allowance += Math.abs(weight[j]) * off[j] + Math.abs(own) * errors[j];
          net[j] = own;
        }
        weight = weightsBelow(layout, layer);
      }
      const slope = Array.from(weight);
      for (let j = 0; j < inputs; j++) {
        constant += slope[j] * person.x[j];
        allowance += Math.abs(slope[j]) * all.noise[j];
      }
      return { constant, slope, radius: OUTWARD * (radius + allowance), allowance };
    },
  };
}

/** The inputs as forms. */
function begin({ point, noise, features, groups }: Inputs, { centre, radius, forms }: Forms): void {
  centre.set(point);
  radius.set(noise);
  let k = 0;
  for (const { column, half } of features) forms[k++].fill(0)[column] = half;
  for (const { base, others } of groups) {
    for (const j of others) {
      const form = forms[k++].fill(0);
      form[base] = -1;
      form[j] = 1;
    }
  }
  if (k === 0) forms[0].fill(0);
}

/** The range of every sum, into `low` and `high`. */
function rangesOfSums(
  { centre, radius, forms }: Forms,
  width: number,
  { features, groups }: Inputs,
  low: Float64Array,
  high: Float64Array,
): void {
  for (let j = 0; j < width; j++) high[j] = radius[j];
  for (let k = 0; k < features.length; k++) {
    const form = forms[k];
    for (let j = 0; j < width; j++) high[j] += Math.abs(form[j]);
  }
  for (let j = 0; j < width; j++) {
    low[j] = centre[j] - high[j];
    high[j] += centre[j];
  }
  let first = features.length;
  for (const { others } of groups) {
    for (let j = 0; j < width; j++) {
      let down = 0;
      let up = 0;
      for (let k = first; k < first + others.length; k++) {
        down = Math.min(down, forms[k][j]);
        up = Math.max(up, forms[k][j]);
      }
      low[j] += down;
      high[j] += up;
    }
    first += others.length;
  }
}

function sumsOfRows(rows: number, { weights }: Parameters[number]): Float64Array {
  const cols = weights.length / rows;
  return Float64Array.from({ length: rows }, (_, i) =>
    weights.subarray(i * cols, (i + 1) * cols).reduce((sum, w) => sum + Math.abs(w), 0),
  );
}
