/** A split by people, who have one row or more each: all rows of one person stay in one part. */
import { DataError } from "../core/errors.ts";
import { type Split, type SplitOptions, splitPermutation } from "./split.ts";

/**
 * Splits rows as `split` does, with people dealt out in the rows' stead until a part has its rows, so that it may have a few
 * more. `people` [n] says whose each row is, 0, 1, 2 … Of a calibration part of its own one row of each person stays, drawn
 * by the seed: Theorem 3.1 speaks of independent draws of people. Where calibration rows are the validation rows, all stay.
 *
 * Throws DataError when no person is left for a part.
 */
export function splitPeople(people: ArrayLike<number>, options: Omit<SplitOptions, "testRows">): Split {
  const { validation: share, calibration: heldOut, test, seed } = options;
  const rowsOf: number[][] = [];
  for (let i = 0; i < people.length; i++) {
    rowsOf[people[i]] ??= [];
    rowsOf[people[i]].push(i);
  }
  /** The people in a random order, those of each part until it has so many rows, and the others. */
  const deal = (persons: ArrayLike<number>, sizes: readonly number[]): number[][] => {
    const order = Array.from(splitPermutation(persons.length, seed), (i) => persons[i]);
    let next = 0;
    const parts = sizes.map((size) => {
      const from = next;
      for (let rows = 0; rows < size && next < order.length; next++) rows += rowsOf[order[next]].length;
      return order.slice(from, next);
    });
    return [...parts, order.slice(next)];
  };
  const [aside, calibration, train] = deal(
    rowsOf.map((_, person) => person),
    [Math.ceil(share * people.length), Math.ceil(heldOut * people.length)],
  );
  const [testPeople, validation] = deal(aside, [test]);
  if (train.length === 0 || validation.length === 0) {
    throw new DataError(
      `too few people: ${rowsOf.length} with ${people.length} rows leave ${train.length} for training and ` +
        `${validation.length} for validation; lower split.test or bring more people`,
    );
  }
  const rows = (persons: readonly number[]) => Int32Array.from(persons.flatMap((person) => rowsOf[person]));
  const rank = splitPermutation(people.length, seed);
  const drawn = (person: number) => rowsOf[person].reduce((a, b) => (rank[b] < rank[a] ? b : a));
  const validationRows = rows(validation);
  return {
    train: rows(train),
    validation: validationRows,
    test: rows(testPeople),
    calibration: calibration.length === 0 ? validationRows : Int32Array.from(calibration, drawn),
  };
}
