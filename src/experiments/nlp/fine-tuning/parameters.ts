/** All parameters that are fine-tuned, with their moments. */
import type { Random } from "../../../core/random.ts";
import type { EncoderConfig, EncoderWeights } from "../encoder/encoder.ts";
import { HEAD, type Pooling } from "../onnx/classifier.ts";
import type { TrainedParameter } from "./adamw.ts";
import { parameterShapes } from "./graphs.ts";

/** Parameters by name. */
export type TrainedParameters = ReadonlyMap<string, TrainedParameter>;

/** How far from 0 BERT's own linear layers start: N(0, 0.02²). */
const HEAD_DEVIATION = 0.02;

/**
 * The encoder's weights, copied, and a new linear layer drawn from `random`; moments are 0. Throws a RangeError for a pooler
 * that the encoder does not have.
 */
export function initialise(
  config: EncoderConfig,
  weights: EncoderWeights,
  pooling: Pooling,
  random: Random,
): TrainedParameters {
  const parameters = new Map<string, TrainedParameter>();
  for (const [name, shape] of parameterShapes(config, pooling)) {
    const size = shape.reduce((product, length) => product * length, 1);
    let values: Float32Array;
    if (name === HEAD.weight) values = Float32Array.from({ length: size }, () => HEAD_DEVIATION * random.normal());
    else if (name === HEAD.bias) values = new Float32Array(size);
    else values = Float32Array.from(weights.get(name)?.data ?? []);
    if (values.length !== size) throw new RangeError(`invalid ${name}: ${values.length} numbers for ${size}`);
    parameters.set(name, { values, first: new Float32Array(size), second: new Float32Array(size) });
  }
  return parameters;
}

/** The parameter of that name; a RangeError where there is none. */
export function parameterOf(parameters: TrainedParameters, name: string): TrainedParameter {
  const found = parameters.get(name);
  if (!found) throw new RangeError(`invalid parameter: ${name}`);
  return found;
}
