/** Settings under which every registered method must keep the contract; δ ∈ Δ is guaranteed under all of them. */
const gradient = {
  gradients: "exact",
  distance: "l1",
  target: "favourable",
  warmStart: true,
  lambdaInit: 0.001,
  lambdaSteps: 4,
  maxIterations: 200,
  earlyStop: 20,
  learningRate: 0.1,
  decay: true,
  onlyOneSuccess: "nothing",
};

const linear = {
  fit: "train",
  categorical: "indicators",
  samples: 200,
  neighbourhood: "shared",
  kernelWidth: 1.25,
  ridge: 1,
  units: "score",
  box: true,
  step: 0.02,
  atLeastOneChange: false,
  solver: "auto",
};

export const settingsOf: Readonly<Record<string, readonly object[]>> = {
  gradient: [
    gradient,
    { ...gradient, gradients: "numeric", distance: "l2", target: "other", warmStart: false, onlyOneSuccess: "use" },
  ],
  adversarial: [
    { sense: "minimise", solver: "auto" },
    { sense: "maximise", solver: "glpk" },
  ],
  linear: [linear, { ...linear, neighbourhood: "own", units: "release", fit: "test" }],
  cheapest: [{ boxes: 5000 }],
  exhaustive: [{ resolution: 15, budget: 300, starts: 4 }],
  highest: [{ boxes: 5000 }],
  ascent: [{ resolution: 15, budget: 300, starts: 4 }],
  lasting: [
    { resolution: 15, budget: 300, share: 0.75, noise: 0, draws: 20, boxes: 500 },
    { resolution: 15, budget: 300, share: 0.75, noise: 0, draws: 20, boxes: 0 },
    { resolution: 15, budget: 300, share: 1, noise: 0.1, draws: 20, boxes: 500 },
  ],
  causal: [{ resolution: 15, budget: 300, starts: 4, algorithm: "search", stop: "theta0", bound: "both" }],
};
