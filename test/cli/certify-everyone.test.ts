import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { certifyEveryone } from "../../src/library/everyone.ts";
import { recourse, temporaryFolder } from "./terminal.ts";

const small = ["--set", "network.hidden=[8]", "--epochs", "3", "-q"];
const which = ["certify", "--dataset", "simulated-credit", ...small];
const person = { age: 30, education: 12, income: 30_000, savings: 3000, debt: 9000, amount: 8000, duration: 24 };
const like = ["--person", JSON.stringify(person)];

it("everybody aged 30 to 32 like a person with means; nobody's recourse is proven for one without", async () => {
  const argv = [...which, "--where", "age >= 30", "--where", "age <= 32", "--results", temporaryFolder()];
  const rich = { ...person, income: 60_000, savings: 20_000, debt: 0 };
  const all = await recourse([...argv, "--person", JSON.stringify(rich), "--json"]);
  expect(all.code).toBe(0);
  const found = JSON.parse(all.out);
  expect(found).toMatchObject({ answer: "everyone", share: 1, witness: null });
  expect(found.ranges).toEqual({ age: { min: 30, max: 32, integer: true } });

  const poor = { ...person, income: 5000, savings: 0, debt: 60_000, amount: 20_000 };
  const none = await recourse([...argv, "--person", JSON.stringify(poor)]);
  expect(none.code).toBe(0);
  expect(none.out).toMatch(/with age 30 … 32 \(whole numbers\):\n +not everyone has recourse, proven after 1 box/);
  const { witness, theta0 } = JSON.parse((await recourse([...argv, "--person", JSON.stringify(poor), "--json"])).out);
  expect([30, 31, 32]).toContain(witness.values.age);
  expect(witness.score).toBeLessThanOrEqual(witness.highest);
  expect(witness.highest).toBeLessThan(theta0 + 1e-4);
});

it("a record of the CSV is who everybody is like; an open end is where the training rows end", async () => {
  const argv = [...which, "--where", "savings >= 1000", "--row", "7", "--boxes", "1", "--json"];
  const { code, out } = await recourse([...argv, "--results", temporaryFolder()]);
  expect(code).toBe(0);
  const { ranges, person: cells } = JSON.parse(out);
  expect(ranges.savings.min).toBe(1000);
  expect(ranges.savings.max).toBeGreaterThan(10_000);
  expect(Object.keys(cells).sort()).toEqual(Object.keys(person).sort());
});

it("of a bundle it is about the θ₀ that was calibrated, by --person or --row, and the same as a function", async () => {
  const [bundle, results] = [join(temporaryFolder(), "model"), ["--results", temporaryFolder()]];
  const saved = await recourse(["calibrate", "--dataset", "simulated-credit", ...small, "--save", bundle, ...results]);
  expect(saved.code).toBe(0);
  const where = ["age >= 30", "age <= 32"];
  const argv = ["certify", "--bundle", bundle, ...where.flatMap((one) => ["--where", one]), "-q"];
  const { code, out } = await recourse([...argv, ...like, "--json"]);
  expect(code).toBe(0);
  const found = JSON.parse(out);
  const { theta0 } = JSON.parse(readFileSync(join(bundle, "bundle.json"), "utf8"));
  expect(found).toMatchObject({ bundle, dataset: "simulated-credit", protocol: "paper", theta0 });
  expect(found).toMatchObject(await certifyEveryone(bundle, { person, where }));
  const byRow = await recourse([...argv, "--row", "7"]);
  expect(byRow.code).toBe(0);
  expect(byRow.out).toMatch(
    /^.*model · .* · protocol paper · θ₀ = 0\.\d+\neverybody like this person, with age 30 … 32/,
  );
  for (const [extra, message] of [
    [["--lambda", "0"], "--bundle: --lambda does not go with it"],
    [["--part", "all"], "--bundle: --part does not go with it"],
  ] as const) {
    const refused = await recourse([...argv, ...like, ...extra]);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain(message);
  }
  const rows = await recourse(["certify", "--bundle", bundle]);
  expect(rows.err).toContain("--bundle: a bundle holds no rows to certify; ask it of --where");
});

it.each([
  [["--where", "age >= 30"], "name whom everybody is like by one of --row and --person"],
  [["--where", "age >= 30", "--row", "1", ...like], "by one of --row and --person"],
  [["--row", "1"], "name a condition"],
  [["--where", "age >= 30", ...like, "--part", "test"], "--part and --csv are of the rows"],
  [["--where", "age >= 30", ...like, "--seed", "0,1"], "name one --dataset, --lambda and --seed"],
  [["--where", "ages >= 30", ...like], 'where: "ages >= 30": ages is no feature that is a number (did you mean age?)'],
  [["--where", "age about 30", ...like], 'where: "age about 30" is no condition; write it as "age >= 30"'],
  [["--where", "age >= x", ...like], 'where: "age >= x" is no condition'],
  [["--where", "age >= 50", "--where", "age <= 40", ...like], "where: nobody is left: age would lie between 50 and 40"],
  [["--where", "age >= 30", "--person", "[1]"], "--person: no JSON object"],
  [["--where", "age >= 30", "--person", "{}"], "person: age is missing"],
  [["--where", "age >= 30", "--row", "0"], "--row 0: there is no such record"],
])("certify %j is refused, exit 2", async (argv, message) => {
  const { code, out, err } = await recourse([...which, "--epochs", "1", ...argv, "--results", temporaryFolder()]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(message);
});
