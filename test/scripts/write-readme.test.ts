import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  datasetDeviations,
  deviationPage,
  deviationSummary,
  deviations,
  protocolNames,
} from "../../scripts/deviations.js";
import { withDeviations, withResults } from "../../scripts/write-readme.js";

const readme = "# Title\n\n<!-- results -->\nold\n<!-- /results -->\n\nThe end.\n";
const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

describe("the section of results", () => {
  it("is replaced between its markers, and again with the same result", () => {
    const written = withResults(readme, "| new |\n");
    expect(written).toBe("# Title\n\n<!-- results -->\n\n| new |\n\n<!-- /results -->\n\nThe end.\n");
    expect(withResults(written, "| new |\n")).toBe(written);
  });

  it("links to the report's files from docs/, and leaves other addresses as they are", () => {
    const links = "[why](why.md), [site](https://example.org), [here](#results), [`a`](table1.md#x)";
    expect(withResults(readme, links)).toContain(
      "[why](../results/report/why.md), [site](https://example.org), [here](#results), [`a`](../results/report/table1.md#x)",
    );
  });

  it.each(["no markers", "<!-- /results --> <!-- results -->", `${readme}<!-- results -->`])(
    "without one pair of markers in order is refused: %j",
    (text) => expect(() => withResults(text, "")).toThrow("docs/results.md: needs <!-- results -->"),
  );

  it("is what `npm run readme` makes of results/report/summary.md, not typed by hand", () => {
    const text = file("docs/results.md");
    expect(text).toBe(withResults(text, file("results/report/summary.md")));
  });
});

describe("the deviations", () => {
  const values = protocolNames.map((name) => parse(file(`configs/protocols/${name}.yaml`)) as Record<string, unknown>);
  const [paper] = values;
  const listed = deviations();

  it("are all choices but `description` that YAML itself reads differently from two protocols, and no others", () => {
    const differing = Object.keys(paper).filter((path) =>
      values.some((each) => JSON.stringify(each[path]) !== JSON.stringify(paper[path])),
    );
    expect(listed.map(({ path }) => path)).toEqual(differing.filter((path) => path !== "description"));
    expect(listed.length).toBeGreaterThan(20);
  });

  it("each have a source under every protocol", () => {
    for (const { path, choices } of listed) {
      expect(choices, path).toHaveLength(protocolNames.length);
      for (const { source } of choices) expect(source, path).not.toBe("");
    }
  });

  it("show α: 0.05 in the paper, and 0.95 in the release with the place where it is passed on", () => {
    const alpha = deviationPage()
      .split("\n")
      .find((line) => line.startsWith("| `pare.alpha`"));
    expect(alpha).toContain("| `0.05` | **`0.95`** | `0.05` | paper: §4.2");
    expect(alpha).toContain("<br>released: run\\_threshold\\_bounds.py");
    expect(alpha).not.toContain("corrected:");
  });

  it("of single data sets say what holds otherwise: good credit is german's label but under `released`", () => {
    const german = datasetDeviations().find(({ dataset, path }) => dataset === "german" && path === "label.favourable");
    expect(german).toMatchObject({ protocol: "released", otherwise: "[1]", value: "[0]" });
    expect(german?.source).toContain("D:298");
    expect(datasetDeviations().every(({ source }) => source !== "")).toBe(true);
  });

  it("make tables of as many cells in every row as in the head", () => {
    for (const text of [deviationPage(), deviationSummary()]) {
      const tables = text.split("\n\n").filter((block) => block.startsWith("|"));
      for (const table of tables) {
        const cells = table
          .trim()
          .split("\n")
          .map((line) => line.split(/(?<!\\)\|/).length);
        expect(new Set(cells).size).toBe(1);
      }
      expect(tables.length).toBeGreaterThan(0);
    }
  });

  it("in docs/protocols.md and docs/deviations.md are what `npm run readme` makes of configs/, not typed by hand", () => {
    const text = file("docs/protocols.md");
    expect(text).toBe(withDeviations(text));
    expect(file("docs/deviations.md")).toBe(deviationPage());
  });
});
