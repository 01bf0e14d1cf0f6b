import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { fileName, filesOf } from "../../src/report/files.ts";
import { pageOf } from "../../src/report/page.ts";
import type { Report } from "../../src/report/report.ts";
import { sample } from "./sample.ts";

const report: Report = {
  protocols: [
    { name: "paper", description: "the text" },
    { name: "other", description: "<another>" },
  ],
  tables: [sample, { ...sample, protocol: "other" }],
  explanation: {
    from: "paper",
    towards: "other",
    tables: [{ ...sample, name: "ablation-x" }],
    findings: [
      { dataset: "x", model: "ours", what: "F1", ours: 0.5, published: 0.7, contributors: [], together: null },
    ],
  },
  notices: ["Incomplete: z was not found."],
  build: { version: "1.2.3", commit: "commit abc" },
};

const files = filesOf(report);
const page = pageOf(report, []);

describe("the files of a report", () => {
  it("carry the protocol in their names where there are several", () => {
    expect(fileName(sample, report.protocols, "md")).toBe("table9-paper.md");
    expect(fileName(sample, report.protocols.slice(0, 1), "md")).toBe("table9.md");
    expect(fileName({ ...sample, protocol: "mine/my own.yaml" }, report.protocols, "md")).toBe("table9-my-own.md");
  });

  it("begin with what is missing, the page included", () => {
    for (const [name, text] of [...files, ["the page", page]]) {
      expect([name, text.includes("Incomplete: z was not found.")]).toEqual([name, true]);
    }
  });

  it("do not tell the commit, which the page does", () => {
    expect(filesOf({ ...report, build: { version: "1.2.3", commit: "commit def" } })).toEqual(files);
    expect(page).toContain("commit abc");
  });
});

describe("the page", () => {
  const { document } = parseHTML(page);

  it("loads nothing: no script, and no address but within itself", () => {
    expect(document.querySelectorAll("script, iframe, object, embed")).toHaveLength(0);
    const addresses = [...document.querySelectorAll("[src], [href]")].map(
      (each) => each.getAttribute("src") ?? each.getAttribute("href"),
    );
    expect(addresses.filter((address) => !/^(#|data:)/.test(address ?? ""))).toEqual([]);
    expect(page).not.toMatch(/url\(|@import/);
  });

  it("has every id once, and every link and button leads to one", () => {
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...document.querySelectorAll("a[href^='#'], [popovertarget]")].map(
      (each) => each.getAttribute("popovertarget") ?? each.getAttribute("href")?.slice(1),
    );
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((target) => !ids.includes(target ?? ""))).toEqual([]);
  });

  it("shows every protocol's table, and a rule for each choice that hides the others", () => {
    const sections = [...document.querySelectorAll(".protocol")];
    expect(sections.map(({ className }) => className)).toEqual(["protocol p0", "protocol p1"]);
    expect(sections[1].querySelector("h3")?.textContent).toBe("other: <another> · 1 reproduced, 1 close, 1 differ");
    for (const i of [0, 1]) {
      expect(document.getElementById(`show-${i}`)).not.toBeNull();
      const others = `.protocol:not(.p${i}), [data-protocol]:not([data-protocol="${["paper", "other"][i]}"])`;
      expect(page).toContain(`body:has(#show-${i}:checked) :is(${others}) { display: none; }`);
    }
  });

  it("counts the verdicts in bars whose words a screen reader hears", () => {
    const bars = [...document.querySelectorAll(".bar")].map((bar) => bar.getAttribute("aria-label"));
    expect(bars).toEqual(["1 reproduced, 1 close, 1 differ", "1 reproduced, 1 close, 1 differ"]);
  });

  it("names a protocol of one's own in its rule as CSS reads it", () => {
    const [own] = [{ name: 'my "own"/p.yaml', description: "" }];
    const text = pageOf({ ...report, protocols: [own], tables: [], explanation: null }, []);
    expect(text).toContain('[data-protocol="my\\20 \\22 own\\22 /p.yaml"]');
  });

  it("has a section for figures, after the tables, and says what draws them", () => {
    expect([...document.querySelectorAll("main > section")].map(({ id }) => id)).toEqual([
      "table9",
      "why",
      "figures",
      "about",
    ]);
    expect(document.querySelector("#figures")?.textContent).toContain("recourse figures draws them");
  });

  it("with a figure differs in that section alone", () => {
    const figure = {
      name: "a",
      heading: "Figure 9",
      title: "A",
      caption: "B.",
      protocol: "other",
      svg: "<svg ></svg>",
    };
    const section = /<section id="figures">.*?<section id="about">/s;
    const drawn = pageOf(report, [figure]);
    expect(drawn.replace(section, "")).toBe(page.replace(section, ""));
    expect(section.exec(drawn)?.[0]).toContain('<figure id="a" data-protocol="other">');
  });

  it("says why numbers differ", () => {
    expect([...document.querySelectorAll("#why tbody tr")][0].textContent).toBe("x, ours, F10.7000.500none");
  });
});
