/** The groups of Figure 5, and its bars: the disparity over the splits of one λ. */
import { resolve } from "../../config/resolve.ts";
import type { Settings } from "../../config/settings.ts";
import { differenceOf } from "../../core/difference.ts";
import { type Mean, meanOver } from "../../core/intervals.ts";
import { point } from "../../runner/job.ts";
import type { FigureScope } from "../experiment.ts";
import { type DisparityRecord, type Group, withRecourse } from "./disparity.ts";

/** A data set whose file names two groups, and the choices about their disparity. */
export interface DisparityChoices extends Pick<Settings, "disparity"> {
  readonly dataset: string;
  readonly sensitive: NonNullable<Settings["sensitive"]>;
}

/** The data sets of the scope whose file names two groups. */
export async function disparitySettingsOf(scope: FigureScope): Promise<DisparityChoices[]> {
  const all = scope.datasets.map(async (dataset) => {
    const { settings } = await resolve(point(dataset, scope.protocol, 0, scope.seeds[0], scope.overrides));
    const { sensitive, disparity } = settings;
    return sensitive === undefined ? [] : [{ dataset, sensitive, disparity }];
  });
  return (await Promise.all(all)).flat();
}

/** The splits of one λ. */
export interface DisparityBar {
  readonly lambda: number;
  /** Splits that finished; of these, where no θ₀ reaches the precision and so there is no disparity. */
  readonly splits: number;
  readonly unreached: number;
  /** Majority − minority of each split that has both. */
  readonly values: readonly number[];
  /** Their mean, and Newcombe's 95 % interval for the people of all splits together; null where no split has a disparity. */
  readonly over: (Mean & { readonly low: number; readonly high: number }) | null;
  /** Splits whose θ₀ accepts every validation row: precision is above what was asked for, and everybody has recourse. */
  readonly everybody: number;
}

/** One bar from the records of a λ's splits. */
export function barOf(lambda: number, records: readonly DisparityRecord[]): DisparityBar {
  const disparities = records.flatMap(({ groups, disparity }) => (groups && disparity ? [{ groups, disparity }] : []));
  const values = disparities.map(({ disparity }) => disparity.difference);
  const pooled = (of: (record: (typeof disparities)[number]) => Group) => {
    const rates = disparities.map((record) => withRecourse(of(record)));
    return {
      successes: rates.reduce((sum, { successes }) => sum + successes, 0),
      n: rates.reduce((sum, { n }) => sum + n, 0),
    };
  };
  const interval = differenceOf(
    pooled(({ groups }) => groups.majority),
    pooled(({ groups }) => groups.minority),
  );
  return {
    lambda,
    splits: records.length,
    unreached: records.filter(({ threshold }) => threshold === null).length,
    values,
    over: interval === null ? null : { ...meanOver(values), low: interval.low, high: interval.high },
    everybody: records.filter(({ threshold }) => threshold !== null && threshold.accepted === threshold.rows).length,
  };
}
