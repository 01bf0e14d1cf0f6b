import { describe, expect, it } from "vitest";
import { withResults } from "../../scripts/write-readme.js";

const readme = "# Title\n\n<!-- results -->\nold\n<!-- /results -->\n\nThe end.\n";

describe("the README's results section", () => {
  it("is replaced between its markers, and again with the same result", () => {
    const written = withResults(readme, "| new |\n");
    expect(written).toBe("# Title\n\n<!-- results -->\n| new |\n<!-- /results -->\n\nThe end.\n");
    expect(withResults(written, "| new |\n")).toBe(written);
  });

  it.each(["no markers", "<!-- /results --> <!-- results -->", `${readme}<!-- results -->`])(
    "without one pair of markers in order is refused: %j",
    (text) => expect(() => withResults(text, "")).toThrow("README.md: needs <!-- results -->"),
  );
});
