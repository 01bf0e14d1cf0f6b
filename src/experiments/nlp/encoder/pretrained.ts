/** The pretrained encoder that a protocol names, and what stands for it in keys. */
import type { Encoder } from "./encoder.ts";
import { readEncoderFolder } from "./folder.ts";
import { MINILM_SHA256, readMinilm } from "./minilm.ts";

/** What `nlp.encoder` says for MiniLM; anything else is a folder. */
export const MINILM_SETTING = "minilm";

const opened = new Map<string, Promise<Encoder>>();

/** `nlp.encoder`: MiniLM, or the encoder in a folder; read once. Throws ConfigError or DataError where it cannot be had. */
export function pretrainedEncoder(encoder: string): Promise<Encoder> {
  const found = opened.get(encoder) ?? (encoder === MINILM_SETTING ? readMinilm() : readEncoderFolder(encoder));
  opened.set(encoder, found);
  found.catch(() => opened.delete(encoder));
  return found;
}

/** SHA-256 of the encoder's files. Those of MiniLM are pinned, so nothing is read for it. */
export async function encoderSha256(encoder: string): Promise<string> {
  return encoder === MINILM_SETTING ? MINILM_SHA256 : (await pretrainedEncoder(encoder)).sha256;
}
