import { expect, test } from "vitest";
import { personStream } from "../../src/methods/person-stream.ts";

const draw = (seed: number, purpose: string, ...x: number[]) =>
  personStream(seed, purpose, Float32Array.from(x)).uint32();

test("equal rows draw equal numbers, and −0 is 0", () => {
  expect(draw(0, "a", 1, 0)).toBe(draw(0, "a", 1, 0));
  expect(draw(0, "a", 1, -0)).toBe(draw(0, "a", 1, 0));
});

test("another seed, purpose, value or order of values draws other numbers", () => {
  const all = [
    draw(0, "a", 1, 2),
    draw(1, "a", 1, 2),
    draw(0, "b", 1, 2),
    draw(0, "a", 1, 2.0000002),
    draw(0, "a", 2, 1),
  ];
  expect(new Set(all).size).toBe(5);
});
