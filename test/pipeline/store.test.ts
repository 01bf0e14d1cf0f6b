import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ABANDONED } from "../../src/data/disk.ts";
import { canonical, type Json } from "../../src/pipeline/canonical.ts";
import { keyOf, type Stage, Store } from "../../src/pipeline/store.ts";
import { temporaryFolder } from "../cli/terminal.ts";

const stage: Stage<{ value: number }> = { name: "count", revision: 1, record: z.strictObject({ value: z.number() }) };
const result = (value: number) => async () => ({ record: { value }, files: { "a.bin": new Uint8Array([1, 2, 3]) } });

describe("keys", () => {
  it("are pinned: a change of the key function would orphan every stored result", () => {
    expect(keyOf({ name: "train", revision: 1 }, { lambda: 0.8, seed: 0 })).toBe("5cd5eb9510ae");
    expect(keyOf({ name: "train", revision: 2 }, { lambda: 0.8, seed: 0 })).toBe("ad5349b846ac");
  });

  it("do not depend on the order of members, nor on members that are undefined", () => {
    const key = keyOf(stage, { a: 1, b: [true, null, "x"] });
    expect(keyOf(stage, { b: [true, null, "x"], a: 1, c: undefined })).toBe(key);
    expect(keyOf(stage, { a: 1, b: [true, "x", null] })).not.toBe(key);
  });

  it("canonical JSON parses back to the same value, for any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("NaN and infinities are refused", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => canonical({ value })).toThrow(/invalid number/);
  });
});

