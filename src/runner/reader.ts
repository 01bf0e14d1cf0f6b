/** A read-only view of the store: what a stage would have to compute is named instead. */
import type { Json } from "../pipeline/canonical.ts";
import { keyOf, type Stage, Store, type Stored } from "../pipeline/store.ts";

/** A stage asked for a result that is not stored. */
export class NotStored extends Error {
  override readonly name = "NotStored";
  readonly stage: string;
  readonly key: string;

  constructor(stage: string, key: string) {
    super(`${stage} ${key} is not stored`);
    this.stage = stage;
    this.key = key;
  }
}

/** The same results as a Store, but none is made: `obtain` throws NotStored where a Store would run the stage. */
export class Reader extends Store {
  override async obtain<T>(stage: Stage<T>, inputs: Json): Promise<Stored<T>> {
    const found = await this.find(stage, inputs);
    if (found) return found;
    throw new NotStored(stage.name, keyOf(stage, inputs));
  }
}

/** What `read` comes to on stored results alone; null where something it needs is not stored. */
export async function ifStored<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotStored) return null;
    throw error;
  }
}
