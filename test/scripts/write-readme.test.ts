import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withResults } from "../../scripts/write-readme.js";

const readme = "# Title\n\n<!-- results -->\nold\n<!-- /results -->\n\nThe end.\n";
const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

describe("the README's results section", () => {
  it("is replaced between its markers, and again with the same result", () => {
    const written = withResults(readme, "| new |\n");
    expect(written).toBe("# Title\n\n<!-- results -->\n\n| new |\n\n<!-- /results -->\n\nThe end.\n");
    expect(withResults(written, "| new |\n")).toBe(written);
  });

  it("links to the report's files from where the README is, and leaves other addresses as they are", () => {
    const links = "[why](why.md), [site](https://example.org), [here](#results), [`a`](table1.md#x)";
    expect(withResults(readme, links)).toContain(
      "[why](results/report/why.md), [site](https://example.org), [here](#results), [`a`](results/report/table1.md#x)",
    );
  });

  it.each(["no markers", "<!-- /results --> <!-- results -->", `${readme}<!-- results -->`])(
    "without one pair of markers in order is refused: %j",
    (text) => expect(() => withResults(text, "")).toThrow("README.md: needs <!-- results -->"),
  );

  it("is what `npm run readme` makes of results/report/summary.md, not typed by hand", () => {
    const text = file("README.md");
    expect(text).toBe(withResults(text, file("results/report/summary.md")));
  });
});
