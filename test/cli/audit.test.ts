import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeModels } from "../../src/models/outside.ts";
import { chromium } from "../browser.ts";
import { everyKindCsv, everyKindYaml } from "../explain/every-kind.ts";
import { problemsOf } from "../html.ts";
import { recourse } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "recourse-audit-"));
const at = (...names: string[]) => join(folder, ...names);
const places = ["--results", at("results"), "--quiet"];
const quick = ["--epochs", "2", "--set", "network.hidden=[8]", "--set", "split.test=120", ...places];
const simulated = ["audit", "--dataset", "simulated-credit", "--lambda", "0.8", "--protocol", "corrected", ...quick];
const pageIn = (output: string) => readFileSync(at(output, "audit.html"), "utf8");
const tableIn = (output: string, name: string) =>
  Papa.parse<Record<string, string>>(readFileSync(at(output, name), "utf8"), { header: true, skipEmptyLines: true })
    .data;

const of = (people: readonly Record<string, string>[], answer: string) =>
  people.filter((person) => person.answer === answer);

beforeAll(async () => {
  writeFileSync(at("every-kind.csv"), everyKindCsv());
  writeFileSync(
    at("every-kind.yaml"),
    `${everyKindYaml}sensitive: { feature: phone, majority: with a phone, minority: without }\n`,
  );
  const own = ["audit", "--dataset", at("every-kind.yaml"), "--protocol", "corrected", ...quick, "--output", at("own")];
  expect(await recourse([...simulated, "--output", at("simulated")])).toMatchObject({ code: 0 });
  expect(await recourse(own)).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => {
  closeModels();
  rmSync(folder, { recursive: true, force: true });
});

describe("recourse audit", () => {
  it("prints how many of how many are turned down, and the page's place, on lines of at most 80 columns", async () => {
    const { code, out } = await recourse([...simulated, "--output", at("simulated")], { columns: 80 });
    expect(code).toBe(0);
    expect(out).toMatch(/^Of 120 people \d+ are turned down: \d+ \(\d+ %\) can change it/m);
    expect(out).toContain("audit.html");
    expect(
      Math.max(
        ...out
          .split("\n")
          .filter((line) => !line.includes(folder))
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it("the numbers of the CSVs agree: everybody's answer, the counts, F1 along θ₀, and no action beyond θ₀", () => {
    for (const output of ["simulated", "own"]) {
      const people = tableIn(output, "people.csv");
      const numbers = tableIn(output, "numbers.csv");
      const value = (part: string, item: string, measure: string) => {
        return Number(
          numbers.find((line) => line.part === part && line.item === item && line.measure === measure)?.value,
        );
      };
      const turnedDown = people.length - of(people, "accepted").length;
      expect(turnedDown).toBeGreaterThan(0);
      expect(value("recourse", "everybody", "turned down")).toBe(turnedDown);
      expect(value("recourse", "everybody", "recourse")).toBeCloseTo(of(people, "recourse").length / turnedDown, 6);
      expect(value("recourse", "everybody", "none")).toBeCloseTo(of(people, "none").length / turnedDown, 6);
      const theta0 = Number(people[0].theta0);
      expect(value("model", "", "theta0")).toBeCloseTo(theta0, 6);
      for (const person of of(people, "recourse")) expect(Number(person["score after"])).toBeGreaterThanOrEqual(theta0);
      for (const person of of(people, "none")) expect(Number(person["highest score"])).toBeLessThan(theta0);
      for (const person of people) expect(Number(person["highest score"])).toBeGreaterThanOrEqual(Number(person.score));
      const key =
        numbers.find((line) => line.part === "threshold" && Math.abs(Number(line.item) - theta0) < 1e-9)?.item ?? "";
      expect(value("threshold", key, "f1")).toBe(value("performance", "model", "f1"));
      expect(value("threshold", key, "recourseAll")).toBe(value("recourse", "everybody", "recourseAll"));
    }
  });

  it("has the eleven sections in the order a reader asks, with reasons where there is nothing", () => {
    const titles = (page: string) => [...page.matchAll(/<h2[^>]*>([^<]+)<\/h2>/g)].map(([, title]) => title);
    const page = pageIn("simulated");
    expect(titles(page)).toEqual([
      ...["What was judged", "How good it is", "Who is turned down, and what they can do", "Another threshold"],
      ...["The guarantee", "What people would have to change", "By group", "How robust it is", "Who has none"],
      ...["Example answers", "How this was made"],
    ]);
    expect(page).toContain("No sensitive column is named");
    expect(page).toContain("No networks are trained again for this model");
    expect(page.match(/<article class="example">/g)).toHaveLength(10);
    expect(page).toMatch(/recourse audit --dataset simulated-credit --protocol corrected .*--lambda 0.8 --epochs 2/);
    const own = pageIn("own");
    expect(own).toContain("with a phone − without");
    expect(own).not.toContain("No sensitive column is named");
  });

  it("says why there is no guarantee where calibration rows are too few, and audits the θ₀ of training", async () => {
    const few = [...simulated, "--set", "split.calibration=0.005", "--output", at("few")];
    expect(await recourse(few)).toMatchObject({ code: 0, out: expect.stringContaining("θ₀ guarantees nothing") });
    const page = pageIn("few");
    expect(page).toContain("θ₀ guarantees nothing");
    expect(page.match(/<article class="example">/g)).toHaveLength(10);
  });

  it("a bundle is audited as it is: its test rows give the page of its run but for the model's name, another file all its rows", async () => {
    const choices = [
      "--dataset",
      "simulated-credit",
      "--lambda",
      "0.8",
      "--protocol",
      "corrected",
      "--method",
      "adversarial",
    ];
    const saved = ["calibrate", ...choices, "--seed", "0", ...quick, "--save", at("model")];
    expect(await recourse(saved)).toMatchObject({ code: 0 });
    const audit = [
      "audit",
      "--dataset",
      "simulated-credit",
      "--bundle",
      at("model"),
      ...quick,
      "--output",
      at("bundle"),
    ];
    expect(await recourse(audit)).toMatchObject({ code: 0, err: "" });
    expect(
      await recourse([...simulated, "--method", "adversarial", "--seed", "0", "--output", at("run")]),
    ).toMatchObject({ code: 0 });
    for (const name of ["people.csv", "numbers.csv"]) {
      expect(readFileSync(at("bundle", name), "utf8")).toBe(readFileSync(at("run", name), "utf8"));
    }
    const otherChoices = audit.map((word) => (word === "2" ? "3" : word));
    expect(await recourse(otherChoices)).toMatchObject({ code: 2, err: expect.stringContaining("by other choices") });
    const [head, ...lines] = readFileSync(join("data", "simulated-credit.csv"), "utf8").split("\n");
    writeFileSync(at("others.csv"), [head, ...lines.slice(0, 60)].join("\n"));
    const yaml = readFileSync(join("configs", "datasets", "simulated-credit.yaml"), "utf8");
    const other = yaml
      .replace("file: simulated-credit.csv", "file: others.csv")
      .replace(/^ {2}(sha256|bytes): .*\n/gm, "");
    writeFileSync(at("others.yaml"), other);
    const others = [
      "audit",
      "--dataset",
      at("others.yaml"),
      "--bundle",
      at("model"),
      "--results",
      at("results"),
      "--quiet",
      "--output",
      at("others"),
    ];
    expect(await recourse(others)).toMatchObject({
      code: 0,
      out: expect.stringContaining("60 people: every row of others.csv"),
    });
  });

  it("a model from outside is audited by its scores: nobody is said to have none, who has none found is open, and the caveat is told", async () => {
    const script = join("test", "fixtures", "models", "credit.js");
    const coarse = ["ascent", "exhaustive"].flatMap((name) => [
      ...["--set", `recourse.${name}.budget=60`, "--set", `recourse.${name}.starts=0`],
    ]);
    const outside = [
      "audit",
      "--dataset",
      "simulated-credit",
      "--protocol",
      "corrected",
      "--set",
      "split.test=30",
      "--set",
      "split.calibration=0.02",
    ];
    const model = [...outside, ...coarse, ...places, "--model", `${JSON.stringify(process.execPath)} ${script}`];
    const { code, out, err } = await recourse([...model, "--output", at("outside")]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("the model comes from outside");
    const people = tableIn("outside", "people.csv");
    expect(people).toHaveLength(30);
    expect(of(people, "none")).toEqual([]);
    for (const person of of(people, "recourse")) {
      expect(Number(person["delta debt"])).toBeLessThanOrEqual(0);
      expect(Number(person["score after"])).toBeGreaterThanOrEqual(Number(person.theta0));
    }
    const page = pageIn("outside");
    expect(page).toContain("nothing can be proven of this model");
    expect(page.match(/<article class="example">/g)?.length).toBe(
      Math.min(10, people.length - of(people, "accepted").length),
    );
    expect(page).not.toContain("none exists, proven");
    const [, ...calibrated] = model;
    const saved = ["calibrate", ...calibrated, "--method", "ascent", "--save", at("outside-model")];
    expect(await recourse(saved)).toMatchObject({ code: 0 });
    const bundled = [...model, "--bundle", at("outside-model"), "--output", at("outside-bundle")];
    expect(await recourse(bundled)).toMatchObject({ code: 0 });
    expect(tableIn("outside-bundle", "people.csv")).toEqual(people);
    expect(await recourse([...model, "--lambda", "1", "--output", at("refused")])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--lambda: nothing is trained"),
    });
  });

  it("the same command writes the same bytes; a file that was changed since is left alone, exit 2", async () => {
    const names = ["audit.html", "numbers.csv", "people.csv", "checksums.txt"];
    const before = names.map((name) => readFileSync(at("simulated", name), "utf8"));
    expect((await recourse([...simulated, "--output", at("simulated")])).code).toBe(0);
    expect(names.map((name) => readFileSync(at("simulated", name), "utf8"))).toEqual(before);
    writeFileSync(at("simulated", "people.csv"), "mine");
    const refused = await recourse([...simulated, "--output", at("simulated")]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("or was changed since")]);
    expect(readFileSync(at("simulated", "people.csv"), "utf8")).toBe("mine");
    expect(readFileSync(at("simulated", "audit.html"), "utf8")).toBe(before[0]);
  });

  it.each([
    ["no data set", ["audit"], "--dataset is missing"],
    ["a bundle that is not there", [...simulated, "--bundle", at("absent")], "cannot be read"],
    ["an unknown method", [...simulated, "--method", "adverserial"], "did you mean adversarial?"],
    ["an α of 2", [...simulated, "--alpha", "2"], "pare.alpha"],
  ])("%s: one sentence, exit 2, and nothing written", async (_, argv, sentence) => {
    const { code, out, err } = await recourse([...argv, "--output", at("refused")]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(existsSync(at("refused"))).toBe(false);
  });
});

describe.each(["simulated", "own"])("the page of %s", (output) => {
  it("is valid HTML under 3 MB, without script or request, each drawing told in words", async () => {
    const page = pageIn(output);
    expect(statSync(at(output, "audit.html")).size).toBeLessThan(3e6);
    expect(await problemsOf(page)).toEqual([]);
    expect(page).not.toMatch(/<script|\ssrc=|@import|url\((?!#)/);
    const drawings = page.match(/<svg [^>]*role="img">/g) ?? [];
    expect(drawings.length).toBeGreaterThanOrEqual(6);
    expect(page.match(/<svg [^>]*role="img">\n?<title>[^<]+<\/title><desc>[^<]+<\/desc>/g)).toHaveLength(
      drawings.length,
    );
  });

  it.skipIf(chromium === undefined)(
    "Chromium at 400 and 1200 px: no message on the console, nothing to scroll sideways",
    async () => {
      // A window is no narrower than 500 px: the page stands in frames, which are.
      const framed = pageIn(output).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
      const frames = [400, 1200].map((width) => `<iframe width="${width}" height="900" srcdoc="${framed}"></iframe>`);
      const measure =
        "onload = () => { document.documentElement.lang = Array.from(document.querySelectorAll('iframe'), ({ contentDocument: " +
        "{ documentElement: page } }) => [page.clientWidth, page.scrollWidth].join(' ')).join(', ') }";
      const file = at(`${output}-framed.html`);
      writeFileSync(
        file,
        `<!doctype html><style>iframe { border: 0 }</style>${frames.join("")}<script>${measure}</script>`,
      );
      const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr"];
      const argv = [...flags, `--user-data-dir=${at("browser")}`, "--dump-dom", `file://${file}`];
      const { stdout, stderr } = await promisify(execFile)(chromium ?? "", argv, { maxBuffer: 1 << 25 });
      expect(/<html lang="([^"]*)"/.exec(stdout)?.[1]).toBe("400 400, 1200 1200");
      expect(stderr.split("\n").filter((line) => line.includes("CONSOLE"))).toEqual([]);
    },
    30_000,
  );
});
