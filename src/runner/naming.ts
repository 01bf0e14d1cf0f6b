/** Where a job's result is kept, told before anything is computed. */
import type { Json } from "../pipeline/canonical.ts";
import { keyOf, type Stage, Store, type Stored } from "../pipeline/store.ts";
import type { Job } from "./job.ts";
import { NotStored } from "./reader.ts";
import type { SizedRun } from "./runs.ts";

/** The place of a result in the store. */
export interface Address {
  readonly stage: string;
  readonly key: string;
}

/** A store that says where every result is and has none: keys are made of keys, so nothing needs to be read for them. */
class Namer extends Store {
  override async obtain<T>(stage: Stage<T>, inputs: Json): Promise<Stored<T>> {
    const key = keyOf(stage, inputs);
    const absent = (): never => {
      throw new NotStored(stage.name, key);
    };
    const directory = this.directoryOf(stage.name, key);
    const named = { stage: stage.name, key, directory, seconds: Number.NaN, fresh: false };
    return Object.defineProperties(named, { record: { get: absent }, files: { get: absent } }) as unknown as Stored<T>;
  }
}

/** Null for a job whose inputs hold more of what it builds on than its key, which is then not known yet. */
export async function addressOf({ task, variant }: Job, run: SizedRun): Promise<Address | null> {
  try {
    const { stage, key } = (await task.run(new Namer(""), run, variant, {})) as unknown as Address;
    return { stage, key };
  } catch (error) {
    if (error instanceof NotStored) return null;
    throw error;
  }
}
