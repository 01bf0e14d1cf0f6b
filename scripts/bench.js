/**
 * Times one training step of Eq. 1 with every engine that loads, and with PyTorch where there is one, side by side:
 *
 *   npm run build && npm run bench
 *
 * Writes results/report/bench.md. Times are processor time of the whole process, which other programs do not add to. Every cell
 * is the median of the medians of a few rounds, in each of which all engines take their turn, so that a busy minute of the
 * machine falls on all of them.
 */
import { writeFileSync } from "node:fs";
import { arch, cpus, loadavg, platform } from "node:os";
import { Bench } from "tinybench";
import { ConfigError } from "../dist/core/errors.js";
import { engines } from "../dist/engines/registry.js";
import { startPeer } from "./bench-peer.js";
import { startPlainTensorFlow } from "./bench-plain-tfjs.js";
import { forwardFlops, open, rowsOf, stepFlops, stepOf } from "./bench-step.js";

const WIDTHS = [50, 100, 200];
const BATCHES = [10, 15, 30, 64, 256];
const ROUNDS = 5;
/** Time of one engine in one round of one cell. */
const SECONDS = 0.3;

/** Milliseconds of processor time this process has used, on all its threads. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The median time of `run`, in microseconds. */
async function microseconds(run, { iterations = 20, seconds = SECONDS } = {}) {
  const bench = new Bench({
    now: processorTime,
    time: seconds * 1000,
    iterations,
    warmupTime: seconds * 250,
    warmupIterations: Math.min(iterations, 5),
  });
  await bench.add("run", run).run();
  const { result } = bench.tasks[0];
  if (result.error) throw result.error;
  return result.latency.p50 * 1000;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Every engine that loads, and the sentences about those that do not. */
async function loadEngines() {
  const loaded = [];
  const missing = [];
  for (const [name, load] of engines) {
    try {
      loaded.push(await load());
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      missing.push(`Engine ${name} does not load here: ${error.message}.`);
    }
  }
  return { loaded, missing };
}

const say = (text) => process.stderr.write(`${text}\n`);
const [loadBefore] = loadavg();
const { loaded, missing } = await loadEngines();
const plainTensorFlow = await startPlainTensorFlow();
const peer = await startPeer(SECONDS);
if (!peer) missing.push("PyTorch was not found, so its column is missing (Debian: apt-get install python3-torch).");
for (const sentence of missing) say(sentence);

/** What is timed: name, and the microseconds of a step. The reference engine is too slow for more than a few steps. */
const runners = [
  ...loaded.map((engine) => ({
    name: engine.name,
    rounds: engine.name === "reference" ? 1 : ROUNDS,
    async microseconds(width, batch, lambda = 0.8) {
      const network = open(engine, width);
      const options = engine.name === "reference" ? { iterations: 3, seconds: 0 } : {};
      const time = await microseconds(stepOf(network, batch, lambda), options);
      network.close();
      return time;
    },
  })),
  {
    name: plainTensorFlow.name,
    rounds: ROUNDS,
    async microseconds(width, batch) {
      const { run, close } = plainTensorFlow.stepOf(width, batch);
      const time = await microseconds(run);
      close();
      return time;
    },
  },
  ...["quickest", "plain"].flatMap((style) =>
    peer
      ? [{ name: `${style} PyTorch`, rounds: ROUNDS, microseconds: (...cell) => peer.microseconds(style, ...cell) }]
      : [],
  ),
];

/** Median microseconds per runner, the runners taking turns. */
async function sideBySide(times) {
  const samples = new Map(times.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, rounds, time } of times) if (round < rounds) samples.get(name).push(await time());
  }
  return new Map([...samples].map(([name, values]) => [name, median(values)]));
}

