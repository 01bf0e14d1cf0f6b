import { expect, test } from "vitest";
import { matrix } from "../../src/core/matrix.ts";
import { openEngine } from "../../src/engines/registry.ts";
import type { Proof } from "../../src/methods/method.ts";
import { recourseMethod } from "../../src/methods/registry.ts";
import { bent, boxOn, people, problemOf } from "./problem.ts";

test("what is proven of everybody turned down is heard once each, and of nobody who is accepted", async () => {
  const network = bent(4, 3, 3);
  const X = people(60, 4, 9);
  const score = network.score(X);
  const heard = new Map<number, Proof>();
  const propose = await recourseMethod("cheapest").prepare(problemOf(network, boxOn(4, [0, 2]), 0.6), {
    boxes: 10_000,
  });
  const delta = await propose(X, {
    onProof(i, proof) {
      expect(heard.has(i)).toBe(false);
      heard.set(i, proof);
    },
  });
  const turnedDown = Array.from(score.keys()).filter((i) => score[i] < 0.6);
  expect([...heard.keys()]).toEqual(turnedDown);
  expect(new Set(heard.values())).toEqual(new Set(["action", "none"]));
  const after = network.score(
    matrix(
      60,
      4,
      X.data.map((x, at) => x + delta.data[at]),
    ),
  );
  for (const [i, proof] of heard) expect(after[i] >= 0.6).toBe(proof === "action");
});

test("an engine whose arithmetic nobody has bounded is refused, with what to choose instead", async () => {
  const network = bent(3, 1);
  const tfjs = (await openEngine("tfjs")).open(network.spec, network.parameters());
  for (const [name, search] of [
    ["cheapest", "exhaustive"],
    ["highest", "ascent"],
  ]) {
    await expect(recourseMethod(name).prepare(problemOf(tfjs, boxOn(3, [0]), 0.5), { boxes: 10 })).rejects.toThrow(
      new RegExp(`${name}: no proof covers.*wasm or reference, or a search: .*${search} for ${name}`),
    );
  }
});
