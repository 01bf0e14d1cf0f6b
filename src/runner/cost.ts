/** Rough estimates of work on one core of 2023, which decide the order of a plan and the time left. */
import { z } from "zod";
import type { Settings } from "../config/settings.ts";

/** Seconds a multiplication takes in training, Adam's part in it. */
export const TRAINING_STEP = 4.5e-10;

/** Seconds a multiplication takes in scoring. */
export const SCORING_STEP = 8e-11;

/** Seconds that certifying a block of people takes for each multiplication of the network. */
export const BOUNDING_STEP = 5e-5;

/** Multiplications in one forward pass of a row through g_θ. */
export function operations({ network }: Settings, inputs: number): number {
  const widths = [inputs, ...network.hidden, 1];
  return widths.slice(1).reduce((sum, width, i) => sum + width * widths[i], 0);
}

/** Scores that a method asks for per person, roughly; few where it is not named here, or actions are named one by one. */
export function scoresPerPerson(method: string, { actions, recourse }: Settings): number {
  const { candidates, features = {} } = actions;
  if (candidates !== undefined && method !== "gradient") return 1 + Object.keys(candidates).length;
  const moving = Object.keys(features).length;
  const searched = z.object({ resolution: z.number(), budget: z.number() }).safeParse(recourse[method]);
  if (searched.success) return moving > 2 ? searched.data.budget : searched.data.resolution ** moving;
  return { gradient: 8000, linear: 3000, cheapest: 200, highest: 1000 }[method] ?? 2;
}
