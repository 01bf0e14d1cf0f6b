import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { fetchFile } from "../../src/data/fetch.ts";
import { sha256 } from "./configs.ts";

const content = "a,b\n".repeat(50_000);
let server: Server;
let at: string;
let folder: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/good") response.end(content);
    else if (request.url === "/wrong") response.end("<html>a portal page</html>");
    else if (request.url === "/cut")
      response
        .writeHead(200, { "content-length": content.length })
        .write(content.slice(0, 999), () => response.destroy());
    else if (request.url === "/endless") response.writeHead(200).write(content.slice(0, 999));
    else if (request.url === "/long") response.end(content + content);
    else response.writeHead(404).end("no");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "recourse-"));
  return () => rm(folder, { recursive: true });
});

const source = (...paths: string[]) => ({
  file: "a.csv",
  sha256: sha256(content),
  bytes: content.length,
  urls: paths.map((path) => (path.startsWith("/") ? at + path : path)),
});

/** The message of a download that must fail. */
async function failure(...args: Parameters<typeof fetchFile>): Promise<string> {
  const error: unknown = await fetchFile(...args).then(
    () => null,
    (error) => error,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as DataError).message;
}

test("good bytes stand under the file's name, with nothing beside them, and the folder is made", async () => {
  const inner = join(folder, "not", "there");
  const seen: [number, number | null, string][] = [];
  const path = await fetchFile(source("/good"), inner, { onProgress: (...progress) => seen.push(progress) });
  expect(path).toBe(join(inner, "a.csv"));
  expect(await readFile(path, "utf8")).toBe(content);
  expect(await readdir(inner)).toEqual(["a.csv"]);
  expect(seen.at(-1)).toEqual([content.length, content.length, `${at}/good`]);
});

test("the URLs are tried in order: 404, wrong bytes and a cut connection, then the good one", async () => {
  await fetchFile(source("/none", "/wrong", "/cut", "/good"), folder);
  expect(await readdir(folder)).toEqual(["a.csv"]);
});

test("wrong bytes never take the file's place, not even where an older one stands", async () => {
  await writeFile(join(folder, "a.csv"), "older");
  expect(await failure(source("/wrong"), folder)).toContain(
    `${at}/wrong: wrong bytes: SHA-256 is ${sha256("<html>a portal page</html>")} where ${sha256(content)} is pinned`,
  );
  expect(await readdir(folder)).toEqual(["a.csv"]);
  expect(await readFile(join(folder, "a.csv"), "utf8")).toBe("older");
});

test("when nothing answers, the message has the reason for each URL and the path for the file", async () => {
  const closed = createServer();
  await new Promise<void>((listening) => closed.listen(0, "127.0.0.1", listening));
  const refused = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/x`;
  await new Promise((done) => closed.close(done));
  const message = await failure(source("/none", refused, "/cut"), folder);
  expect(message).toContain("a.csv could not be downloaded:");
  expect(message).toContain(`${at}/none: HTTP 404 Not Found`);
  expect(message).toMatch(new RegExp(`${refused}: ECONNREFUSED`));
  expect(message).toMatch(/\/cut: .*(terminated|closed)/);
  expect(message).toContain(`put the file at ${join(folder, "a.csv")} (SHA-256 ${sha256(content)})`);
  expect(await readdir(folder)).toEqual([]);
});

test("an abort in the middle throws the signal's reason and leaves nothing", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const fetching = fetchFile(source("/endless", "/good"), folder, {
    signal: controller.signal,
    onProgress: () => controller.abort(reason),
  });
  await expect(fetching).rejects.toBe(reason);
  expect(await readdir(folder)).toEqual([]);
});

test("an abort before the start asks no URL", async () => {
  await expect(fetchFile(source("/good"), folder, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
  expect(await readdir(folder)).toEqual([]);
});

test("more bytes than the file has are not waited for", async () => {
  expect(await failure(source("/long"), folder)).toContain(`more than the ${content.length} bytes the file has`);
});

test("without a URL the message says where to put the file", async () => {
  expect(await failure(source(), folder)).toBe(
    `a.csv: no URL is known for it; put the file at ${join(folder, "a.csv")}`,
  );
});

test("a folder that cannot be made is an error of its own: no other URL would help", async () => {
  await writeFile(join(folder, "taken"), "a file");
  const message = await failure(source("/good", "/good"), join(folder, "taken", "inner"));
  expect(message).toMatch(
    /a\.csv: cannot be written, part of the path is a file: name another folder with --data-dir; nothing/,
  );
});

test("a server that stands still is given up after the time one waits for it", async () => {
  expect(await failure(source("/endless"), folder, { patience: 200 })).toMatch(
    /\/endless: nothing came for 0.2 seconds/,
  );
  expect(await readdir(folder)).toEqual([]);
});

test("http without a checksum is not asked: nobody knows whose bytes come", async () => {
  const { sha256: _, ...unpinned } = source("/good");
  expect(await failure(unpinned, folder)).toMatch(/http: and no SHA-256 is pinned.*use https: or pin source\.sha256/);
  expect(await failure({ ...unpinned, urls: ["file:///etc/passwd"] }, folder)).toMatch(/file: is no way to download/);
});
