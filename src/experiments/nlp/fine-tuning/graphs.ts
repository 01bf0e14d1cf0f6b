/** The two graphs that fine-tuning runs: one that scores, and one that also differentiates. */
import type { EncoderConfig } from "../encoder/encoder.ts";
import { weightShapes } from "../encoder/encoder.ts";
import { classifier, headInputs, headShapes, type Pooling } from "../onnx/classifier.ts";
import { encoderForward, weightInputs } from "../onnx/forward.ts";
import { type Axis, Graph, type Value } from "../onnx/graph.ts";
import { backward } from "./backward.ts";

/** Names of what goes in and out beside weights and batch; a gradient is called as its parameter with GRADIENT before. */
export const TRAINING = {
  /** float32 [B, 2]: 1 at the label. */
  label: "label",
  /** float32 [B, 1]: how much a row's loss counts. */
  weight: "weight",
  /** float32 [B, 2]. */
  logProbabilities: "log-probabilities",
} as const;

export const GRADIENT = "gradient of ";
const DROPOUT = "dropout at ";

/** Gradient in the sum of the three embeddings, [B · L, hidden]. */
export const EMBEDDED = "embeddings";

/** The three tables whose rows are looked up. */
export const TABLES = {
  words: "embeddings.word_embeddings.weight",
  positions: "embeddings.position_embeddings.weight",
  types: "embeddings.token_type_embeddings.weight",
} as const;

/** A place where dropout stands in BERT: after the embeddings, on the attention, before two sums, before the head. */
export interface DropoutPlace {
  /** Of the input that takes the mask. */
  readonly name: string;
  readonly shape: (rows: number, length: number) => readonly number[];
}

/** Every place of dropout, in the order of the computation. */
export function dropoutPlaces({ layers, hidden, heads }: EncoderConfig): DropoutPlace[] {
  const states = (name: string) => ({ name, shape: (rows: number, length: number) => [rows * length, hidden] });
  const places: DropoutPlace[] = [states(`${DROPOUT}embeddings`)];
  for (let i = 0; i < layers; i++) {
    const name = `${DROPOUT}encoder.layer.${i}`;
    places.push({ name: `${name}.attention.self`, shape: (rows, length) => [rows, heads, length, length] });
    places.push(states(`${name}.attention.output`), states(`${name}.output`));
  }
  places.push({ name: `${DROPOUT}classifier`, shape: (rows) => [rows, hidden] });
  return places;
}

/** Every parameter that is trained, with its shape: the encoder's, then those on top of it. */
export function parameterShapes(config: EncoderConfig, pooling: Pooling): Map<string, readonly number[]> {
  return new Map([...weightShapes(config), ...headShapes(config, pooling)]);
}

/** Weights and a batch in, log-probabilities out; no dropout. */
export function scoringGraph(config: EncoderConfig, pooling: Pooling): Graph {
  const graph = new Graph("score");
  weightInputs(graph, config);
  headInputs(graph, config, pooling);
  const { logProbabilities } = classifier(
    graph,
    encoderForward(graph, config, () => null),
    pooling,
    null,
  );
  graph.output(TRAINING.logProbabilities, logProbabilities, "float32", ["B", 2]);
  return graph;
}

/**
 * Log-probabilities, and the gradient of Σ weight · ℓ(g(x), label) in every parameter, ℓ being the cross-entropy. With
 * `dropout` the masks are inputs.
 */
export function trainingGraph(config: EncoderConfig, pooling: Pooling, dropout: boolean): Graph {
  const graph = new Graph("differentiate");
  weightInputs(graph, config);
  headInputs(graph, config, pooling);
  const label = graph.input(TRAINING.label, "float32", ["B", 2]);
  const weight = graph.input(TRAINING.weight, "float32", ["B", 1]);
  const maskOf = (place: string): Value | null => (dropout ? `${DROPOUT}${place}` : null);
  if (dropout) {
    for (const { name, shape } of dropoutPlaces(config)) {
      graph.input(
        name,
        "float32",
        shape(1, 1).map((_, i): Axis => `${name} ${i}`),
      );
    }
  }
  const encoded = encoderForward(graph, config, maskOf);
  const head = classifier(graph, encoded, pooling, maskOf("classifier"));
  const error = graph.node("Sub", [graph.node("Exp", [head.logProbabilities]), label]);
  const gradients = backward(graph, config, encoded, head, graph.node("Mul", [error, weight]));
  graph.output(TRAINING.logProbabilities, head.logProbabilities, "float32", ["B", 2]);
  const shapes = parameterShapes(config, pooling);
  for (const [name, value] of gradients.parameters) {
    graph.output(`${GRADIENT}${name}`, value, "float32", shapes.get(name) ?? []);
  }
  graph.output(`${GRADIENT}${EMBEDDED}`, gradients.embedded, "float32", ["tokens", config.hidden]);
  return graph;
}
