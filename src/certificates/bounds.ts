/** Linear bounds on the logit of a network over a part of one person's Δ, sound for the numbers the kernel computes. */
import type { NetworkSpec, Parameters } from "../engines/engine.ts";
import { type Forms, formsOf, mapForms, roomFor } from "./affine.ts";
import { dotError, type Ranges, sumErrors, TANH, UNIT } from "./float32.ts";
import type { PersonMoves, Region } from "./part.ts";
import { type Lines, reluLines, tanhLines } from "./relaxation.ts";

/** The logit that the kernel computes at x + δ is constant + slope·δ ± radius for every δ of the part. */
export interface LogitBounds {
  readonly constant: number;
  /** [d] */
  readonly slope: Float64Array;
  readonly radius: number;
  /** How much of the radius is allowed for float32 arithmetic and for what `contains` tolerates. */
  readonly allowance: number;
}

/** Allowances for float32 arithmetic that hold over a part of one person's Δ, and over all parts within it. */
export interface Allowances {
  /** [width] of every hidden layer's sums. */
  readonly sums: readonly Float64Array[];
  readonly logit: number;
}

/** Bounds on one network. */
export interface NetworkBounds {
  /** Bounds over a part of a person's Δ, given allowances for it. */
  over(person: PersonMoves, part: Region, allowances: Allowances): LogitBounds;
  allowancesFor(person: PersonMoves, part: Region): Allowances;
  /** [d] Σ |wᵢ| of a feature in the first layer: how much its change moves there. */
  readonly reach: Float64Array;
}

/** What float64 may lose in a radius, many times over. */
const OUTWARD = 1 + 2 ** -40;

/** How far, in standard deviations and relative above 1, `contains` lets a free column leave its bounds. */
const TOLERANCE = 1e-6;

interface Layer {
  readonly inputs: number;
  readonly width: number;
  /** W, [inputs, width], and its transpose, [width, inputs]. */
  readonly W: Float64Array;
  readonly T: Float64Array;
  readonly bias: Float64Array;
  /** [width] the lines around each unit, as the last forward pass left them, and what multiplies the units in the logit. */
  readonly s: Float64Array;
  readonly m: Float64Array;
  readonly e: Float64Array;
  /** [width] what the kernel's activation may be off by. */
  readonly off: Float64Array;
  readonly weight: Float64Array;
}

/** The inputs over a part: x + δ with every open column at its middle and every open group at its first category. */
interface Inputs {
  readonly point: Float64Array;
  /** [d] by how much x + δ may be off. */
  readonly noise: Float64Array;
  /** Open columns, with half of their length. */
  readonly features: readonly { readonly column: number; readonly half: number }[];
  /** Of open groups: each category but the first, which replaces the first one. */
  readonly groups: readonly { readonly base: number; readonly others: readonly number[] }[];
}

function inputsOf(
  { x, features: movable, groups: all, actions }: PersonMoves,
  { lower, upper, categories }: Region,
): Inputs {
  const point = Float64Array.from(x);
  const noise = new Float64Array(x.length);
  const features: { column: number; half: number }[] = [];
  for (const j of movable) {
    const half = (upper[j] - lower[j]) / 2;
    const delta = (lower[j] + upper[j]) / 2;
    point[j] = x[j] + delta;
    if (half > 0) features.push({ column: j, half });
    const size = Math.abs(delta) + half;
    noise[j] = 2 * UNIT * (Math.abs(x[j]) + size);
    if (actions.steps[j] === 0) noise[j] += TOLERANCE * Math.max(1, size);
  }
  const groups: { base: number; others: readonly number[] }[] = [];
  all.forEach(({ columns }, g) => {
    const [base, ...others] = categories[g];
    for (const j of columns) point[j] = Number(j === base);
    if (others.length > 0) groups.push({ base, others });
  });
  return { point, noise, features, groups };
}

/**
 * Bounds on the network with these parameters.
 *
 * Forward: every unit is a linear form in δ, give or take a radius. An affine layer maps the forms by W and the radii by |W|; an
 * activation is taken between two parallel lines over its range (`relaxation.ts`), whose distance joins the radius.
 * Backward, for the logit alone: its coefficients are carried down through the same lines, so that what a unit is off
 * by counts with its net weight in the logit and not once for every path there (as in CROWN, Zhang et al., 2018). The
 * radius falls with the square of the part's size, down to the allowances.
 *
 * Soundness. All bounds are on what the kernel computes, layer by layer:
 * - x + δ is rounded once, and a free δ_j may be off by what `contains` tolerates: the inputs' `noise`.
 * - A unit's sum differs from the exact sum of the same units below by at most `sumErrors`, and the logit from its own by
 *   `dotError`: u·Σ(|wᵢhᵢ| + |partial sum|), in the kernel's order of summation, over ranges that hold for the whole part.
 * - The kernel's tanh is off by at most `TANH` of tanh, found by trying every float32; max(a, 0) is exact. The error
 *   of the score itself is left to `scoreAtMost` and `logitFor`.
 * Each is a term of its own in the radius, beside the distance of the lines. Float64 rounds here where float32 does there, but by
 * 2⁻⁵³ for 2⁻²⁴: allowances are widened by a thousandth for it, radii by 2⁻⁴⁰. NaN or infinity anywhere comes out as
 * NaN or infinity, of which nothing is proven.
 */
