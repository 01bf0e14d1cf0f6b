import { describe, expect, it } from "vitest";
import { models } from "../../../src/experiments/models.ts";
import { radiusPicture } from "../../../src/experiments/noise/radius-figure.ts";

const scope = { protocol: "paper", datasets: ["adult"], lambdas: [0, 0.8], seeds: [0, 21], overrides: {} };
const record = (proven: number[] | null, open = 0) => ({ theta0: 0.5, columns: 2, reach: 2, proven, found: [], open });

describe("the figure of B.1", () => {
  it("has 21 points for each model: of radii 0, 0.5, 1, 2 all, 3/4, 1/2 and 1/4 are within 0, 0.5, 1 and 2", async () => {
    const radii = models.map((model) => ({
      dataset: "adult",
      model,
      records: [record([0, 0.5, 1, 2]), record([0, 0.5, 1, 2], 3)],
    }));
    const [picture] = await radiusPicture(scope, radii);
    expect(picture.name).toBe("noise-paper");
    const lines = picture.csv.trim().split("\n");
    expect(lines.length).toBe(1 + 2 * 21);
    const at = (radius: number) => lines.find((line) => line.startsWith(`adult,paper,0.8,${radius},`))?.split(",")[5];
    expect([0, 0.5, 1, 2].map(at)).toEqual(["1", "0.75", "0.5", "0.25"]);
    expect(picture.caption).toContain("Of 6 rows the search ended before");
    expect(picture.svg).toContain("baseline, λ = 0");
  });

  it("is not drawn where nothing is proven, and says what did not finish", async () => {
    const [model] = models;
    expect(await radiusPicture(scope, [{ dataset: "adult", model, records: [record(null)] }])).toEqual([]);
    const [picture] = await radiusPicture(scope, [{ dataset: "adult", model, records: [record([1])] }]);
    expect(picture.caption).toContain("Incomplete: 1 of 2 splits.");
  });
});
