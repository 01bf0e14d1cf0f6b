/** What is asked of each record: whether it passes the filters, and its label. */
import { isValue, listed, numberIn, quote, valueFinder } from "./cell.ts";
import type { Position } from "./csv.ts";
import type { Label } from "./schema/feature.ts";
import type { Filter } from "./schema/source.ts";

/** Whether a cell that is not missing passes a filter. */
export function conditionOf(filter: Filter): (cell: string, position: Position) => boolean {
  const { column, between, equals, not, oneOf } = filter;
  if (between !== undefined) {
    return (cell, position) => {
      const value = numberIn(cell);
      if (Number.isNaN(value)) throw position.error(column, `${quote(cell)} is not a number, which a filter compares`);
      return between[0] <= value && value <= between[1];
    };
  }
  if (equals !== undefined) return (cell) => isValue(cell, equals);
  if (not !== undefined) return (cell) => !isValue(cell, not);
  if (oneOf !== undefined) return (cell) => oneOf.some((value) => isValue(cell, value));
  return () => true;
}

/** y of a cell: 1 favourable, 0 unfavourable. */
export function labeller(label: Label, place: string): (cell: string, position: Position) => 0 | 1 {
  const values = [...label.favourable, ...label.unfavourable];
  const find = valueFinder(values);
  return (cell, position) => {
    const index = find(cell);
    if (index < 0) {
      throw position.error(label.column, `unknown label ${quote(cell)}; ${place}: label names ${listed(values)}`);
    }
    return index < label.favourable.length ? 1 : 0;
  };
}
