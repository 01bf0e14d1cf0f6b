/** g_θ in TensorFlow.js's own format: a Sequential model of Dense layers, `model.json` and one file of weights. */
import { z } from "zod";
import type { NetworkSpec } from "../engines/engine.ts";
import { layerShapes } from "../engines/parameters.ts";

export const MODEL_FILE = "model.json";
/** A model from outside that is an ONNX file. */
export const ONNX_FILE = "model.onnx";
/** θ as little-endian float32 in the order of `toFloats`, which is the order TensorFlow.js reads: kernel, bias, kernel … */
export const WEIGHTS_FILE = "weights.bin";

const dense = z.strictObject({
  class_name: z.literal("Dense"),
  config: z.strictObject({
    name: z.string(),
    units: z.int().min(1),
    activation: z.enum(["tanh", "relu", "sigmoid"]),
    use_bias: z.literal(true),
    dtype: z.literal("float32"),
    batch_input_shape: z.tuple([z.null(), z.int().min(1)]).optional(),
  }),
});

/** The part of the format that is written here; a `model.json` of another program is not read. */
export const layersModelSchema = z.strictObject({
  format: z.literal("layers-model"),
  generatedBy: z.string(),
  convertedBy: z.null(),
  modelTopology: z.strictObject({
    class_name: z.literal("Sequential"),
    config: z.strictObject({ name: z.string(), layers: z.array(dense).min(1) }),
  }),
  weightsManifest: z.tuple([
    z.strictObject({
      paths: z.tuple([z.literal(WEIGHTS_FILE)]),
      weights: z.array(z.strictObject({ name: z.string(), shape: z.array(z.int()), dtype: z.literal("float32") })),
    }),
  ]),
  /** What TensorFlow.js keeps and does not read: the hash of the bundle that the network belongs to. */
  userDefinedMetadata: z.strictObject({ bundle: z.string() }).optional(),
});

export type LayersModel = z.infer<typeof layersModelSchema>;

/** What decides g_θ outside training: dropout is left out, as it does nothing there. */
export type NetworkShape = Pick<NetworkSpec, "inputs" | "hidden" | "activation">;

/** The topology of g_θ. It takes rows of standardised columns and gives one score in [0, 1] for each. `seal` is its bundle's. */
export function layersModel(
  { inputs, hidden, activation }: NetworkShape,
  generatedBy: string,
  seal?: string | undefined,
): LayersModel {
  const shapes = layerShapes({ inputs, hidden, activation, dropout: 0 });
  const nameOf = (l: number) => (l < hidden.length ? `hidden_${l + 1}` : "score");
  return {
    format: "layers-model",
    generatedBy,
    convertedBy: null,
    modelTopology: {
      class_name: "Sequential",
      config: {
        name: "recourse",
        layers: shapes.map(({ outputs }, l) => ({
          class_name: "Dense",
          config: {
            name: nameOf(l),
            units: outputs,
            activation: l < hidden.length ? activation : "sigmoid",
            use_bias: true,
            dtype: "float32",
            ...(l === 0 ? { batch_input_shape: [null, inputs] as [null, number] } : {}),
          },
        })),
      },
    },
    weightsManifest: [
      {
        paths: [WEIGHTS_FILE],
        weights: shapes.flatMap(({ inputs, outputs }, l) => [
          { name: `${nameOf(l)}/kernel`, shape: [inputs, outputs], dtype: "float32" },
          { name: `${nameOf(l)}/bias`, shape: [outputs], dtype: "float32" },
        ]),
      },
    ],
    ...(seal === undefined ? {} : { userDefinedMetadata: { bundle: seal } }),
  };
}

/** The network a topology describes; null for one that `layersModel` does not write. */
export function shapeOf(model: LayersModel): NetworkShape | null {
  const layers = model.modelTopology.config.layers.map(({ config }) => config);
  const inputs = layers[0].batch_input_shape?.[1];
  const hidden = layers.slice(0, -1);
  const activations = new Set(hidden.map(({ activation }) => activation));
  const [activation = "tanh"] = activations;
  if (inputs === undefined || activations.size > 1 || activation === "sigmoid") {
    return null;
  }
  const shape = { inputs, hidden: hidden.map(({ units }) => units), activation };
  const same = layersModel(shape, model.generatedBy, model.userDefinedMetadata?.bundle);
  return JSON.stringify(same) === JSON.stringify(model) ? shape : null;
}
