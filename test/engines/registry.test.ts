import { expect, test } from "vitest";
import { ConfigError } from "../../src/core/errors.ts";
import { engines, openEngine } from "../../src/engines/registry.ts";

test("every registered engine loads and answers to its name", async () => {
  expect([...engines.keys()]).toEqual(["wasm", "reference", "tfjs"]);
  for (const name of engines.keys()) expect((await openEngine(name)).name).toBe(name);
});

test("an unknown engine is a ConfigError that lists the three there are", async () => {
  await expect(openEngine("cuda")).rejects.toThrow(
    new ConfigError('engine: unknown engine "cuda" (there are wasm, reference, tfjs)'),
  );
});

test("an engine is loaded once: asked for twice, it is the same one", async () => {
  expect(await openEngine("wasm")).toBe(await openEngine("wasm"));
});
