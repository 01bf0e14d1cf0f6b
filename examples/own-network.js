// @ts-check
/**
 * Recourse for a network that was trained elsewhere: give its weights, say what people can change (Δ), ask a method, and
 * evaluate the proposals. Nothing is trained and nothing is stored.
 *
 *   node examples/own-network.js
 *
 * Features are in standard deviations: raw = mean + std · x. Here: income, savings, age.
 */
import {
  accepts,
  actionSet,
  contains,
  evaluateProposals,
  fromRows,
  openEngine,
  recourseMethod,
  row,
  turnedDown,
} from "actionable-recourse";

// g(x) = σ(W₂ · tanh(W₁x + b₁) + b₂). Weights are [inputs, outputs], row by row: as TensorFlow keeps them, PyTorch's transposed.
const spec = /** @type {const} */ ({ inputs: 3, hidden: [2], activation: "tanh", dropout: 0 });
const parameters = [
  { weights: Float32Array.of(0.9, -0.2, 0.7, 0.6, 0.1, 0.8), bias: Float32Array.of(-0.3, 0.1) },
  { weights: Float32Array.of(1.8, 0.9), bias: Float32Array.of(-0.2) },
];
const engine = await openEngine("wasm");
const network = engine.open(spec, parameters);
const theta0 = 0.5;

// Δ: income may rise by 0.5, savings by 1 standard deviation, both together by 1.2; age is what it is.
const actions = actionSet(3, {
  lower: [0, 0, 0],
  upper: [0.5, 1, 0],
  constraints: { A: [[-1, -1, 0]], b: [1.2] },
  names: ["income", "savings", "age"],
});

const X = fromRows([
  [-0.4, -0.5, 0.2],
  [0.8, 0.3, -0.1],
  [-1.6, -1.2, -0.9],
]);
const columns = ["income", "savings", "age"].map((name) => ({
  name,
  kind: /** @type {const} */ ("continuous"),
  mean: 0,
  std: 1,
}));

// One linear program on the gradient of the loss, Eq. 2.
const propose = await recourseMethod("adversarial").prepare(
  { network, actions, columns, theta0: null, causal: null, train: null, reference: null, retrained: null, seed: 0 },
  { sense: "minimise", solver: "auto" },
);
const score = network.score(X);
const negatives = turnedDown(score, theta0);
const delta = await propose(fromRows([...negatives].map((i) => row(X, i))));
const outcome = evaluateProposals(network, X, negatives, delta, theta0);

console.log(`scores ${[...score].map((g) => g.toFixed(3)).join(", ")}; θ₀ = ${theta0}`);
negatives.forEach((i, k) => {
  const action = row(delta, k);
  const [income, savings] = action;
  const after = outcome.score[k];
  console.log(
    `person ${i}: income +${income.toFixed(2)}, savings +${savings.toFixed(2)} ` +
      `(in Δ: ${contains(actions, row(X, i), action)}) → ` +
      `score ${after.toFixed(3)}, ${accepts(after, theta0) ? "accepted" : "still turned down"}`,
  );
});
const { flipped, negatives: people } = outcome.evaluation;
console.log(`${flipped} of ${people} people turned down have recourse`);
network.close();
