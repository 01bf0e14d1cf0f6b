import type { Random } from "../src/core/random.ts";

/** The text of data/simulated-credit.csv. */
export function simulate(stream: (seed: number, purpose: string) => Random): string;
