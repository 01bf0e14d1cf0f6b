import { describe, expect, it } from "vitest";
import { stream } from "../../../../src/core/random.ts";
import { adamwDefaults, adamwStep, linearSchedule } from "../../../../src/experiments/nlp/fine-tuning/adamw.ts";
import { Table } from "../../../../src/experiments/nlp/fine-tuning/table.ts";

const fresh = (values: readonly number[]) => ({
  values: Float32Array.from(values),
  first: new Float32Array(values.length),
  second: new Float32Array(values.length),
});

describe("AdamW", () => {
  it("takes η at the first step whatever the gradient's size, and η (m̂ / √v̂) at the second", () => {
    const parameter = fresh([1, 1]);
    adamwStep(parameter, Float32Array.of(3, -0.002), null, adamwDefaults, 0.1, 1);
    expect([...parameter.values]).toEqual([expect.closeTo(0.9, 5), expect.closeTo(1.1, 5)]);
    adamwStep(parameter, Float32Array.of(1, 0), null, adamwDefaults, 0.1, 2);
    // m = 0.9 · 0.3 + 0.1 · 1 = 0.37, v = 0.999 · 0.009 + 0.001 · 1 = 0.009991.
    const moved = (0.1 * (0.37 / (1 - 0.81))) / Math.sqrt(0.009991 / (1 - 0.998001));
    expect(parameter.values[0]).toBeCloseTo(0.9 - moved, 5);
  });

  it("decays weights apart from the gradient: without one, θ falls to (1 − 0.1 · 0.5) θ", () => {
    const parameter = fresh([2]);
    adamwStep(parameter, Float32Array.of(0), null, { ...adamwDefaults, weightDecay: 0.5 }, 0.1, 1);
    expect(parameter.values[0]).toBeCloseTo(1.9, 6);
  });

  it("two gradients are one that is their sum", () => {
    const [one, two] = [fresh([1, 2]), fresh([1, 2])];
    adamwStep(one, Float32Array.of(0.5, -1), null, adamwDefaults, 0.1, 1);
    adamwStep(two, Float32Array.of(0.25, 1), Float32Array.of(0.25, -2), adamwDefaults, 0.1, 1);
    expect(two).toEqual(one);
  });

  it("a moment without gradients ends at 0 and not among the denormals, within 1,000 steps", () => {
    const parameter = fresh([1]);
    adamwStep(parameter, Float32Array.of(1e-3), null, adamwDefaults, 1e-3, 1);
    for (let t = 2; t <= 1000; t++) adamwStep(parameter, Float32Array.of(0), null, adamwDefaults, 1e-3, t);
    expect(parameter.first[0]).toBe(0);
  });

  it("the learning rate falls on a line: of 4 steps 1, 3/4, 1/2, 1/4 of the first", () => {
    expect([1, 2, 3, 4].map((t) => linearSchedule(2, t, 4))).toEqual([2, 1.5, 1, 0.5]);
  });
});

describe("a table of embeddings", () => {
  it.each([0, 0.1])(
    "over 5 steps is what AdamW on the whole of it is, rows looked up or not (weight decay %s)",
    (weightDecay) => {
      const random = stream(1, "table");
      const [rows, width] = [6, 3];
      const values = Array.from({ length: rows * width }, () => random.normal());
      const whole = fresh(values);
      const table = new Table(fresh(values), width);
      const settings = { ...adamwDefaults, weightDecay };
      for (let t = 1; t <= 5; t++) {
        const looked = [random.below(4), random.below(4), random.below(4)];
        const gradient = Float32Array.from({ length: looked.length * width }, () => random.normal());
        const dense = new Float32Array(rows * width);
        looked.forEach((row, i) => {
          for (let j = 0; j < width; j++) dense[row * width + j] += gradient[i * width + j];
          table.add(row, gradient, i);
        });
        expect(table.gradient).toEqual(dense);
        adamwStep(whole, dense, null, settings, 0.01, t);
        table.step(settings, 0.01, t);
      }
      expect(table.trained).toEqual(whole);
      // As after a checkpoint: which rows have moments is told from the moments.
      const restored = new Table(table.trained, width);
      restored.add(5, Float32Array.of(1, 2, 3), 0);
      restored.step(settings, 0.01, 6);
      const dense = new Float32Array(rows * width);
      dense.set([1, 2, 3], 5 * width);
      const expected = { ...whole };
      adamwStep(expected, dense, null, settings, 0.01, 6);
      expect(restored.trained).toEqual(expected);
    },
  );
});
