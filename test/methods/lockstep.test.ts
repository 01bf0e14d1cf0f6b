import { expect, test } from "vitest";
import type { Matrix } from "../../src/core/matrix.ts";
import { matrix } from "../../src/core/matrix.ts";
import { type LockstepSearch, lockstep } from "../../src/methods/lockstep.ts";

/** Adds up the scores it is told, asking `questions` times about its own number. */
function* adding(number: number, questions: number): LockstepSearch<number> {
  let sum = 0;
  for (let k = 0; k < questions; k++) sum += (yield Float32Array.of(number, k)).score;
  return sum;
}

/** Scores z₀ + z₁ / 100; the slope is z. */
function oracle(seen: number[] = []) {
  return (Z: Matrix) => {
    seen.push(Z.rows);
    const score = Float32Array.from({ length: Z.rows }, (_, i) => Z.data[2 * i] + Z.data[2 * i + 1] / 100);
    return { score, slope: matrix(Z.rows, 2, Z.data.slice()) };
  };
}

test("three searches of 1, 3 and 2 questions take 3 passes of 3, 2 and 1 rows, each with its own answers", async () => {
  const seen: number[] = [];
  const results = await lockstep([adding(1, 1), adding(2, 3), adding(3, 2)], 2, oracle(seen));
  expect(seen).toEqual([3, 2, 1]);
  expect(results).toEqual([1, 6.03, 6.01].map((sum) => expect.closeTo(sum, 5)));
});

test("a search that asks nothing ends without a pass, and no search at all is no pass", async () => {
  const seen: number[] = [];
  expect(await lockstep([adding(1, 0)], 2, oracle(seen))).toEqual([0]);
  expect(await lockstep([], 2, oracle(seen))).toEqual([]);
  expect(seen).toEqual([]);
});

test("progress counts those who have finished: 1 after 16 passes, 2 at the end", async () => {
  const done: number[] = [];
  await lockstep([adding(1, 5), adding(2, 20)], 2, oracle(), { onProgress: (rows) => done.push(rows) });
  expect(done).toEqual([1, 2]);
});

test("a signal aborted on the way stops it after the 16th pass of 1000", async () => {
  const abort = new AbortController();
  const seen: number[] = [];
  const answer = oracle(seen);
  const run = lockstep(
    [adding(1, 1000)],
    2,
    (Z) => {
      if (seen.length === 3) abort.abort(new Error("enough"));
      return answer(Z);
    },
    { signal: abort.signal },
  );
  await expect(run).rejects.toThrow("enough");
  expect(seen.length).toBe(16);
});
