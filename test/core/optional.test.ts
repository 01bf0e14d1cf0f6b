import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/core/errors.ts";
import { optional } from "../../src/core/optional.ts";

const require = createRequire(import.meta.url);

describe("a package that an installation may lack", () => {
  it("is handed over where it is there", async () => {
    expect(await optional(["papaparse"], "reading", () => require("papaparse"))).toBe(require("papaparse"));
  });

  it("is named with the command that brings it where it is not", async () => {
    const loaded = optional(["no-such-package", "papaparse"], "drawing", () => require("no-such-package/deep"));
    await expect(loaded).rejects.toThrow(ConfigError);
    await expect(loaded).rejects.toThrow(
      "drawing needs no-such-package and papaparse, which this installation leaves out; run: npm install no-such-package papaparse",
    );
  });

  it("that is there but lacks what it builds on is a bug, and passes as it is", async () => {
    const loaded = optional(["papaparse"], "reading", () => require("something-below"));
    await expect(loaded).rejects.toThrow("Cannot find module 'something-below'");
    await expect(loaded).rejects.not.toThrow(ConfigError);
    await expect(optional(["papaparse"], "reading", () => Promise.reject(new Error("else")))).rejects.toThrow("else");
  });
});
