import { expect, it } from "vitest";
import { type AuditOptions, audit, stream } from "../../src/index.ts";
import { temporaryFolder } from "../cli/terminal.ts";

it("rows in memory are audited: pages of the same rows are the same bytes, actions are accepted, none is open", async () => {
  const random = stream(5, "audit in memory");
  const rows = Array.from({ length: 900 }, () => {
    const [income, debt] = [1000 + Math.floor(4000 * random.uniform()), Math.floor(3000 * random.uniform())];
    const merit = (income - debt) / 1000 + random.normal();
    return { income, debt, owner: random.uniform() < 0.5 ? 1 : 0, repaid: merit > 1.5 ? "yes" : "no" };
  });
  const options: AuditOptions = {
    dataset: {
      name: "in-memory",
      rows,
      features: {
        income: { kind: "continuous", integer: true },
        debt: { kind: "continuous", integer: true },
        owner: { kind: "indicator", equals: 1 },
      },
      label: { column: "repaid", favourable: ["yes"], unfavourable: ["no"], meaning: "the loan is repaid" },
      actions: { features: { debt: { direction: "decrease", min: 0 } } },
      sensitive: { feature: "owner", majority: "owners", minority: "others" },
    },
    protocol: "corrected",
    epochs: 2,
    overrides: { "network.hidden": [8] },
    results: temporaryFolder(),
  };
  const { audit: found, files } = await audit(options);
  expect(found.people.length).toBe(found.counts.people);
  expect(found.counts.open.count).toBe(0);
  expect(found.counts.turnedDown).toBeGreaterThan(0);
  for (const { action } of found.people) if (action !== null) expect(action.score).toBeGreaterThanOrEqual(found.theta0);
  expect("none" in found.groups).toBe(false);
  expect("none" in found.examples).toBe(false);
  expect([...files.keys()]).toEqual(["audit.html", "numbers.csv", "people.csv"]);
  expect((await audit(options)).files).toEqual(files);
  // @ts-expect-error: no such option
  await expect(audit({ ...options, lamda: 1 })).rejects.toThrow("audit: lamda: unknown option (did you mean lambda?)");
});
