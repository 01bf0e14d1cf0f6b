/** A share over people each of whom is observed several times: every person counts once. */
import { z } from "zod";
import { wilsonAround } from "../core/intervals.ts";

/** The mean over people of the share observed for each, with its 95 % interval. */
export const shareSchema = z.strictObject({
  people: z.int(),
  share: z.number(),
  low: z.number(),
  high: z.number(),
});

export type Share = z.infer<typeof shareSchema>;

/** From fewer people than this their spread is not known, and each counts as one observation. */
const ENOUGH_PEOPLE = 20;

/**
 * Mean and 95 % interval of `successes[i]` out of `seen` for each person i; null without people. Observations of one person
 * are correlated, so the interval is Wilson's for as many independent observations as would leave p as uncertain as it is
 * over people: n = p(1 − p)/SE², SE the standard error over people (Kish's effective sample size), but no more than there
 * were. Where everybody always, or never, succeeds, and with few people, n is their number.
 */
export function shareOf(successes: ArrayLike<number>, seen: number): Share | null {
  const people = successes.length;
  if (!(Number.isInteger(seen) && seen >= 1)) throw new RangeError(`invalid observations per person: ${seen}`);
  if (people === 0) return null;
  const shares = Array.from(successes, (count, i) => {
    if (!(Number.isInteger(count) && count >= 0 && count <= seen)) {
      throw new RangeError(`invalid successes of person ${i}: ${count} of ${seen}`);
    }
    return count / seen;
  });
  const total = Array.from(successes).reduce((sum, count) => sum + count, 0);
  const share = total / (people * seen);
  const spread = shares.reduce((sum, value) => sum + (value - share) ** 2, 0);
  const counted = people < ENOUGH_PEOPLE || share === 0 || share === 1;
  const effective = (share * (1 - share) * people * (people - 1)) / spread;
  return { people, share, ...wilsonAround(share, counted ? people : Math.min(effective, people * seen)) };
}
