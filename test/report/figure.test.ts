import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { dashesOf, drawFigure, type FigureSpec, seriesColour } from "../../src/report/figure.ts";

const spec: FigureSpec = {
  title: "F1 < recourse & more",
  description: "Two lines.",
  legend: [
    { label: "baseline", series: 0 },
    { label: "ours", series: 1, dash: 1 },
    { label: "guaranteed 0.95", series: null },
  ],
  points: [
    { x: 0, y: 1, model: "baseline" },
    { x: 1, y: 0.5, model: "ours, λ = 0.8" },
  ],
  options: (plot) => ({
    width: 300,
    height: 200,
    x: { label: "ε →" },
    y: { label: "↑ F1 on test" },
    marks: [
      plot.lineY(
        [
          { x: 0, y: 1 },
          { x: 1, y: 0.5 },
        ],
        { x: "x", y: "y", stroke: seriesColour(1), strokeDasharray: dashesOf(1) },
      ),
    ],
  }),
};

describe("a figure", () => {
  it("is an SVG of its own: title and description for screen readers, axes named, legend, no script, nothing to fetch", async () => {
    const { svg } = await drawFigure(spec);
    const { document } = parseHTML(svg);
    const root = document.querySelector("svg");
    expect(root?.getAttribute("xmlns")).toBe("http://www.w3.org/2000/svg");
    expect(root?.getAttribute("role")).toBe("img");
    expect(document.querySelector("title")?.textContent).toBe("F1 < recourse & more");
    expect(document.querySelector("desc")?.textContent).toBe("Two lines.");
    const texts = [...document.querySelectorAll("text")].map(({ textContent }) => textContent);
    for (const text of ["ε →", "↑ F1 on test", "baseline", "ours", "guaranteed 0.95"]) expect(texts).toContain(text);
    expect(svg).not.toMatch(/<script|href|url\(|@import/);
  });

  it("has light and dark colours for every variable it uses, and stays itself beside other figures of a page", async () => {
    const { svg } = await drawFigure(spec);
    const used = new Set([...svg.matchAll(/var\((--(?!plot)[\w-]+)\)/g)].map(([, name]) => name));
    expect(used.size).toBeGreaterThan(3);
    for (const name of used) expect(svg.split(`${name}:`)).toHaveLength(3);
    expect(svg).toContain("@media (prefers-color-scheme:dark)");
    expect(svg).toContain('class="recourse-figure"');
  });

  it("is the same twice, and its points are a CSV", async () => {
    const [a, b] = [await drawFigure(spec), await drawFigure(spec)];
    expect(a).toEqual(b);
    expect(a.csv).toBe('x,y,model\n0,1,baseline\n1,0.5,"ours, λ = 0.8"\n');
  });

  it("numbers its clip paths within itself, however many figures were drawn before", async () => {
    const clipped: FigureSpec = {
      ...spec,
      options: (plot) => ({
        marks: [
          plot.lineY(
            [
              { x: 0, y: 1 },
              { x: 1, y: 2 },
            ],
            { x: "x", y: "y", clip: true },
          ),
        ],
      }),
    };
    const [a, b] = [await drawFigure(clipped), await drawFigure(clipped)];
    expect(a.svg).toBe(b.svg);
    expect([...a.svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)).toEqual(["part-1"]);
    expect(a.svg).toContain("url(#part-1)");
  });

  it("wraps a legend that is wider than the figure", async () => {
    const legend = Array.from({ length: 6 }, (_, series) => ({ label: `a rather long label ${series}`, series }));
    const heightOf = async (changed: FigureSpec) =>
      Number((await drawFigure(changed)).svg.match(/height="(\d+)"/)?.[1]);
    expect(await heightOf({ ...spec, legend })).toBeGreaterThan(await heightOf(spec));
  });

  it("shows in its legend what the markers of 4 lines are, hollow ones filled with paper", async () => {
    const legend = (["circle", "square", "triangle", "times"] as const).map((symbol, series) => ({
      label: symbol,
      series,
      symbol,
      hollow: series === 0,
    }));
    const { document } = parseHTML((await drawFigure({ ...spec, legend })).svg);
    const markers = [...document.querySelectorAll("svg > g path[stroke-width='1.5']")].slice(0, 4);
    expect(new Set(markers.map((each) => each.getAttribute("d"))).size).toBe(4);
    expect(markers.map((each) => each.getAttribute("fill"))).toEqual([
      "var(--surface)",
      "var(--series-1)",
      "var(--series-2)",
      "var(--series-3)",
    ]);
  });

  it("of 2 plots has one below the other, each as high as it says", async () => {
    const plots: FigureSpec = { ...spec, options: () => [{ height: 100 }, { height: 50, width: 300 }] };
    const { document } = parseHTML((await drawFigure(plots)).svg);
    const [root, first, second] = document.querySelectorAll("svg");
    expect(Number(second.getAttribute("y")) - Number(first.getAttribute("y"))).toBe(100);
    expect(Number(root.getAttribute("height"))).toBe(Number(second.getAttribute("y")) + 50 + 12);
  });
});
