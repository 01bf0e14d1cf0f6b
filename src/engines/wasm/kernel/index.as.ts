/**
 * The training kernel of one network: what the wasm engine calls.
 *
 * `begin`, `addHidden` …, `finish`, write θ at the addresses given, `parametersWritten`; then, for any number of rows,
 * `reserve`, write rows, and `score`, `gradient`, or `pass` … `update`. No imports, no garbage collection, no traps but for
 * want of memory; arguments are not checked here.
 *
 * Inner loops end with their condition, do … while: into a loop that begins with it V8 sinks the arithmetic that stands
 * before the loop, and repeats it every time round (Adam's constants: 43 µs a step instead of 14).
 */
import { adamStep } from "./adam.as";
import { applyTanh } from "./activation.as";
import { backward, inputGradient } from "./backward.as";
import { forward } from "./forward.as";
import { lossAndSignals, lossGradient } from "./loss.as";
import * as network from "./network.as";
import { transposeWeights } from "./transpose.as";

export { setAdam } from "./adam.as";
export { exp, log, sigmoid } from "./functions.as";
export { setDropout } from "./mask.as";
export { add as addHidden, begin, layOutParameters as finish, reserve } from "./network.as";
export { transposeWeights as parametersWritten } from "./transpose.as";

/** Address of the weight from unit `input` below to unit `output` of hidden layer l (1 is the first); of the output, l = depth + 1. */
export function weightAddress(l: i32, input: i32, output: i32): usize {
  if (l > network.depth) return network.outputWeights + (<usize>input << 2);
  const layer = network.layer(l);
  const lane = output % network.lanes;
  const vector = network.vectorOf(layer.weights, network.layer(l - 1).panelRows, layer.width, input, output - lane);
  return vector + (<usize>lane << 2);
}

/** Address of the bias of hidden layer l, contiguous; of the output unit, l = depth + 1. */
export function biasAddress(l: i32): usize {
  return l > network.depth ? network.outputBias : network.layer(l).bias;
}

/** Address of the first input row; rows are `rowBytes` apart. */
export function rowAddress(): usize {
  return network.layer(0).units;
}

/** Address of the first row of G after `gradient`; rows are `rowBytes` apart. */
export function gradientAddress(): usize {
  return network.layer(0).slopes;
}

/** Bytes from one input row, or one row of G, to the next. */
export function rowBytes(): usize {
  return network.layer(0).rowBytes;
}

/** Address of the labels, one float per row. */
export function labelAddress(): usize {
  return network.labels;
}

/** Address of the weights in the loss, one float per row. */
export function rowWeightAddress(): usize {
  return network.rowWeights;
}

/** Address of the scores, one float per row. */
export function scoreAddress(): usize {
  return network.scores;
}

/** Scores rows 0 … rows − 1 without dropout. */
export function score(rows: i32): void {
  forward(0, rows, false, 0);
}

/** Scores and G of rows 0 … rows − 1, with the masks of the pass or without; leaves what `update` needs of these rows. */
export function gradient(rows: i32, masked: bool, key: u32): void {
  pass(0, rows, masked, key);
  inputGradient(rows);
}

/** Forward and backward pass over `rows` rows from `first` on. */
export function pass(first: i32, rows: i32, masked: bool, key: u32): void {
  forward(first, rows, masked, key);
  backward(first, rows);
}

/** One Adam step on rows 0 … rows − 1, after `pass` over all of them; returns their loss before it. */
export function update(rows: i32, divisor: f64): f64 {
  const loss = lossAndSignals(rows, divisor);
  lossGradient(rows);
  adamStep();
  transposeWeights();
  return loss;
}

/** tanh as the hidden layers compute it, for the tests of its error bound. */
export function tanh(x: f32): f32 {
  store<f32>(scratch, x);
  applyTanh(scratch, scratch + 16, 16, false);
  return load<f32>(scratch);
}

const scratch = memory.data(32, 16);
