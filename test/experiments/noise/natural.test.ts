import { describe, expect, it } from "vitest";
import { stream } from "../../../src/core/random.ts";
import { dense } from "../../../src/experiments/noise/gan/product.ts";
import { latentScores, searchNatural } from "../../../src/experiments/noise/natural.ts";
import { logistic } from "../../methods/problem.ts";

/** A latent space that is the plane of the rows: G(z) = z. */
const identity = [{ W: dense(2, 2, Float64Array.of(1, 0, 0, 1)), bias: new Float64Array(2) }];
const plane = { generator: identity, inverter: identity, indicators: [false, false] };
const settings = { samples: 500, farthest: 10, step: 0.01, tries: 5 };

/** Accepts where z₀ ≥ border. */
const scoresTo = (border: number) => latentScores(plane, logistic([1, 0], -border));

describe("the search for natural adversarial examples", () => {
  it.each([0.3, 1, 4])("finds a border %d away at 1 to 1.05 times that, in the border's direction", (border) => {
    const found = searchNatural(scoresTo(border), new Float64Array(2), false, 0.5, settings, stream(0, "search"));
    const { z, distance } = found ?? { z: new Float64Array(2), distance: 0 };
    expect(distance).toBeGreaterThanOrEqual(border);
    expect(distance).toBeLessThan(1.05 * border);
    expect(z[0]).toBeGreaterThanOrEqual(border);
    expect(Math.hypot(z[0], z[1])).toBeCloseTo(distance, 10);
  });

  it("from the other side too; none where the border is farther than 10", () => {
    const turned = searchNatural(scoresTo(1), Float64Array.of(2, 0), true, 0.5, settings, stream(0, "search"));
    expect(turned?.distance).toBeGreaterThanOrEqual(1);
    expect(turned?.distance).toBeLessThan(1.05);
    expect(searchNatural(scoresTo(11), new Float64Array(2), false, 0.5, settings, stream(0, "search"))).toBeNull();
  });

  it("draws from its stream alone: the same again, another with another stream", () => {
    const at = (seed: number) =>
      searchNatural(scoresTo(1), new Float64Array(2), false, 0.5, settings, stream(seed, "search"));
    expect(at(0)).toEqual(at(0));
    expect(at(1)).not.toEqual(at(0));
  });
});
