/** A made-up CSV with every kind of feature, missing cells among them, and the YAML of its data set. */
import { stream } from "../../src/core/random.ts";

const HOUSING = ["rent", "own", "parents"];
const GRADES = ["low", "middle", "high", "very high"];
const DAY = 86_400_000;

/** 1,500 applicants; who earns more than 5,000 at a rate below 0.05 is likely to be accepted. */
export function everyKindCsv(rows = 1500, seed = 11): string {
  const random = stream(seed, "every kind");
  const u = () => random.uniform();
  const day = (from: string, days: number) => new Date(Date.parse(from) + days * DAY).toISOString().slice(0, 10);
  const dotted = (iso: string) => iso.split("-").reverse().join(".");
  const lines = ["age,income,rate,ratio,grade,housing,opened,employed since,arrived,left,phone,notes,savings,accepted"];
  for (let i = 0; i < rows; i++) {
    const age = 18 + Math.floor(53 * u());
    const income = 1000 + Math.floor(8000 * u());
    const rate = 0.01 + 0.08 * u();
    const ratio = 3 * u();
    const grade = Math.floor(4 * u());
    const housing = Math.floor(3 * u());
    const opened = Math.floor(2000 * u());
    const employed = Math.floor(7000 * u());
    const stay = Math.floor(40 * u());
    const arrived = Math.floor(900 * u());
    const merit =
      (income - 5000) / 1500 - (rate - 0.05) * 60 + 0.6 * (grade - 1.5) + 0.4 * (housing === 1 ? 1 : 0) - 0.3 * ratio;
    const noise = u() + u() + u() - 1.5;
    lines.push(
      [
        age,
        income,
        rate.toFixed(5),
        ratio,
        GRADES[grade],
        HOUSING[housing],
        dotted(day("2015-03-01", opened)),
        day("2001-01-01", employed),
        day("2019-01-01", arrived),
        day("2019-01-01", arrived + stay),
        u() < 0.5 ? 1 : 0,
        u() < 0.3 ? "called, late" : "none",
        u() < 0.1 ? "" : (2000 * u()).toFixed(2),
        merit + noise > 0.2 ? "yes" : "no",
      ]
        .map((cell) => (String(cell).includes(",") ? `"${cell}"` : String(cell)))
        .join(","),
    );
  }
  return `${lines.join("\n")}\n`;
}

/** Its data set: every feature that can be acted upon can change, with steps, without, up, down, and as categories. */
export const everyKindYaml = `
name: every-kind
title: Every kind of feature
source: { file: every-kind.csv, licence: made up, citation: none }
features:
  age: { kind: continuous, integer: true }
  income: { kind: continuous, integer: true, unit: euros }
  rate: { kind: continuous }
  ratio: { kind: continuous }
  grade: { kind: ordinal, values: [low, middle, high, very high] }
  housing: { kind: oneHot, values: [rent, own, parents] }
  account: { kind: date, column: opened, since: 2015-03-01, order: day-month-year }
  job: { kind: date, column: employed since, since: 2001-01-01, count: years }
  stay: { kind: daysBetween, from: arrived, to: left }
  phone: { kind: indicator, equals: 1, values: [0, 1] }
  late: { kind: indicator, column: notes, contains: late }
  savings: { kind: continuous, missing: mean }
label: { column: accepted, favourable: ["yes"], unfavourable: ["no"], meaning: accepted }
actions:
  features:
    income: { direction: increase, max: 9000 }
    rate: { direction: decrease, min: 0.01, step: 0.00001 }
    ratio: { direction: any, min: 0 }
    grade: { direction: increase, maxChange: 1 }
    housing: { to: [own, rent] }
    account: { direction: decrease }
    job: { direction: decrease }
    stay: { direction: any, min: 0 }
    savings: { direction: increase, step: 0.01 }
settings: { actions.integral: true }
training: { epochs: 8, batch: 30 }
split: { test: 150 }
`;