describe("a stored result", () => {
  it("is made once and read afterwards, files and all", async () => {
    const store = new Store(temporaryFolder());
    const made = await store.obtain(stage, { n: 1 }, result(7));
    const read = await store.obtain(stage, { n: 1 }, () => Promise.reject(new Error("must not run")));
    expect([made.fresh, read.fresh]).toEqual([true, false]);
    expect(read.record).toEqual({ value: 7 });
    expect([...read.files["a.bin"]]).toEqual([1, 2, 3]);
    expect(read.seconds).toBe(made.seconds);
  });

  it.each(["record.json", "a.bin"])("is computed again, with a warning, when %s is damaged", async (file) => {
    const warnings: string[] = [];
    const store = new Store(temporaryFolder(), (message) => warnings.push(message));
    const { directory } = await store.obtain(stage, { n: 1 }, result(7));
    writeFileSync(join(directory, file), "{");
    const again = await store.obtain(stage, { n: 1 }, result(7));
    expect(again.fresh).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(readFileSync(join(directory, "a.bin"))).toHaveLength(3);
  });

  it.each([
    ["a number edited", (record: string) => record.replace('"value": 7', '"value": 8')],
    ["white space edited", (record: string) => `${record} `],
    ["another revision", (record: string) => record.replace('"revision": 1', '"revision": 2')],
  ])("with %s in its record is not believed: a warning, and it is computed again", async (_, edit) => {
    const warnings: string[] = [];
    const store = new Store(temporaryFolder(), (message) => warnings.push(message));
    const { directory } = await store.obtain(stage, { n: 1 }, result(7));
    const path = join(directory, "record.json");
    writeFileSync(path, edit(readFileSync(path, "utf8")));
    expect((await store.obtain(stage, { n: 1 }, result(7))).record).toEqual({ value: 7 });
    expect(warnings).toEqual([
      `${directory}: stored result is damaged and is computed again (record.json is not the file that was written)`,
    ]);
  });

  it("with its timing spoilt is found all the same: only how long it took is not known", async () => {
    const store = new Store(temporaryFolder());
    const { directory } = await store.obtain(stage, { n: 1 }, result(7));
    for (const text of ["{", "null", "[]"]) {
      writeFileSync(join(directory, "timing.json"), text);
      expect(await store.find(stage, { n: 1 })).toMatchObject({ record: { value: 7 }, seconds: Number.NaN });
    }
  });

  it("of an older version, which has no checksum of its record, is read as it stands", async () => {
    const store = new Store(temporaryFolder());
    const { directory } = await store.obtain(stage, { n: 1 }, result(7));
    expect(readFileSync(join(directory, "record.sha256"), "utf8")).toMatch(/^[0-9a-f]{64} {2}record\.json\n$/);
    rmSync(join(directory, "record.sha256"));
    expect(await store.find(stage, { n: 1 })).toMatchObject({ fresh: false, record: { value: 7 } });
  });

  it("of other inputs under the same key is not believed", async () => {
    const warnings: string[] = [];
    const store = new Store(temporaryFolder(), (message) => warnings.push(message));
    const { directory } = await store.obtain(stage, { n: 1 }, result(7));
    const path = join(directory, "record.json");
    rmSync(join(directory, "record.sha256"));
    writeFileSync(path, readFileSync(path, "utf8").replace('"n": 1', '"n": 2'));
    expect(await store.find(stage, { n: 1 })).toBeNull();
    expect(warnings[0]).toContain("made from other inputs");
  });

  it("leaves nothing behind when the run fails", async () => {
    const root = temporaryFolder();
    const store = new Store(root);
    await expect(store.obtain(stage, { n: 1 }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(readdirSync(root)).toEqual([]);
  });

  it("two processes at once: the second equal record is dropped, a different one is an error", async () => {
    const store = new Store(temporaryFolder());
    const both = await Promise.all([
      store.obtain(stage, { n: 1 }, result(7)),
      store.obtain(stage, { n: 2 }, result(7)),
    ]);
    expect(both.map(({ fresh }) => fresh)).toEqual([true, true]);
    const race = (value: number) =>
      store.obtain(stage, { n: 3 }, async () => {
        await new Store(store.root).obtain(stage, { n: 3 }, result(7));
        return result(value)();
      });
    await race(7);
    const clash = store.obtain(stage, { n: 4 }, async () => {
      await new Store(store.root).obtain(stage, { n: 4 }, result(7));
      return result(8)();
    });
    const host = hostname();
    await expect(clash).rejects.toThrow(
      `holds a different record for the same inputs (made on ${host}, this is ${host}): the run was not deterministic`,
    );
    expect(readdirSync(join(store.root, "runs", "count")).filter((name) => name.startsWith(".partial"))).toEqual([]);
  });

  it("half-written work of a process of this host that is gone is removed by the next write of that key; another host's after a day", async () => {
    const root = temporaryFolder();
    const key = keyOf(stage, { n: 1 });
    const [gone, elsewhere] = [hostname(), "another-host"].map((host) => `.partial-${key}-999999999-0-${host}`);
    for (const name of [gone, elsewhere]) mkdirSync(join(root, "runs", "count", name), { recursive: true });
    await new Store(root).obtain(stage, { n: 1 }, result(7));
    expect(readdirSync(join(root, "runs", "count")).sort()).toEqual([elsewhere, key]);
    const aDayAgo = Date.now() / 1000 - ABANDONED - 5;
    utimesSync(join(root, "runs", "count", elsewhere), aDayAgo, aDayAgo);
    rmSync(join(root, "runs", "count", key), { recursive: true });
    await new Store(root).obtain(stage, { n: 1 }, result(7));
    expect(readdirSync(join(root, "runs", "count"))).toEqual([key]);
  });

  it("a folder without its record, as a copy that was broken off leaves it, is warned about and computed again", async () => {
    const warnings: string[] = [];
    const store = new Store(temporaryFolder(), (message) => warnings.push(message));
    const { directory } = await store.obtain(stage, { n: 1 }, result(7));
    rmSync(join(directory, "record.json"));
    expect(await store.obtain(stage, { n: 1 }, result(7))).toMatchObject({ fresh: true });
    expect(warnings).toEqual([`${directory}: stored result is damaged and is computed again (record.json is missing)`]);
    expect(await store.obtain(stage, { n: 1 }, result(7))).toMatchObject({ fresh: false });
  });
});
