/** What every engine must do. Each engine's test file runs this suite over it; its parts are in `contract/`. */
import { beforeAll } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { candidateOf } from "./contract/candidate.ts";
import { goldenContract } from "./contract/golden.ts";
import { identityContract } from "./contract/identity.ts";
import { refusalsContract } from "./contract/refusals.ts";
import { scoresContract } from "./contract/scores.ts";
import { trainingContract } from "./contract/training.ts";

/** What the suite asks of an engine beyond the contract's words. */
export interface Expected {
  /** Whether the same work in other blocks, or with λ = 0 left out, gives the same bits; otherwise 1e-6. */
  readonly sameBits: boolean;
}

/** Runs the suite over the engine that `load` gives. */
export function engineContract(name: string, load: () => Engine | Promise<Engine>, { sameBits }: Expected): void {
  let engine: Engine;
  beforeAll(async () => {
    engine = await load();
  });
  const candidate = candidateOf(name, () => engine, sameBits);
  identityContract(candidate);
  scoresContract(candidate);
  trainingContract(candidate);
  goldenContract(candidate);
  refusalsContract(candidate);
}
