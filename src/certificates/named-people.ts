/** A box of people and actions by name: which suit everybody there, where they lead, and how the box is parted by conditions. */
import type { Candidate } from "../actions/action-set.ts";
import { isOpenTo, type NamedActions } from "../actions/enumeration.ts";
import { fromRows, type Matrix } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import { UNIT } from "./float32.ts";
import { type PeopleBox, type Scale, standardised } from "./people.ts";
import { type Image, imageOf } from "./people-bounds.ts";

/**
 * Where all people with low ≤ x ≤ high are after each action that suits all and that is accepted for the one in the `middle`, the
 * highest of their scores first; that nothing is done is one of them.
 *
 * An action suits all where its conditions hold at both ends: they are intervals, and x lies between the ends. Whom it would not change
 * stays as they are, which is where it leads.
 */
export function imagesFor(
  actions: NamedActions,
  middle: Float32Array,
  low: Float32Array,
  high: Float32Array,
  score: (points: Matrix) => Float32Array,
  theta0: number,
): Image[] {
  const suiting = actions.candidates.filter((one) => isOpenTo(actions, one, low) && isOpenTo(actions, one, high));
  const nothing = imageOf(low, high, new Float32Array(low.length));
  const images = [nothing, ...suiting.map((candidate) => imageAfter(candidate, nothing, low, high))];
  const points = [middle, ...suiting.map((candidate) => pointAfter(candidate, middle))];
  const scores = score(fromRows(points));
  return images
    .map((image, k) => ({ image, score: scores[k] }))
    .filter((one) => accepts(one.score, theta0))
    .sort((a, b) => b.score - a.score)
    .map(({ image }) => image);
}

function pointAfter({ by, to }: Candidate, x: Float32Array): Float32Array {
  const point = x.slice();
  for (const { column, value } of by) point[column] += Math.fround(value);
  for (const { column, value } of to) point[column] += Math.fround(Math.fround(value) - x[column]);
  return point;
}

/**
 * Columns that change by a value move with it. A column that comes to the value T is, for everybody, x + δ with δ = T − x rounded to
 * float32, and the sum rounded: within u |T − x| of T before the second rounding, which the allowances hold, and both are given
 * twice here.
 */
function imageAfter({ by, to }: Candidate, nothing: Image, low: Float32Array, high: Float32Array): Image {
  const delta = new Float32Array(low.length);
  for (const { column, value } of by) delta[column] = value;
  for (const { column: j, value } of to) if (low[j] === high[j]) delta[j] = Math.fround(value) - low[j];
  const image = imageOf(low, high, delta);
  const [lower, upper] = [image.lower.slice(), image.upper.slice()];
  const x = image.x.slice();
  for (const { column: j, value } of to) {
    if (low[j] === high[j]) continue;
    const target = Math.fround(value);
    const off = 2 * UNIT * (Math.abs(target) + Math.max(Math.abs(target - low[j]), Math.abs(target - high[j])));
    x[j] = target;
    [lower[j], upper[j]] = [-off, off];
  }
  return { x, features: nothing.features, lower, upper };
}

/**
 * The box in two, where some of its people meet a condition and some do not: those up to the last x that is on one side of its end, and
 * those from the next float32 on. Null where there is no such condition, or no raw values have these x.
 */
export function partedByConditions(
  { candidates }: NamedActions,
  box: PeopleBox,
  scale: readonly Scale[],
): PeopleBox[] | null {
  const [low, high] = [standardised(box.lower, scale), standardised(box.upper, scale)];
  for (const { column: j, min, max } of candidates.flatMap(({ when }) => when)) {
    for (const last of [previousFloat(min), max]) {
      if (!(low[j] <= last && last < high[j])) continue;
      const parts = partedAt(box, scale, j, last);
      if (parts !== null) return parts;
    }
  }
  return null;
}

/** The people of the box with x_j ≤ last, and the others. */
function partedAt(box: PeopleBox, scale: readonly Scale[], j: number, last: number): PeopleBox[] | null {
  const { mean, std, integer } = scale[j];
  const xOf = (raw: number) => Math.fround((raw - mean) / std);
  const next = nextFloat(last);
  let [end, start] = [mean + std * last, mean + std * next];
  if (integer) {
    end = Math.floor(end);
    while (xOf(end + 1) <= last) end++;
    while (xOf(end) > last) end--;
    start = end + 1;
  } else {
    end = Math.max(end, box.lower[j]);
    start = Math.min(start, box.upper[j]);
    if (xOf(end) !== last || xOf(start) !== next) return null;
  }
  if (!(end >= box.lower[j] && start <= box.upper[j])) return null;
  return [
    { lower: box.lower, upper: box.upper.with(j, end) },
    { lower: box.lower.with(j, start), upper: box.upper },
  ];
}

const view = new DataView(new ArrayBuffer(4));

/** The least float32 above a finite one. */
function nextFloat(value: number): number {
  if (value === 0) return 2 ** -149;
  view.setFloat32(0, value);
  view.setInt32(0, view.getInt32(0) + (value > 0 ? 1 : -1));
  return view.getFloat32(0);
}

function previousFloat(value: number): number {
  return Number.isFinite(value) ? -nextFloat(-value) : value;
}
