/** The browser's page: the scores it shows are those of the Node engine, in a browser where there is one. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { beyondTraining, fieldsOf, rowOf } from "../examples/browser/person.js";
import { serve } from "../examples/browser/serve.js";
import { type Bundle, calibrate, fromRows, openBundleNetwork, personOf, type ReadBundle, train } from "../src/index.ts";
import { chromium } from "./browser.ts";
import { temporaryFolder } from "./cli/terminal.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(root, "examples/browser/index.html"), "utf8");

/** Features of every kind, and columns that standardise two of them. */
const everyKind: Bundle["preprocessing"] = (() => {
  const column = (name: string, feature: string, category: string | null, mean: number, std: number) => {
    const kind = std === 1 ? ("indicator" as const) : ("continuous" as const);
    const base = { name, feature, category, kind, integer: false, unit: null, mean, std };
    return { ...base, fill: feature === "hours" ? 40 : null, least: 0, greatest: 99 };
  };
  return {
    features: {
      hours: { kind: "continuous", integer: false, missing: "mean", indicator: true },
      housing: { kind: "oneHot", values: ["rent", "own", 3] },
      degree: { kind: "ordinal", values: ["none", "school", "university"] },
      married: { kind: "indicator", equals: 1 },
      since: { kind: "date", since: "2000-01-01", count: "years", order: "year-month-day" },
    },
    columns: [
      column("hours", "hours", null, 38, 12),
      column("hours_missing", "hours", null, 0, 1),
      column("housing_rent", "housing", "rent", 0, 1),
      column("housing_own", "housing", "own", 0, 1),
      column("housing_3", "housing", "3", 0, 1),
      column("degree", "degree", null, 0.8, 0.7),
      column("married", "married", null, 0, 1),
      column("since", "since", null, 12.5, 4),
    ],
    missing: [""],
  };
})();

describe("the server", () => {
  it("says not found to GET // and other paths that are no URL, and goes on", async () => {
    const { url, close } = await serve("nowhere", 0);
    try {
      for (const path of ["/", "//", "/%", "/../package.json", "/bundle/bundle.json"]) {
        expect((await fetch(`${url}${path}`)).status).toBe(404);
      }
      expect((await fetch(url)).status).toBe(200);
    } finally {
      close();
    }
  });
});

describe("a person's fields", () => {
  const fields = fieldsOf(everyKind);

  it.each([
    { hours: "45.5", housing: "own", degree: "university", married: "1", since: "2013-08-14" },
    { hours: "0", housing: "3", degree: "none", married: "0", since: "1999-12-31" },
    { hours: "", housing: "rent", degree: "school", married: "0", since: "2024-02-29" },
  ])("give the row of X that the program makes of the same cells: %o", (cells) => {
    const { raw } = personOf({ preprocessing: everyKind }, cells, "person");
    const x = Float32Array.from(everyKind.columns, ({ mean, std }, j) => (raw[j] - mean) / std);
    expect(rowOf(everyKind, fields, (name) => cells[name as keyof typeof cells])).toEqual(x);
  });

  it("give none where a number is missing or no number, or a category is unknown", () => {
    const cells = { hours: "45", housing: "own", degree: "none", married: "1", since: "2013-08-14" };
    for (const wrong of [{ hours: "many" }, { housing: "boat" }, { degree: "" }, { since: "" }]) {
      const given: Record<string, string> = { ...cells, ...wrong };
      expect(rowOf(everyKind, fields, (name) => given[name])).toBeNull();
    }
  });

  it("outside the training rows' range are named", () => {
    const cells: Record<string, string> = {
      hours: "100",
      housing: "own",
      degree: "none",
      married: "1",
      since: "2013-08-14",
    };
    const x = rowOf(everyKind, fields, (name) => cells[name]) ?? new Float32Array();
    expect(beyondTraining(everyKind, x)).toEqual(["hours lies outside 0 … 99"]);
  });
});

it("the page names TensorFlow.js 4.22.0 by the SHA-384 of the files that are installed", () => {
  const scripts = [
    ...page.matchAll(/src="https:\/\/cdn\.jsdelivr\.net\/npm\/(\S+)@4\.22\.0\/(\S+)"\s+integrity="(\S+)"/g),
  ];
  expect(scripts.map(([, name]) => name.split("/")[1])).toEqual(["tfjs-core", "tfjs-backend-cpu", "tfjs-layers"]);
  for (const [, name, file, integrity] of scripts) {
    const bytes = readFileSync(join(dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`))), file));
    expect(`sha384-${createHash("sha384").update(bytes).digest("base64")}`).toBe(integrity);
  }
});

const people = [
  { age: "24", education: "11", income: "18000", savings: "900", debt: "21000", amount: "16000", duration: "38" },
  { age: "45", education: "13", income: "31000", savings: "9000", debt: "9000", amount: "8000", duration: "24" },
  { age: "66", education: "17", income: "52000", savings: "24000", debt: "1500", amount: "4000", duration: "12" },
];

/** What the page shows in headless Chromium. */
async function shown(url: string) {
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${temporaryFolder()}`];
  const argv = [...flags, "--virtual-time-budget=20000", "--dump-dom", url];
  const { stdout } = await promisify(execFile)(chromium ?? "", argv, { maxBuffer: 1 << 24 });
  const { document } = parseHTML(stdout);
  const textOf = (id: string) => document.getElementById(id)?.textContent ?? "";
  const numberOf = (id: string) => Number(document.getElementById(id)?.getAttribute("value"));
  return { textOf, score: numberOf("score"), theta0: numberOf("theta0") };
}

/** g(x) by the engine of Node. */
async function scoreOf({ bundle, parameters }: ReadBundle, person: object): Promise<number> {
  const { raw } = personOf(bundle, person, "person");
  const x = bundle.preprocessing.columns.map(({ mean, std }, j) => (raw[j] - mean) / std);
  const network = await openBundleNetwork({ bundle, parameters });
  const [score] = network.score(fromRows([x]));
  network.close();
  return score;
}

it.skipIf(chromium === undefined)(
  "Chromium shows 3 people the scores of the Node engine to 1e-5, θ₀ and the guarantee",
  async () => {
    const options = { dataset: "simulated-credit", protocol: "corrected", epochs: 2, results: temporaryFolder() };
    const calibrated = await calibrate(await train(options), { method: "adversarial" });
    const folder = join(temporaryFolder(), "model");
    await calibrated.save(folder);
    const server = await serve(folder, 0);
    try {
      const pages = await Promise.all(people.map((person) => shown(`${server.url}?${new URLSearchParams(person)}`)));
      const expected = await Promise.all(people.map(async (person) => scoreOf(await calibrated.bundle(), person)));
      pages.forEach(({ textOf, score, theta0 }, i) => {
        expect(textOf("problem")).toBe("");
        expect(Math.abs(score - expected[i])).toBeLessThan(1e-5);
        expect(theta0).toBe(calibrated.theta0);
        expect(textOf("sentence")).toBe(calibrated.guarantee.sentence);
      });
      expect(pages.map(({ textOf }) => textOf("decision"))).toEqual(["✕ Turned down", "✓ Accepted", "✓ Accepted"]);
      expect(expected.map((score) => score >= calibrated.theta0)).toEqual([false, true, true]);
      const absent = await shown(`${server.url}?bundle=elsewhere`);
      expect(absent.textOf("problem")).toMatch(/elsewhere\/bundle.json cannot be read \(404\)/);
    } finally {
      server.close();
    }
  },
);