export function networkBounds({ inputs, hidden, activation }: NetworkSpec, parameters: Parameters): NetworkBounds {
  const layers = hidden.map((width, l) => layerOf(l === 0 ? inputs : hidden[l - 1], width, parameters[l]));
  const output = { w: Float64Array.from(parameters[hidden.length].weights), bias: parameters[hidden.length].bias[0] };
  const widest = Math.max(inputs, ...hidden);
  const isTanh = activation === "tanh";
  const linesOf = isTanh ? tanhLines : reluLines;
  const lines: Lines = { s: 0, m: 0, e: 0 };
  const low = new Float64Array(widest);
  const high = new Float64Array(widest);
  const net = new Float64Array(widest);
  // Forms of the layer below and of the one above, in turn, with room for the most columns met so far.
  let room = 0;
  let below = formsOf(widest, room);
  let above = below;

  function reserve(columns: number): void {
    if (columns <= room) return;
    room = roomFor(columns);
    [below, above] = [formsOf(widest, room), formsOf(widest, room)];
  }

  /** The inputs as forms, into `below`. */
  function begin({ point, noise, features, groups }: Inputs): void {
    below.centre.set(point);
    below.radius.set(noise);
    let k = 0;
    for (const { column, half } of features) below.forms[k++].fill(0)[column] = half;
    for (const { base, others } of groups) {
      for (const j of others) {
        const form = below.forms[k++].fill(0);
        form[base] = -1;
        form[j] = 1;
      }
    }
  }

  /** The range of every unit of `forms`, into `low` and `high`. */
  function rangesOf({ centre, radius, forms }: Forms, width: number, { features, groups }: Inputs): void {
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

  /** From sums with the ranges in `low` and `high` to units, in place. */
  function activate({ s, m, e, off, width }: Layer, { centre, radius, forms }: Forms, columns: number): void {
    for (let j = 0; j < width; j++) {
      linesOf(low[j], high[j], lines);
      s[j] = lines.s;
      m[j] = lines.m;
      e[j] = lines.e;
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

  function forward(all: Inputs, sums: (l: number) => Float64Array, onLayer?: (width: number) => void): void {
    const columns = all.features.length + all.groups.reduce((sum, { others }) => sum + others.length, 0);
    reserve(Math.max(columns, 1));
    begin(all);
    layers.forEach((layer, l) => {
      mapForms(layer.T, layer.bias, sums(l), below, above, layer.inputs, columns);
      rangesOf(above, layer.width, all);
      onLayer?.(layer.width);
      activate(layer, above, columns);
      [below, above] = [above, below];
    });
  }

  return {
    reach: sumsOfRows(inputs, parameters[0]),
    allowancesFor(person, part) {
      const all = inputsOf(person, part);
      reserve(1);
      begin({ ...all, features: [], groups: [] });
      let units = inputRanges(all);
      const sums: Float64Array[] = [];
      forward(
        all,
        (l) => {
          sums.push(sumErrors(layers[l].W, layers[l].bias, units));
          return sums[l];
        },
        (width) => {
          units = unitsWithin(width);
        },
      );
      return { sums, logit: dotError(output.w, output.bias, units) };
    },
    over(person, part, { sums, logit }) {
      const all = inputsOf(person, part);
      forward(all, (l) => sums[l]);
      let constant = output.bias;
      let radius = 0;
      let allowance = logit;
      let weight: Float64Array = output.w;
      for (let l = layers.length - 1; l >= 0; l--) {
        const { s, m, e, off, bias, W, width, inputs: from, weight: next } = layers[l];
        const errors = sums[l];
        for (let j = 0; j < width; j++) {
          const own = s[j] * weight[j];
          constant += weight[j] * m[j] + own * bias[j];
          radius += Math.abs(weight[j]) * e[j];
          allowance += Math.abs(weight[j]) * off[j] + Math.abs(own) * errors[j];
          net[j] = own;
        }
        for (let i = 0, at = 0; i < from; i++) {
          let sum = 0;
          for (let j = 0; j < width; j++) sum += W[at++] * net[j];
          next[i] = sum;
        }
        weight = next;
      }
      const slope = weight.slice(0, inputs);
      const { x } = person;
      for (let j = 0; j < inputs; j++) {
        constant += slope[j] * x[j];
        allowance += Math.abs(slope[j]) * all.noise[j];
      }
      return { constant, slope, radius: OUTWARD * (radius + allowance), allowance };
    },
  };
}

function layerOf(inputs: number, width: number, { weights, bias }: Parameters[number]): Layer {
  const W = Float64Array.from(weights);
  const T = new Float64Array(W.length);
  for (let i = 0; i < inputs; i++) for (let j = 0; j < width; j++) T[j * inputs + i] = W[i * width + j];
  const of = (length: number) => new Float64Array(length);
  return {
    inputs,
    width,
    W,
    T,
    bias: Float64Array.from(bias),
    s: of(width),
    m: of(width),
    e: of(width),
    off: of(width),
    weight: of(inputs),
  };
}

/** The ranges of x + δ. */
function inputRanges({ point, noise, features, groups }: Inputs): Ranges {
  const ranges = { mid: point.slice(), radius: noise.slice() };
  for (const { column, half } of features) ranges.radius[column] += half;
  for (const { base, others } of groups) for (const j of [base, ...others]) ranges.mid[j] = ranges.radius[j] = 0.5;
  return ranges;
}

function sumsOfRows(rows: number, { weights }: Parameters[number]): Float64Array {
  const cols = weights.length / rows;
  return Float64Array.from({ length: rows }, (_, i) =>
    weights.subarray(i * cols, (i + 1) * cols).reduce((sum, w) => sum + Math.abs(w), 0),
  );
}