const header = (cells) => [line(cells), line(cells.map(() => "---:"))];
const line = (cells) => `| ${cells.join(" | ")} |`;
const round = (value) => (value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en-GB"));

const others = runners.filter(({ name }) => name !== "wasm").map(({ name }) => name);
const steps = [];
for (const width of WIDTHS) {
  for (const batch of BATCHES) {
    say(`9-${width}-${width}-${width}-1, batch ${batch} …`);
    const times = await sideBySide(
      runners.map(({ name, rounds, microseconds }) => ({ name, rounds, time: () => microseconds(width, batch) })),
    );
    const ours = times.get("wasm");
    steps.push(
      line([
        width,
        batch,
        ...runners.map(({ name }) => round(times.get(name))),
        (stepFlops(width, batch) / ours / 1000).toFixed(1),
        ...others.map((name) => `${round(times.get(name) / ours)}×`),
      ]),
    );
  }
}

say("λ = 0 against λ > 0 …");
const baseline = [];
for (const engine of loaded.filter(({ name }) => name !== "reference")) {
  const runner = runners.find(({ name }) => name === engine.name);
  const times = await sideBySide(
    [0.8, 0].map((lambda) => ({ name: lambda, rounds: 5, time: () => runner.microseconds(100, 15, lambda) })),
  );
  const [withRecourse, without] = [times.get(0.8), times.get(0)];
  baseline.push(line([engine.name, round(withRecourse), round(without), (without / withRecourse).toFixed(2)]));
}

say("scores and gradients of 10,000 rows …");
const bulk = [];
for (const engine of loaded.filter(({ name }) => name !== "reference")) {
  const network = open(engine, 100);
  const X = rowsOf(10_000);
  const times = await sideBySide([
    { name: "score", rounds: ROUNDS, time: () => microseconds(() => network.score(X), { iterations: 5 }) },
    { name: "gradient", rounds: ROUNDS, time: () => microseconds(() => network.gradient(X), { iterations: 5 }) },
  ]);
  network.close();
  const cells = [...times].flatMap(([name, time]) => {
    const flops = 10_000 * forwardFlops(100) * (name === "score" ? 1 : 2);
    return [round(time / 1000), (flops / time / 1000).toFixed(1)];
  });
  bulk.push(line([engine.name, ...cells]));
}
peer?.close();

const [cpu] = cpus();
const report = [
  "# Speed of a training step",
  "",
  "Written by `npm run bench`. Medians of processor time on one thread, the engines taking turns in one run. A step of Eq. 1 is:",
  "gradient with shared masks, the sign rule for δ, loss of x and x + δ, backward pass, Adam; 9-w-w-w-1, tanh, dropout 0.3, λ = 0.8.",
  "GFLOP/s counts 6 · batch · 2 · (9w + 2w² + w) operations a step (3.78 million at w = 100, batch 15).",
  "",
  `- machine: ${cpu.model.trim()}, ${cpus().length} logical cores, ${platform()} ${arch()}; load ${loadBefore.toFixed(2)} at the start, ${loadavg()[0].toFixed(2)} at the end`,
  `- Node ${process.versions.node} (V8 ${process.versions.v8})`,
  ...loaded.map(({ name, description }) => `- ${name}: ${description}`),
  `- plain tfjs: ${plainTensorFlow.description}, the step as its documentation has one write it (tf.grad, tf.train.adam)`,
  ...(peer
    ? [
        `- quickest PyTorch: ${peer.description}; one forward pass over x for both losses, foreach Adam`,
        "- plain PyTorch: the same, with a forward pass of its own for the input gradient and Adam as it comes",
      ]
    : []),
  ...missing.map((sentence) => `- ${sentence}`),
  "",
  "## Microseconds a step",
  "",
  ...header([
    "width",
    "batch",
    ...runners.map(({ name }) => `${name} µs`),
    "wasm GFLOP/s",
    ...others.map((name) => `${name} : wasm`),
  ]),
  ...steps,
  "",
  "## Without the recourse term, width 100, batch 15",
  "",
  ...header(["engine", "λ = 0.8 µs", "λ = 0 µs", "ratio"]),
  ...baseline,
  "",
  "## 10,000 rows in one call, width 100",
  "",
  ...header(["engine", "score ms", "GFLOP/s", "gradient ms", "GFLOP/s"]),
  ...bulk,
  "",
].join("\n");
writeFileSync(new URL("../results/report/bench.md", import.meta.url), report);
process.stdout.write(report);
