import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { sha256Of } from "../../src/data/catalogue.ts";
import { makeFolder, sizeOfFile, writeTogether, writeWhole } from "../../src/data/disk.ts";
import { textAt } from "../../src/data/text.ts";
import { temporaryFolder } from "../cli/terminal.ts";

describe("writing to disk", () => {
  it("makes the folders on the way", async () => {
    const folder = temporaryFolder();
    await writeWhole(join(folder, "a", "b", "c.txt"), "text");
    expect(readFileSync(join(folder, "a", "b", "c.txt"), "utf8")).toBe("text");
    await makeFolder(join(folder, "a", "b"));
  });

  it.skipIf(!existsSync("/proc/self"))(
    "ends with a sentence where no folder can be made: /proc (skipped where there is none)",
    async () => {
      await expect(writeWhole("/proc/none/x/y.txt", "")).rejects.toThrow(
        /^\/proc\/none\/x\/y\.txt: cannot be written, .*: name another path; nothing half-written was left$/,
      );
    },
  );

  it("says that part of the path is a file", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "taken"), "");
    const refused = writeWhole(join(folder, "taken", "x", "y"), "", "another folder with --results");
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toThrow(/part of the path is a file: name another folder with --results/);
  });

  it("writes all files of a folder or, where one is refused, none, and leaves those that stood there", async () => {
    const folder = temporaryFolder();
    await writeTogether(folder, new Map([["a", "1"]]));
    const files = new Map([
      ["a", "2"],
      ["x".repeat(300), "too long a name"],
    ]);
    await expect(writeTogether(folder, files)).rejects.toThrow("the name is too long");
    expect(readdirSync(folder)).toEqual(["a"]);
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("1");
    mkdirSync(join(folder, ".partial-files-999999999-0-another-host"));
    await writeTogether(folder, new Map([["a", "2"]]));
    expect(readdirSync(folder)).toEqual([".partial-files-999999999-0-another-host", "a"]);
  });
});

describe("reading", () => {
  it("refuses a pipe, a device and a folder, which may never end or are no file", { timeout: 5000 }, async () => {
    const folder = temporaryFolder();
    const pipe = join(folder, "pipe.csv");
    execFileSync("mkfifo", [pipe]);
    for (const path of [pipe, "/dev/zero"]) {
      await expect(textAt(path)).rejects.toThrow(`${path}: is a pipe or a device, which may never end`);
      await expect(sha256Of(path)).rejects.toThrow(DataError);
    }
    await expect(textAt(folder)).rejects.toThrow(`${folder}: is a folder; name a CSV file`);
    expect(await sizeOfFile(join(folder, "none"))).toBeNull();
  });
});
