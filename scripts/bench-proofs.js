/**
 * Times proofs of recourse, by the features that can move, and `cheapest` against the search `exhaustive`:
 *
 *   npm run build && node scripts/bench-proofs.js
 *
 * Writes results/report/bench-proofs.md. Times are processor time of the whole process; the two methods take turns in one run.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { actionSet } from "../dist/actions/set.js";
import { answer, BOXES } from "../dist/certificates/branch-and-bound.js";
import { certifiableOf } from "../dist/certificates/certifiable.js";
import { resolve } from "../dist/config/resolve.js";
import { ConfigError, DataError } from "../dist/core/errors.js";
import { row, take } from "../dist/core/matrix.js";
import { accepts } from "../dist/core/metrics.js";
import { recourseMethod } from "../dist/methods/registry.js";
import { propose } from "../dist/pipeline/propose.js";
import { openRun } from "../dist/pipeline/run.js";
import { withNetwork } from "../dist/pipeline/score.js";
import { Store } from "../dist/pipeline/store.js";
import { train } from "../dist/pipeline/train.js";

const LAMBDA = 0.8;
const REACH = 0.75;
/** People of each number of features; in the order of the split. */
const PEOPLE = 200;
const ROUNDS = 3;

const say = (text) => process.stderr.write(`${text}\n`);
const data = new URL("../data/", import.meta.url).pathname;
const folders = process.env.RECOURSE_DATA === undefined ? [data] : [process.env.RECOURSE_DATA, data];
const results = mkdtempSync(join(tmpdir(), "recourse-bench-"));
const store = new Store(results);

/** Milliseconds of processor time this process has used, on all its threads. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const line = (cells) => `| ${cells.join(" | ")} |`;
const header = (cells) => [line(cells), line(cells.map(() => "---:"))];

/** The data set's network under the protocol `paper`, trained, for as long as `use` takes. */
async function trained(dataset, use) {
  say(`training ${dataset} …`);
  const overrides = { "run.lambda": { value: LAMBDA, flag: "scripts/bench-proofs.js" } };
  const run = await openRun(await resolve({ dataset, protocol: "paper", overrides }), folders);
  const stored = await train(store, run);
  const { theta0 } = stored.record;
  return withNetwork(run, stored, async (network) => use({ run, network, theta0, dataset: await run.read() }));
}

/** Boxes and time of proofs about people turned down, Δ a box over the first `moving` of the columns. */
async function byFeatures({ network, theta0, dataset }, columns, moving) {
  const { X } = dataset.parts.validation;
  const score = network.score(X);
  const rows = [...score.keys()].filter((i) => !accepts(score[i], theta0)).slice(0, PEOPLE);
  const turnedDown = take(X, rows);
  const names = dataset.columns.map(({ name }) => name);
  const upper = names.map((name) => (columns.slice(0, moving).includes(name) ? REACH : 0));
  const actions = actionSet(names.length, { lower: upper.map((value) => -value), upper });
  const certifiable = certifiableOf(network);
  const measured = [];
  for (const question of [
    { ask: "cheapest", theta0 },
    { ask: "highest", theta0: null },
  ]) {
    const boxes = [];
    let open = 0;
    const before = processorTime();
    for (let i = 0; i < turnedDown.rows; i++) {
      const { kind, boxes: bounded } = await answer(question, certifiable, actions, row(turnedDown, i), {
        budget: BOXES,
      });
      boxes.push(bounded);
      if (kind === "open") open++;
    }
    const time = processorTime() - before;
    const total = boxes.reduce((sum, count) => sum + count, 0);
    measured.push(
      median(boxes),
      Math.max(...boxes).toLocaleString("en-US"),
      ((1000 * time) / total).toFixed(0),
      ((1000 * turnedDown.rows) / time).toFixed(0),
      open,
    );
  }
  return line([moving, turnedDown.rows, ...measured]);
}

/** Milliseconds a person turned down among the test rows, `cheapest` and `exhaustive` in turn, and whom each helps. */
async function compared({ run, network, theta0, dataset }, name) {
  const { X } = dataset.parts.test;
  const score = network.score(X);
  const turnedDown = take(
    X,
    [...score.keys()].filter((i) => !accepts(score[i], theta0)),
  );
  const times = { cheapest: [], exhaustive: [] };
  const helped = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const method of Object.keys(times)) {
      const before = processorTime();
      const delta = await propose(run, network, recourseMethod(method), turnedDown, theta0);
      times[method].push((processorTime() - before) / turnedDown.rows);
      helped[method] = Array.from({ length: delta.rows }, (_, i) => row(delta, i).some((value) => value !== 0));
    }
  }
  const [ours, search] = [median(times.cheapest), median(times.exhaustive)];
  return line([
    name,
    dataset.actions.actionable.length,
    turnedDown.rows,
    helped.cheapest.filter(Boolean).length,
    helped.exhaustive.filter(Boolean).length,
    ours.toFixed(2),
    search.toFixed(2),
    `${(ours / search).toFixed(2)}×`,
  ]);
}

const [loadBefore] = loadavg();
const features = ["savings", "debt", "amount", "duration", "income", "education"];
const moving = [];
const methods = [];
const missing = [];
try {
  await trained("simulated-credit", async (model) => {
    // Once unmeasured, so that the first number is not the compiler's.
    await byFeatures(model, features, 3);
    for (let count = 1; count <= features.length; count++) {
      say(`${count} of ${features.length} features move …`);
      moving.push(await byFeatures(model, features, count));
    }
    say("cheapest and exhaustive on simulated-credit …");
    methods.push(await compared(model, "simulated-credit"));
  });
  try {
    await trained("adult", async (model) => {
      say("cheapest and exhaustive on adult …");
      methods.push(await compared(model, "adult"));
    });
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof DataError)) throw error;
    missing.push(`adult is left out: ${error.message}`);
  }
} finally {
  rmSync(results, { recursive: true, force: true });
}

const [cpu] = cpus();
const columns = ["boxes, median", "most", "µs a box", "people a second", "open"];
const report = [
  "# Speed of proofs",
  "",
  `Written by \`npm run bench\`. Processor time on one thread; networks of 100-100-100 units, protocol \`paper\`, λ = ${LAMBDA}, seed 0.`,
  "",
  `- machine: ${cpu.model.trim()}, ${cpus().length} logical cores, ${platform()} ${arch()}; load ${loadBefore.toFixed(2)} at the start, ${loadavg()[0].toFixed(2)} at the end`,
  `- Node ${process.versions.node} (V8 ${process.versions.v8})`,
  ...missing.map((sentence) => `- ${sentence}`),
  "",
  "## By the features that move",
  "",
  `People of simulated-credit turned down; Δ a box, ±${REACH} standard deviations of ${features.join(", ")}, the first so many of them.`,
  "",
  ...header([
    "features",
    "people",
    ...columns.map((name) => `cheapest: ${name}`),
    ...columns.map((name) => `highest: ${name}`),
  ]),
  ...moving,
  "",
  "## The method `cheapest` against `exhaustive`",
  "",
  `Everybody of the test rows turned down, Δ the data set's; the methods take turns, medians of ${ROUNDS} rounds.`,
  "",
  ...header([
    "data set",
    "features",
    "people",
    "helped by cheapest",
    "by exhaustive",
    "cheapest, ms a person",
    "exhaustive, ms a person",
    "ratio",
  ]),
  ...methods,
  "",
].join("\n");
writeFileSync(new URL("../results/report/bench-proofs.md", import.meta.url), report);
process.stdout.write(report);
