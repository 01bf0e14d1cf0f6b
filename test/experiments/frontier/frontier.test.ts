import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { frontier } from "../../../src/experiments/frontier/frontier.ts";
import { evaluated, madeUp } from "../results.ts";
import { computed, smallScope } from "../simulated.ts";

const rowsOf = (csv: string) => Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;

const results = await computed(frontier.figure, smallScope);

describe("the frontier", () => {
  it("at matched rates accepts 30, 50 and 70 % within half a person, and no method exceeds the ceiling", async () => {
    const matched = (await frontier.figure.draw([smallScope], results)).find(({ name }) =>
      name.startsWith("frontier-matched"),
    );
    const rows = rowsOf(matched?.csv ?? "");
    expect(rows).toHaveLength(2 * 2 * 3 * 2);
    for (const { share, accepted } of rows) expect(Math.abs(Number(share) - Number(accepted))).toBeLessThan(0.0021);
    const recourse = (method: string) =>
      rows.filter((row) => row.method === method).map((row) => Number(row.recourseNegative));
    const [ceiling, adversarial] = [recourse("ascent"), recourse("adversarial")];
    ceiling.forEach((rate, i) => {
      expect(rate).toBeGreaterThanOrEqual(adversarial[i]);
    });
  });

  it("is one picture over all protocols, and one per protocol at matched rates", async () => {
    const names = (await frontier.figure.draw([smallScope], results)).map(({ name, protocol }) => [name, protocol]);
    expect(names).toEqual([
      ["frontier", null],
      ["frontier-matched-paper", "paper"],
    ]);
  });

  it("puts 11 published λ per method beside ours, where there are any, and the mean of F1 0.686 0.687 0.719 at λ = 0", async () => {
    const ofPaper = { ...smallScope, datasets: ["adult"] };
    const evaluations = (await frontier.figure.jobs([ofPaper])).filter(({ task }) => task.name === "evaluate");
    const drawn = await frontier.figure.draw(
      [ofPaper],
      madeUp(evaluations, () => evaluated({})),
    );
    expect(drawn.map(({ name }) => name)).toEqual(["frontier"]);
    const published = rowsOf(drawn[0].csv).filter(({ source }) => source === "published");
    expect(published).toHaveLength(2 * 11);
    expect(Number(published[0].f1)).toBeCloseTo((0.686 + 0.687 + 0.719) / 3, 12);
    expect(drawn[0].svg).toContain("published runs");
  });
});
