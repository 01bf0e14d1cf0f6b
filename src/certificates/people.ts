/** A box of people: raw values between ends, and what it is as rows of X. */

/** How a raw value becomes one of x: (raw − mean) / std, rounded to float32. */
export interface Scale {
  readonly mean: number;
  readonly std: number;
  /** Only whole raw values are meant. */
  readonly integer: boolean;
}

/** People: every x whose raw values lie in `lower` … `upper`, [d]; where the two are equal, everybody is alike. */
export interface PeopleBox {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** The box between the outermost whole numbers of columns that have no others. Throws RangeError where none is left. */
export function onWholeNumbers({ lower, upper }: PeopleBox, scale: readonly Scale[]): PeopleBox {
  const ends = (values: Float64Array, other: Float64Array, round: (value: number) => number) =>
    values.map((value, j) => (scale[j].integer && value !== other[j] ? round(value) : value));
  const box = { lower: ends(lower, upper, Math.ceil), upper: ends(upper, lower, Math.floor) };
  box.lower.forEach((value, j) => {
    if (!(value <= box.upper[j])) throw new RangeError(`invalid box: ${value} … ${box.upper[j]} at ${j}`);
  });
  return box;
}

/** Volume over the columns in which people differ; of whole numbers their count. */
export function sizeOf({ lower, upper }: PeopleBox, scale: readonly Scale[]): number {
  return lower.reduce((size, low, j) => {
    const width = upper[j] - low;
    return size * (scale[j].integer ? width + 1 : width > 0 ? width : 1);
  }, 1);
}

/** The row of X, [d], of a person with these raw values. */
export function standardised(raw: Float64Array, scale: readonly Scale[]): Float32Array {
  return Float32Array.from(raw, (value, j) => (value - scale[j].mean) / scale[j].std);
}

/** The raw values of the person in the middle. */
export function middleOf({ lower, upper }: PeopleBox, scale: readonly Scale[]): Float64Array {
  return lower.map((value, j) => {
    const middle = (value + upper[j]) / 2;
    return scale[j].integer && value !== upper[j] ? Math.floor(middle) : middle;
  });
}

/** Halves of the column whose range moves the first layer most, by `reach`; null where all are one person, in float32. */
export function halvesOf(box: PeopleBox, scale: readonly Scale[], reach: Float64Array): PeopleBox[] | null {
  const [low, high] = [standardised(box.lower, scale), standardised(box.upper, scale)];
  const moved = low.map((value, j) => (high[j] - value) * reach[j]);
  const j = moved.indexOf(Math.max(...moved));
  if (!(high[j] > low[j])) return null;
  const middle = (box.lower[j] + box.upper[j]) / 2;
  const [end, start] = scale[j].integer ? [Math.floor(middle), Math.floor(middle) + 1] : [middle, middle];
  return [
    { lower: box.lower, upper: box.upper.with(j, end) },
    { lower: box.lower.with(j, start), upper: box.upper },
  ];
}
