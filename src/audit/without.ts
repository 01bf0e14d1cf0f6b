/** Who has no recourse: by which features they differ from others who are turned down. */
import { row } from "../core/matrix.ts";
import { rocAuc } from "../core/metrics.ts";
import { quantile } from "../core/quantile.ts";
import type { AuditedPerson } from "./person.ts";
import type { Subject } from "./subject.ts";

/** A feature, in raw units, of people turned down without and with recourse. */
export interface Distinction {
  readonly feature: string;
  readonly unit: string | null;
  readonly kind: "continuous" | "indicator";
  /** Medians; of a 0/1 column the shares that have it. */
  readonly without: number;
  readonly with: number;
  /**
   * The chance that of two people, one without and one with recourse, the one without has the higher value, ties counting half: 0.5
   * does not tell them apart.
   */
  readonly higher: number;
}

/** The features that tell them apart, or why there are none to tell. */
export interface WithoutRecourse {
  /** No action exists, proven; none was found. */
  readonly proven: number;
  readonly open: number;
  readonly distinctions: readonly Distinction[] | { readonly none: string };
}

const NAMED = 3;

export function withoutRecourse(
  { columns, people: { X } }: Subject,
  people: readonly AuditedPerson[],
): WithoutRecourse {
  const without = people.filter(({ answer }) => answer === "none" || answer === "open");
  const others = people.filter(({ answer }) => answer === "recourse");
  const proven = without.filter(({ answer }) => answer === "none").length;
  const counts = { proven, open: without.length - proven };
  if (without.length === 0) return { ...counts, distinctions: { none: "Everybody who is turned down has recourse." } };
  if (others.length === 0) {
    return {
      ...counts,
      distinctions: { none: "Nobody who is turned down has recourse, so there is nobody to compare with." },
    };
  }
  const labels = Float32Array.from([...without, ...others], (_, i) => Number(i < without.length));
  const all = columns.map(({ name, unit, kind, mean, std }, j): Distinction => {
    const raw = (some: readonly AuditedPerson[]) => some.map((each) => mean + std * row(X, each.row)[j]);
    const [a, b] = [raw(without), raw(others)];
    const middle = (values: number[]) =>
      kind === "indicator" ? values.reduce((sum, value) => sum + value, 0) / values.length : quantile(values, 0.5);
    const higher = rocAuc(Float32Array.from([...a, ...b]), labels) ?? 0.5;
    return {
      feature: name,
      unit: unit ?? null,
      kind,
      without: Number(middle(a).toPrecision(7)),
      with: Number(middle(b).toPrecision(7)),
      higher,
    };
  });
  const telling = all.filter(({ higher }) => higher !== 0.5);
  const sorted = telling.toSorted((a, b) => Math.abs(b.higher - 0.5) - Math.abs(a.higher - 0.5));
  return { ...counts, distinctions: sorted.slice(0, NAMED) };
}
