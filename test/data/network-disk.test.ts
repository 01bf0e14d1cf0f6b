import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { placeFolder, readPlaced } from "../../src/data/network-disk.ts";
import { temporaryFolder } from "../cli/terminal.ts";

const failing = (code: string) => Object.assign(new Error(code), { code });

/** A folder with one file in it, and where it shall be. */
function folders() {
  const root = temporaryFolder();
  const [from, to] = ["from", "to"].map((name) => join(root, name));
  mkdirSync(from);
  writeFileSync(join(from, "file"), "text");
  return { root, from, to };
}

describe("a folder put in place on a network disk", () => {
  it("is asked for again after a stumble, and what others see is whole", async () => {
    const { root, from, to } = folders();
    let tries = 0;
    const move: typeof rename = async (...paths) => {
      if (tries++ < 2) throw failing("ESTALE");
      return rename(...paths);
    };
    expect(await placeFolder(from, to, move)).toBe(true);
    expect([tries, readdirSync(root)]).toEqual([3, ["to"]]);
  });

  it("is there when the disk did it and lost the answer", async () => {
    const { from, to } = folders();
    let tries = 0;
    const move: typeof rename = async (...paths) => {
      await rename(...paths);
      if (tries++ === 0) throw failing("ETIMEDOUT");
    };
    expect(await placeFolder(from, to, move)).toBe(true);
    expect(existsSync(join(to, "file"))).toBe(true);
  });

  it("is not where another one stands, and refused at once where the disk forbids it", async () => {
    const { from, to } = folders();
    mkdirSync(to);
    writeFileSync(join(to, "file"), "theirs");
    expect(await placeFolder(from, to)).toBe(false);
    await expect(placeFolder(from, to, () => Promise.reject(failing("EACCES")))).rejects.toThrow("EACCES");
  });

  it("is read although the disk says for a moment that it is not there", async () => {
    const { root } = folders();
    mkdirSync(join(root, "late"));
    const reading = readPlaced(join(root, "late", "file"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    writeFileSync(join(root, "late", "file"), "text");
    expect(await reading).toBe("text");
  });
});
