/** The hash by which a change of `bundle.json` is seen. */
import { sha256 } from "../pipeline/canonical.ts";
import { MODEL_FILE } from "./layers.ts";

/** What a hash is taken of: a bundle, whatever its members. */
export type SealedContent = { readonly files: Readonly<Record<string, string>> } & Readonly<Record<string, unknown>>;

/**
 * SHA-256 over the JSON of a bundle without white space, members in their own order (that of the features is the order of
 * the columns), but for the hash itself and that of `model.json`, which names this one. Whoever edits a bundle and knows this
 * can write all hashes anew: against that only the coherence of its members stands (`contradictions`), and no signature.
 */
export function sealOf(bundle: SealedContent): string {
  const { hash: _, files, ...content } = bundle;
  const { [MODEL_FILE]: __, ...others } = files;
  return sha256(JSON.stringify({ ...content, files: others }));
}
