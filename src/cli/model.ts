/** A model from outside on the command line: how it is named, and what cannot be asked of it. */
import { ConfigError } from "../core/errors.ts";
import type { ModelConfig } from "../data/schema/model.ts";
import { type ModelSource, modelSource } from "../models/source.ts";
import type { Run } from "../pipeline/run.ts";

/** What `--model` names: one word that ends in .onnx is a file, anything else a command. */
export function modelOfText(text: string): ModelConfig {
  return /^\S+\.onnx$/i.test(text) ? { onnx: text } : { command: text };
}

/** The model from outside that `--model` names, found; undefined without one. */
export async function givenModel(text: string | undefined): Promise<ModelSource | undefined> {
  return text === undefined ? undefined : modelSource(modelOfText(text), ".", "--model");
}

/** Refuses choices of training where a model from outside is scored: they would change nothing, and seem to. */
export function refuseTraining(
  { model }: Run,
  { lambda, epochs, engine, retrain }: { readonly [choice in "lambda" | "epochs" | "engine" | "retrain"]?: unknown },
): void {
  if (model === undefined) return;
  const flags = { "--lambda": lambda, "--epochs": epochs, "--engine": engine, "--retrain": retrain };
  for (const [flag, value] of Object.entries(flags)) {
    if (value === undefined) continue;
    throw new ConfigError(`${flag}: nothing is trained: the model is ${model.name}; leave ${flag} out`);
  }
}
