// @ts-check
/**
 * Serves the page and a bundle on this machine:
 *
 *   npx recourse calibrate --dataset simulated-credit --lambda 0.8 --save model
 *   node examples/browser/serve.js model
 *
 * TensorFlow.js is taken from node_modules where it is installed, so that no network is needed; the page itself names the
 * same files on a public server, by their SHA-384.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const { resolve } = createRequire(import.meta.url);
const publicServer = "https://cdn.jsdelivr.net/npm/";
const page = ["index.html", "style.css", "page.js", "person.js", "seal.js"];
const bundleFiles = ["bundle.json", "model.json", "weights.bin"];

/** @type {Record<string, string>} */
const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json" };

/**
 * A server of the page at /, of the bundle at /bundle/ and of TensorFlow.js. Port 0 is any that is free.
 *
 * @param {string} bundle
 * @param {number} port
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serve(bundle, port) {
  const server = createServer(async ({ url = "/" }, response) => {
    try {
      // A path such as // is no URL; whatever is asked for, the server goes on.
      const file = fileOf(bundle, new URL(url, "http://localhost").pathname);
      if (file === null) throw new Error("no such file");
      const content = await readFile(file);
      const type = types[extname(file)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": `${type}; charset=utf-8` });
      response.end(type === "text/html" ? content.toString().replaceAll(publicServer, "/npm/") : content);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    }
  });
  await new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", () => done(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}

/**
 * The file behind a path; null for any that is not meant to be seen.
 *
 * @param {string} bundle
 * @param {string} path
 */
function fileOf(bundle, path) {
  const name = path === "/" ? "index.html" : path.slice(1);
  if (page.includes(name)) return join(here, name);
  if (path.startsWith("/bundle/") && bundleFiles.includes(basename(path))) return join(bundle, basename(path));
  const library = /^\/npm\/(@tensorflow\/[a-z-]+)@[\d.]+\/dist\/([\w.-]+\.min\.js)$/.exec(path);
  return library ? join(dirname(resolve(`${library[1]}/package.json`)), "dist", library[2]) : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve(process.argv[2] ?? "model", 8080);
  console.log(`${url} (Ctrl-C ends it)`);
}
