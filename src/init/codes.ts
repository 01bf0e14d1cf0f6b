/** Numbers that look like codes for a missing value: −9 in a count of months, 999 among days up to 27. */

/** The numbers of a column, those with the shape of a code apart from the others. */
export interface ColumnNumbers {
  /** How often each number with the shape of a code occurs. */
  readonly shaped: ReadonlyMap<number, number>;
  /** The others: the least, the greatest, and how many distinct ones there are at least. */
  readonly min: number;
  readonly max: number;
  readonly distinct: number;
  /** Cells with any number, and whether all are whole. */
  readonly cells: number;
  readonly whole: boolean;
}

/** A code above the others is so many times as great as they are: more if it is rare, less where columns share it. */
const FAR = { once: 10, twice: 3, frequent: 2, shared: 1.5 };
/** From this share of the cells on a code is frequent. */
const FREQUENT = 0.01;
/** More negative numbers than these, or a run of them from −1 on, are a scale and no codes. */
const MOST_NEGATIVE = 5;
const LONGEST_RUN = 3;

/** −1 … −9, and ±(9, 99, 999 … 999999) with what is next to them: 96 … 99, 77, 88. */
const SHAPES: ReadonlySet<number> = new Set([
  ...Array.from({ length: 9 }, (_, i) => -1 - i),
  ...[7, 8, 9],
  ...[2, 3, 4, 5, 6].flatMap((length) => {
    const nines = 10 ** length - 1;
    const repeated = [7, 8].map((digit) => (nines / 9) * digit);
    return [nines, nines - 1, nines - 2, nines - 3, ...repeated].flatMap((value) => [value, -value]);
  }),
]);

/** Whether a number could be a code by its looks alone. */
export function isShaped(value: number): boolean {
  return SHAPES.has(value);
}

/**
 * The codes of each column (null: not of numbers), ascending. A negative number of that shape is one where every other
 * number is 0 or more; a positive one where it lies far above the others and is a row of nines, or stands beside one. What
 * would leave fewer than two other values is none.
 */
export function codesOf(columns: readonly (ColumnNumbers | null)[]): number[][] {
  const near = columns.map((column) => (column === null ? [] : candidates(column, () => true)));
  const times = new Map<number, number>();
  for (const code of near.flat()) times.set(code, (times.get(code) ?? 0) + 1);
  const shared = (code: number) => (times.get(code) ?? 0) > 1;
  return columns.map((column) => (column === null ? [] : candidates(column, shared)));
}

function candidates(column: ColumnNumbers, shared: (code: number) => boolean): number[] {
  const codes = [...negative(column), ...positive(column, shared)];
  const left = column.distinct + column.shaped.size - codes.length;
  return left < 2 ? [] : codes.sort((a, b) => a - b);
}

function negative({ shaped, min, max }: ColumnNumbers): number[] {
  const below = [...shaped.keys()].filter((value) => value < 0);
  const highest = Math.max(max, ...shaped.keys());
  const lowest = Math.min(...below);
  if (below.length === 0 || below.length > MOST_NEGATIVE || min < 0) return [];
  // −2 … 2 is a scale around 0, and −4 … −1 goes on below it.
  if (highest === -lowest || (below.length > LONGEST_RUN && lowest === -below.length)) return [];
  return below;
}

function positive({ shaped, max, cells, whole }: ColumnNumbers, shared: (code: number) => boolean): number[] {
  const above = [...shaped.keys()].filter((value) => value > max && value > 0 && (whole || value > 9));
  const bulk = Math.max(max, 1);
  const far = (code: number) => {
    const times = shaped.get(code) ?? 0;
    const needed = shared(code)
      ? FAR.shared
      : times >= Math.max(2, FREQUENT * cells)
        ? FAR.frequent
        : times >= 2
          ? FAR.twice
          : FAR.once;
    return code >= needed * bulk;
  };
  const nines = above.filter((value) => /^9+$/.test(String(value)) && far(value));
  return above.filter((value) => nines.some((nine) => String(nine).length === String(value).length) && far(value));
}
