/** A model from outside before it is asked: what a data set's file says of it, found on disk, and what makes it this one. */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { split } from "shlex";
import { ConfigError } from "../core/errors.ts";
import { optional } from "../core/optional.ts";
import type { CommandConfig, ModelConfig, OnnxConfig } from "../data/schema/model.ts";
import type { CommandSpec } from "./command.ts";
import type { OnnxSpec } from "./onnx.ts";
import type { Threshold } from "./trees.ts";

/** What decides the scores of a model, as it enters the keys of results. */
export type ModelIdentity =
  | {
      readonly command: string;
      readonly shell: boolean;
      /** SHA-256 of the files that the command names, and of those that it is said to read. */
      readonly files: Readonly<Record<string, string>>;
    }
  | { readonly onnx: string; readonly output: string | null; readonly favourable: 0 | 1 };

/** A model from outside that is there. */
export interface ModelSource {
  /** For a reader: the command, or the path of the file. */
  readonly name: string;
  readonly config: ModelConfig;
  readonly identity: ModelIdentity;
  /** What is opened, but for the names of what it is given. */
  /** Of an ONNX file that is a tree ensemble on the raw columns: where its score can change. */
  readonly thresholds: readonly Threshold[] | null;
  readonly spec: CommandSpec | Omit<OnnxSpec, "numbers" | "cells">;
}

/** Seconds that one answer may take. */
const TIMEOUT = 60;
const LARGEST = 1e9;

/** `folder` is what paths are relative to, and where a command runs; `place` names the setting in messages. */
export async function modelSource(config: ModelConfig, folder: string, place: string): Promise<ModelSource> {
  return "command" in config ? commandSource(config, folder, place) : onnxSource(config, folder, place);
}

async function commandSource(config: CommandConfig, folder: string, place: string): Promise<ModelSource> {
  const { command, shell = false, files = [], timeout = TIMEOUT } = config;
  const words = wordsOf(command, place);
  const hashes: Record<string, string> = {};
  for (const word of words) {
    const hash = await hashOf(resolve(folder, word)).catch(() => null);
    if (hash !== null) hashes[word] = hash;
  }
  for (const file of files) {
    hashes[file] = await hashOf(resolve(folder, file)).catch(() => {
      throw new ConfigError(
        `${place}.files: ${resolve(folder, file)} cannot be read; name a file that the command reads`,
      );
    });
  }
  return {
    name: command,
    config,
    identity: { command, shell, files: hashes },
    thresholds: null,
    spec: { kind: "command", command, argv: shell ? null : words, folder, timeout: timeout * 1000 },
  };
}

/** The command's words as a shell would split them; nothing else of a shell is done. */
function wordsOf(command: string, place: string): string[] {
  try {
    const words = split(command);
    if (words.length > 0 && words[0] !== "") return words;
  } catch {
    // Said below.
  }
  throw new ConfigError(`${place}.command: ${JSON.stringify(command)} names no program, or a quotation mark is open`);
}

async function onnxSource(config: OnnxConfig, folder: string, place: string): Promise<ModelSource> {
  const path = resolve(folder, config.onnx);
  const bytes = await bytesOf(path).catch((error: unknown) => {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new ConfigError(`${place}.onnx: ${path} cannot be read (${why}); name an ONNX file`);
  });
  return onnxBytesSource(config, bytes);
}

/** The model that these bytes of an ONNX file are. */
export async function onnxBytesSource(config: OnnxConfig, bytes: Uint8Array): Promise<ModelSource> {
  const { output = null, favourable = 1 } = config;
  const { treeThresholds } = await optional(["@bufbuild/protobuf"], "an ONNX model", () => import("./trees.ts"));
  return {
    name: config.onnx,
    config,
    identity: { onnx: sha256(bytes), output, favourable },
    thresholds: treeThresholds(bytes),
    spec: { kind: "onnx", bytes, output, favourable },
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function hashOf(path: string): Promise<string> {
  return sha256(await bytesOf(path));
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const about = await stat(path);
  if (!about.isFile()) throw new Error("it is no file");
  if (about.size > LARGEST) throw new Error(`it is larger than ${LARGEST / 1e9} GB`);
  return readFile(path);
}
