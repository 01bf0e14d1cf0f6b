/**
 * Writes data/simulated-credit.csv: people who never lived, drawn from a structural causal model of our own, so that the
 * true effect of an action is known. configs/datasets/simulated-credit.yaml repeats the equations below for readers.
 *
 *   npm run build && node scripts/simulate-credit.js
 *
 * Every variable is f(its causes) + noise, and every noise is independent of all others. Money is in euros.
 *
 *   age       = 21 + U           U = 49·u^1.4, u uniform                                        years
 *   education = 12.5 − 0.04·(age − 40) + U         U triangular on [−4, 4]                       years of schooling
 *   income    = 2000 + 1600·(education − 7) + 200·(age − 21) + U     U = Gamma(2)·6000           euros a year
 *   savings   = 0.15·income + 100·(age − 21) + U   U = Exponential·4500                          euros
 *   debt      = 0.15·income + 60·(71 − age) + U    U = Exponential·5000                          euros
 *   amount    = 800 + 0.12·income + 0.05·debt + U  U = Gamma(2)·1800                             euros asked for
 *   duration  = 6 + 0.0015·amount + U              U = Gamma(2)·4                                months
 *
 *   P(repaid) = σ(0.9 + 0.15·(education − 12) + 0.2·(age − 40)/10 − 0.5·(duration − 24)/12
 *                 + 0.6·(income − 26000)/10000 + 1.6·(savings − 10000)/10000
 *                 − 1.6·(debt − 11000)/10000 − 1.2·(amount − 8000)/5000)
 *
 * Age, education and duration are rounded to whole numbers, income and amounts of money to tens; the rounding is part of
 * the noise, and effects and P are computed from the rounded values. P stands in the file as `repayment_probability`: it is
 * the truth, for judging recourses, and no feature.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const ROWS = 6000;
const SEED = 2021;

/** The variables in causal order: each is its equation of the ones before it and of its own noise. */
const equations = {
  age: (_, noise) => Math.round(21 + 49 * noise.uniform() ** 1.4),
  education: ({ age }, noise) => Math.round(12.5 - 0.04 * (age - 40) + 4 * (noise.uniform() + noise.uniform() - 1)),
  income: ({ age, education }, noise) => tens(2000 + 1600 * (education - 7) + 200 * (age - 21) + 6000 * gamma2(noise)),
  savings: ({ age, income }, noise) => tens(0.15 * income + 100 * (age - 21) + 4500 * exponential(noise)),
  debt: ({ age, income }, noise) => tens(0.15 * income + 60 * (71 - age) + 5000 * exponential(noise)),
  amount: ({ income, debt }, noise) => tens(800 + 0.12 * income + 0.05 * debt + 1800 * gamma2(noise)),
  duration: ({ amount }, noise) => Math.round(6 + 0.0015 * amount + 4 * gamma2(noise)),
};

/** The log-odds of repayment. */
function logit({ age, education, income, savings, debt, amount, duration }) {
  return (
    0.9 +
    0.15 * (education - 12) +
    0.2 * ((age - 40) / 10) -
    0.5 * ((duration - 24) / 12) +
    0.6 * ((income - 26000) / 10000) +
    1.6 * ((savings - 10000) / 10000) -
    1.6 * ((debt - 11000) / 10000) -
    1.2 * ((amount - 8000) / 5000)
  );
}

function tens(value) {
  return 10 * Math.round(value / 10);
}

/** Exponential with mean 1. */
function exponential(noise) {
  return -Math.log(1 - noise.uniform());
}

/** Gamma with shape 2 and mean 2. */
function gamma2(noise) {
  return exponential(noise) + exponential(noise);
}

/** The CSV's text. `stream` is core/random's; every variable draws from a stream of its own. */
export function simulate(stream) {
  const names = Object.keys(equations);
  const noise = Object.fromEntries(
    [...names, "repaid"].map((name) => [name, stream(SEED, `simulated-credit ${name}`)]),
  );
  const lines = [[...names, "repayment_probability", "repaid"].join(",")];
  for (let row = 0; row < ROWS; row++) {
    const person = {};
    for (const name of names) person[name] = equations[name](person, noise[name]);
    const probability = 1 / (1 + Math.exp(-logit(person)));
    const repaid = noise.repaid.uniform() < probability ? "yes" : "no";
    lines.push([...names.map((name) => person[name]), probability.toFixed(6), repaid].join(","));
  }
  return `${lines.join("\n")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { stream } = await import("../dist/core/random.js");
  await writeFile(new URL("../data/simulated-credit.csv", import.meta.url), simulate(stream));
}
