/** The two classes to be told apart, dealt into parts: what a classifier learns from, and what it is evaluated on. */
import { add, type Matrix, matrix, take } from "../../core/matrix.ts";
import { permutation, type Random } from "../../core/random.ts";

/** As many originals (class 1), which come first, as others (class 0). */
export interface Samples {
  /** [2n, d]. */
  readonly X: Matrix;
  /** [2n] 1 for an original. */
  readonly original: Float32Array;
}

/** One part held out, and all others to learn from. Nobody has rows on both sides. */
export interface Repeat {
  readonly fitted: Samples;
  readonly heldOut: Samples;
}

/** People as rows of X, and what is proposed to each of them: [n, d], or null for nothing. */
export interface Proposals {
  readonly people: Int32Array;
  readonly delta: Matrix | null;
}

/**
 * x + δ against as many rows drawn from all of X. Everybody in X is dealt to one part, so that the originals of a side are
 * drawn among the people of that side; a person may be drawn whose x + δ is there too. Without δ: rows against rows.
 */
export function againstRandomRows(X: Matrix, proposals: Proposals, repeats: number, random: Random): Repeat[] {
  const { people } = proposals;
  const given = new Set(people);
  const others = Int32Array.from({ length: X.rows }, (_, i) => i).filter((i) => !given.has(i));
  const partsOfOthers = deal(others.length, repeats, random);
  return deal(people.length, repeats, random).map((part, repeat) => {
    const side = (which: keyof Part) => {
      const mine = part[which];
      const everybody = Int32Array.of(...at(people, mine), ...at(others, partsOfOthers[repeat][which]));
      const drawn = permutation(everybody.length, random).subarray(0, mine.length);
      return samples(take(X, at(everybody, drawn)), proposed(X, proposals, mine));
    };
    return { fitted: side("rest"), heldOut: side("held") };
  });
}

/** x + δ against the x of the same people. */
export function againstThemselves(X: Matrix, proposals: Proposals, repeats: number, random: Random): Repeat[] {
  return deal(proposals.people.length, repeats, random).map((part) => {
    const side = (which: keyof Part) =>
      samples(take(X, at(proposals.people, part[which])), proposed(X, proposals, part[which]));
    return { fitted: side("rest"), heldOut: side("held") };
  });
}

/** The x of some people against the x of others, nobody in both; as many of the one as of the other. */
export function againstEachOther(
  X: Matrix,
  [some, others]: readonly [Int32Array, Int32Array],
  repeats: number,
  random: Random,
): Repeat[] {
  return deal(some.length, repeats, random).map((part) => {
    const side = (which: keyof Part) => samples(take(X, at(some, part[which])), take(X, at(others, part[which])));
    return { fitted: side("rest"), heldOut: side("held") };
  });
}

/** Places 0 … n − 1 of one part, and all the rest. */
interface Part {
  readonly held: Int32Array;
  readonly rest: Int32Array;
}

/** Deals 0 … n − 1 into parts whose sizes differ by one at most. */
function deal(n: number, parts: number, random: Random): Part[] {
  const order = permutation(n, random);
  return Array.from({ length: parts }, (_, part) => ({
    held: order.filter((_, i) => i % parts === part),
    rest: order.filter((_, i) => i % parts !== part),
  }));
}

function at(values: Int32Array, places: Int32Array): Int32Array {
  return places.map((place) => values[place]);
}

/** x + δ of the people at these places. */
function proposed(X: Matrix, { people, delta }: Proposals, places: Int32Array): Matrix {
  const x = take(X, at(people, places));
  return delta === null ? x : add(x, take(delta, places), x);
}

function samples(originals: Matrix, others: Matrix): Samples {
  const X = matrix(originals.rows + others.rows, originals.cols);
  X.data.set(originals.data);
  X.data.set(others.data, originals.data.length);
  return { X, original: Float32Array.from({ length: X.rows }, (_, i) => Number(i < originals.rows)) };
}
