import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { figureSection, type PageFigure } from "../../src/report/figure-section.ts";

const svg = '<svg width="300" height="9"><clipPath id="part-1"/><g clip-path="url(#part-1)"/></svg>\n';
const figure = (name: string, protocol: string | null): PageFigure => ({
  name,
  heading: "Figure 9",
  title: `${name} & more`,
  caption: "θ₀ < 1.",
  protocol,
  svg,
});
const three = [figure("a", "mine"), figure("b", "other"), figure("c", null)];

describe("the figures of a page", () => {
  it("of which there are none say what draws them", () => {
    expect(figureSection([])).toContain("None are drawn yet");
    expect(figureSection(three)).not.toContain("None are drawn yet");
  });

  it("have 3 captions, each with a link to its CSV, and ids of their own though all 3 SVGs have the same", () => {
    const { document } = parseHTML(figureSection(three));
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(ids).toEqual(["figures", "a", "a-part-1", "b", "b-part-1", "c", "c-part-1"]);
    expect([...document.querySelectorAll("g")].map((each) => each.getAttribute("clip-path"))).toEqual(
      ["a", "b", "c"].map((name) => `url(#${name}-part-1)`),
    );
    const links = [...document.querySelectorAll("figcaption a")].map((each) => each.getAttribute("href"));
    expect(links).toEqual(["figures/a.csv", "figures/b.csv", "figures/c.csv"]);
    expect(document.querySelector("figcaption")?.textContent).toContain("θ₀ < 1.");
    expect([...document.querySelectorAll("h3")].map(({ textContent }) => textContent)).toEqual(["Figure 9"]);
  });

  it("of several protocols belong to none of them", () => {
    const { document } = parseHTML(figureSection(three));
    const owners = [...document.querySelectorAll("figure")].map((each) => each.getAttribute("data-protocol"));
    expect(owners).toEqual(["mine", "other", null]);
  });

  it("keep a width at which they can be read and scroll in their own box; a narrow one is not widened", () => {
    const wide = figureSection([{ ...figure("a", null), svg: '<svg class="x" width="864" height="9"></svg>' }]);
    expect(wide).toContain('<svg style="min-width:640px" class="x"');
    expect(figureSection(three)).toContain('<svg style="min-width:300px" width="300"');
  });
});
