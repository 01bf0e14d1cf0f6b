/** How good the decisions are: performance at θ₀, calibration of the scores, and both along θ₀ with the recourse. */
import { wilson } from "../core/intervals.ts";
import { outcomeAt, type ThresholdOutcome } from "../core/outcome.ts";
import type { AuditedPerson } from "./person.ts";

/** People of similar scores: their mean score, and how many have a favourable label. */
export interface CalibrationBin {
  readonly people: number;
  readonly score: number;
  readonly favourable: number;
  /** Share of favourable labels with its 95 % interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** As many bins as leave this many people in each, at most ten. */
const BINS = 10;
const PEOPLE_PER_BIN = 20;

/** The people by score, in bins of equal numbers; none without people. */
export function calibrationBins(people: readonly AuditedPerson[]): CalibrationBin[] {
  const sorted = people.toSorted((a, b) => a.score - b.score || a.row - b.row);
  const bins = Math.max(1, Math.min(BINS, Math.floor(people.length / PEOPLE_PER_BIN)));
  return Array.from({ length: people.length === 0 ? 0 : bins }, (_, b) => {
    const of = sorted.slice(Math.round((b * people.length) / bins), Math.round(((b + 1) * people.length) / bins));
    const favourable = of.filter(({ label }) => label === 1).length;
    const score = of.reduce((sum, person) => sum + person.score, 0) / of.length;
    return { people: of.length, score, favourable, share: favourable / of.length, ...wilson(favourable, of.length) };
  });
}

/** Steps of θ₀ from 0 to 1 along the curve. */
const STEPS = 100;

/** The decisions at every hundredth from 0 to 1 and at θ₀ itself, with the highest score that each person can reach. */
export function thresholdCurve(people: readonly AuditedPerson[], theta0: number): ThresholdOutcome[] {
  const grid = Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS);
  const rows = {
    score: people.map(({ score }) => score),
    y: people.map(({ label }) => label),
    proposed: people.map(({ highest }) => highest),
  };
  return [...new Set([...grid, theta0])].sort((a, b) => a - b).map((at) => outcomeAt(rows, at));
}
