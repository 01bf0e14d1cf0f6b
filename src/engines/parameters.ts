/** θ as numbers: its shapes, its seeded start, and its flat form. */
import { type Random, stream } from "../core/random.ts";
import type { Layer, NetworkSpec, Parameters } from "./engine.ts";

/** The most hidden layers and the widest one that every engine must take. */
export const deepest = 4;
export const widest = 512;

/** Refuses, with a RangeError, a specification that the engine contract does not cover. */
export function checkSpec(spec: NetworkSpec): void {
  const { inputs, hidden, activation, dropout } = spec;
  if (!(Number.isInteger(inputs) && inputs >= 1)) throw new RangeError(`invalid inputs: ${inputs}`);
  if (hidden.length > deepest) throw new RangeError(`invalid hidden: ${hidden.length} layers, at most ${deepest}`);
  for (const width of hidden) {
    if (!(Number.isInteger(width) && width >= 1 && width <= widest)) {
      throw new RangeError(`invalid hidden width: ${width}, allowed are 1 to ${widest}`);
    }
  }
  if (activation !== "tanh" && activation !== "relu") throw new RangeError(`invalid activation: ${activation}`);
  if (!(dropout >= 0 && dropout < 1)) throw new RangeError(`invalid dropout: ${dropout}, allowed is [0, 1)`);
}

/** The shape of every affine layer of g_θ: the hidden layers in order, then the output layer (one unit). */
export function layerShapes(spec: NetworkSpec): readonly { readonly inputs: number; readonly outputs: number }[] {
  const widths = [spec.inputs, ...spec.hidden, 1];
  return widths.slice(1).map((outputs, l) => ({ inputs: widths[l], outputs }));
}

/** How many numbers θ holds. */
export function parameterCount(spec: NetworkSpec): number {
  return layerShapes(spec).reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
}

/**
 * θ before training, as PyTorch's `nn.Linear` starts: weights and biases from U(−1/√k, 1/√k), k the layer's inputs.
 * Drawn layer by layer, weights row by row and then the bias, from the stream "initial parameters" of `seed` (not
 * PyTorch's own generator), rounded to float32: every engine starts from the same bits.
 */
export function initialParameters(spec: NetworkSpec, seed: number): Parameters {
  checkSpec(spec);
  const random = stream(seed, "initial parameters");
  return layerShapes(spec).map(({ inputs, outputs }) => {
    const bound = 1 / Math.sqrt(inputs);
    return { weights: within(bound, inputs * outputs, random), bias: within(bound, outputs, random) };
  });
}

/** `count` draws from U(−bound, bound). */
function within(bound: number, count: number, random: Random): Float32Array {
  const draws = new Float32Array(count);
  for (let i = 0; i < count; i++) draws[i] = (2 * random.uniform() - 1) * bound;
  return draws;
}

/** Refuses, with a RangeError, parameters whose shapes are not those of the specification. */
export function checkParameters(spec: NetworkSpec, parameters: Parameters): void {
  const shapes = layerShapes(spec);
  if (parameters.length !== shapes.length) {
    throw new RangeError(`invalid parameters: ${parameters.length} layers for ${shapes.length}`);
  }
  shapes.forEach(({ inputs, outputs }, l) => {
    const { weights, bias } = parameters[l];
    if (weights.length !== inputs * outputs || bias.length !== outputs) {
      throw new RangeError(
        `invalid parameters of layer ${l}: ${weights.length} weights and ${bias.length} biases for ${inputs} × ${outputs}`,
      );
    }
  });
}

/** A copy of θ that shares no array with it. */
export function copyParameters(parameters: Parameters): Parameters {
  return parameters.map(({ weights, bias }): Layer => ({ weights: weights.slice(), bias: bias.slice() }));
}

/** θ as one array, for hashing and storing: layer by layer, weights [inputs, outputs] row-major, then the bias. */
export function toFloats(parameters: Parameters): Float32Array {
  const length = parameters.reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 0);
  const floats = new Float32Array(length);
  let at = 0;
  for (const { weights, bias } of parameters) {
    floats.set(weights, at);
    floats.set(bias, at + weights.length);
    at += weights.length + bias.length;
  }
  return floats;
}

/** The θ that `toFloats` wrote, copied out of `floats`. */
export function fromFloats(spec: NetworkSpec, floats: Float32Array): Parameters {
  const count = parameterCount(spec);
  if (floats.length !== count) throw new RangeError(`invalid parameters: ${floats.length} numbers for ${count}`);
  let at = 0;
  const next = (length: number) => {
    at += length;
    return floats.slice(at - length, at);
  };
  return layerShapes(spec).map(({ inputs, outputs }) => ({ weights: next(inputs * outputs), bias: next(outputs) }));
}
