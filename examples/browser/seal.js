// @ts-check
/**
 * The text that the `hash` of a bundle is the SHA-256 of: its JSON without white space, members in their order, without the hash
 * itself and that of `model.json`, which names it.
 *
 * @param {Readonly<Record<string, unknown>> & { readonly files: Readonly<Record<string, string>> }} bundle
 * @returns {string}
 */
export function sealedText({ hash: _, files, ...content }) {
  const { "model.json": __, ...others } = files;
  return JSON.stringify({ ...content, files: others });
}
