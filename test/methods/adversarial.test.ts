import { expect, test } from "vitest";
import { actionSet } from "../../src/actions/set.ts";
import { fromRows, matrix } from "../../src/core/matrix.ts";
import { adversarial } from "../../src/methods/adversarial.ts";
import { bent, boxOn, logistic, people, problemOf } from "./problem.ts";

const actions = actionSet(4, { lower: [-0.75, -0.5, 0, 0], upper: [0.75, 0, 0.25, 0] });
const weights = [1, -2, 3, 4];

test("a logistic model with w = (1, −2, 3, 4) gets (0.75, −0.5, 0.25, 0), wherever x is", async () => {
  const propose = await adversarial.prepare(problemOf(logistic(weights, -1), actions), {
    sense: "minimise",
    solver: "auto",
  });
  expect(await propose(people(3, 4, 1))).toEqual(fromRows(Array(3).fill([0.75, -0.5, 0.25, 0])));
});

test("the release's sense gives the worst corner: (−0.75, 0, 0, 0)", async () => {
  const propose = await adversarial.prepare(problemOf(logistic(weights, -1), actions), {
    sense: "maximise",
    solver: "auto",
  });
  expect((await propose(people(1, 4, 1))).data).toEqual(Float32Array.of(-0.75, 0, 0, 0));
});

test("on a bent network δ has, feature by feature, the sign of the score's slope measured over 0.002 sd", async () => {
  const network = bent(4, 5);
  const X = people(50, 4, 6);
  const propose = await adversarial.prepare(problemOf(network, boxOn(4, [0, 1, 2, 3])), {
    sense: "minimise",
    solver: "auto",
  });
  const { data } = await propose(X);
  const moved = (j: number, by: number) =>
    network.score(
      matrix(
        50,
        4,
        X.data.map((value, at) => value + (at % 4 === j ? by : 0)),
      ),
    );
  let steep = 0;
  for (let j = 0; j < 4; j++) {
    const up = moved(j, 0.001);
    const down = moved(j, -0.001);
    for (let i = 0; i < 50; i++) {
      if (Math.abs(up[i] - down[i]) < 1e-5) continue;
      steep++;
      expect(data[i * 4 + j]).toBe(up[i] > down[i] ? 0.75 : -0.75);
    }
  }
  expect(steep).toBeGreaterThan(100);
});

test("GLPK and the sign rule give 50 people the same δ to 1e-6", async () => {
  const X = people(50, 4, 7);
  const problem = problemOf(bent(4, 5), actions);
  const [rule, glpk] = await Promise.all(
    (["auto", "glpk"] as const).map(async (solver) =>
      (await adversarial.prepare(problem, { sense: "minimise", solver }))(X),
    ),
  );
  rule.data.forEach((value, at) => {
    expect(glpk.data[at]).toBeCloseTo(value, 6);
  });
});
