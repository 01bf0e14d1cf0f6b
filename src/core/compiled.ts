/** Where the compiled form of a module is: what a worker thread loads. */

/**
 * The compiled file of a module in a folder of `src`, also when it is run from its TypeScript source: Node's worker threads
 * load JavaScript. `url` is the module's `import.meta.url`.
 */
export function compiled(url: string): string {
  if (!url.endsWith(".ts")) return url;
  return url.replace(/\/src\/([^/]+\/[^/]+)\.ts$/, "/dist/$1.js");
}
