/** What an epoch leaves behind, on disk: written whole or not at all, and checked when it is read. */
import { createHash } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { codeOf, makeFolder, partialName, unreadable, unwritable } from "../../../data/disk.ts";
import type { TrainedParameter } from "./adamw.ts";
import type { TrainedParameters } from "./parameters.ts";

/** The outcome of an epoch. */
export const fineTunedEpochSchema = z.strictObject({
  epoch: z.int(),
  /** Mean of ℓ(g(x), y) under dropout. */
  loss: z.number(),
  /** Sentences whose recourse term counted, and the mean of ℓ(g(x ⊕ δ*), 1) over them; null where there were none. */
  withTerm: z.int(),
  recourseLoss: z.number().nullable(),
});

export type FineTunedEpoch = z.infer<typeof fineTunedEpochSchema>;

/** Where training stands after some epochs. */
export interface Checkpoints {
  /** Puts the state after the last epoch that is stored into `parameters`; the epochs so far, or none. */
  restore(parameters: TrainedParameters): Promise<readonly FineTunedEpoch[]>;
  save(epochs: readonly FineTunedEpoch[], parameters: TrainedParameters): Promise<void>;
  /** Removes what is stored. */
  clear(): Promise<void>;
}

const headerSchema = z.strictObject({
  key: z.string(),
  epochs: z.array(fineTunedEpochSchema),
  lengths: z.record(z.string(), z.int()),
});

const arraysOf = ({ values, first, second }: TrainedParameter) => [values, first, second];

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength);

/** How many numbers each parameter has, in the order in which they are stored. */
const lengthsOf = (parameters: TrainedParameters) =>
  Object.fromEntries([...parameters].map(([name, { values }]) => [name, values.length]));

/** Bytes of a SHA-256. */
const HASH = 32;

/**
 * A file in `folder` for the training that `key` stands for: a line of JSON, every parameter with its moments, the SHA-256
 * of all that. A checkpoint that is damaged or of another training is as good as none, which is said through `warn`.
 */
export function checkpointsIn(folder: string, key: string, warn: (message: string) => void = () => {}): Checkpoints {
  const name = `fine-tuning-${key}.checkpoint`;
  const path = join(folder, name);
  return {
    async restore(parameters) {
      let file: Buffer;
      try {
        file = await readFile(path);
      } catch (error) {
        if (codeOf(error) === "ENOENT") return [];
        throw unreadable(error, path);
      }
      const content = file.subarray(0, -HASH);
      const whole = createHash("sha256").update(content).digest().equals(file.subarray(-HASH));
      const header = whole ? headerSchema.parse(JSON.parse(content.toString("utf8", 0, content.indexOf(10)))) : null;
      const fits = JSON.stringify(header?.lengths) === JSON.stringify(lengthsOf(parameters));
      if (header === null || header.key !== key || !fits) {
        warn(`${path}: the checkpoint is ${whole ? "of another training" : "damaged"}; training starts again`);
        return [];
      }
      let at = content.indexOf(10) + 1;
      for (const parameter of parameters.values()) {
        for (const array of arraysOf(parameter)) {
          bytesOf(array).set(content.subarray(at, at + array.byteLength));
          at += array.byteLength;
        }
      }
      return header.epochs;
    },
    async save(epochs, parameters) {
      const lengths = lengthsOf(parameters);
      const partial = join(folder, partialName(name));
      try {
        await makeFolder(folder);
        const hash = createHash("sha256");
        const handle = await open(partial, "w");
        try {
          const write = async (bytes: Uint8Array) => {
            hash.update(bytes);
            await handle.writeFile(bytes);
          };
          await write(Buffer.from(`${JSON.stringify({ key, epochs, lengths })}\n`));
          for (const parameter of parameters.values()) {
            for (const array of arraysOf(parameter)) await write(bytesOf(array));
          }
          await handle.writeFile(hash.digest());
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(partial, path);
      } catch (error) {
        throw unwritable(error, path, "another folder with --results");
      } finally {
        await rm(partial, { force: true }).catch(() => {});
      }
    },
    async clear() {
      await rm(path, { force: true });
    },
  };
}
