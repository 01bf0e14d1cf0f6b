/** A model from outside as the network that methods and stages ask: scores of rows of X, and nothing else. */
import { ConfigError } from "../core/errors.ts";
import { type Matrix, row } from "../core/matrix.ts";
import type { DatasetConfig } from "../data/schema.ts";
import type { Network } from "../engines/engine.ts";
import { breaksOf } from "./breaks.ts";
import { type Cell, type CellColumn, type RowForm, rawOf, rowForm } from "./cells.ts";
import type { ModelSource } from "./source.ts";
import { ModelFailure, ModelThread } from "./thread.ts";

/** How rows of X come from a data set's records. */
export interface RecordForm {
  readonly features: DatasetConfig["features"];
  readonly columns: readonly CellColumn[];
  /** The data set's file, for messages. */
  readonly place: string;
}

/** Rows that a model is asked about at a time. */
const BLOCK = 4096;
/** Rows whose scores are remembered. */
const REMEMBERED = 500_000;

/** Models that are open, by all that decides what they answer: their start costs seconds, and every stage asks them. */
const open = new Map<string, OutsideModel>();

/**
 * Opens the model, or finds it open; closing the network leaves it open for the next, until the program ends or `closeModels`.
 * Its `spec` says how many columns X has, and nothing else. Every failure of the model is a ConfigError that begins with its name.
 */
export function openOutside(source: ModelSource, records: RecordForm): Network {
  const form = rowForm(records.features, records.columns, records.place);
  const scales = records.columns.map(({ mean, std, fill }) => [mean, std, fill]);
  const key = JSON.stringify([source.identity, folderOf(source), records.features, scales]);
  let model = open.get(key);
  if (model === undefined) {
    model = new OutsideModel(source, form, () => open.delete(key));
    open.set(key, model);
  }
  const opened = model;
  const absent = (what: string) => () => {
    throw new ConfigError(`model ${source.name}: has no ${what}: a model from outside gives scores`);
  };
  return {
    spec: { inputs: records.columns.length, hidden: [], activation: "tanh", dropout: 0 },
    gives: "scores",
    score: (X, out) => opened.score(X, out),
    gradient: absent("gradients"),
    step: absent("training"),
    parameters: absent("parameters"),
    close: () => {},
    ...breaksFor(source, form, records, opened),
  };
}

/** Where the score of a tree ensemble can change, for one that takes the raw columns as they are. */
function breaksFor(
  { thresholds }: ModelSource,
  { numbers }: RowForm,
  { columns }: RecordForm,
  { matrix }: OutsideModel,
): Pick<Network, "breaks"> {
  if (thresholds === null || !matrix) return {};
  const known = new Map<number, Float32Array>();
  return {
    breaks: (j) => {
      const column = columns[j];
      const at = numbers.findIndex(({ name }) => name === column.name);
      const found =
        known.get(j) ??
        breaksOf(
          thresholds.filter((each) => each.column === at),
          rawOf(column),
        );
      known.set(j, found);
      return found;
    },
  };
}

/** Ends every model that is open. */
export function closeModels(): void {
  for (const model of [...open.values()]) model.close();
}

function folderOf({ spec }: ModelSource): string {
  return spec.kind === "command" ? spec.folder : "";
}

class OutsideModel {
  readonly #name: string;
  readonly #form: RowForm;
  readonly #thread: ModelThread;
  readonly #header: string;
  readonly #lines: boolean;
  readonly #known = new Map<string, number>();
  readonly #forget: () => void;

  constructor({ name, spec }: ModelSource, form: RowForm, forget: () => void) {
    this.#name = name;
    this.#form = form;
    this.#forget = forget;
    this.#lines = spec.kind === "command";
    this.#header = lineOf(form.cells.map((cell) => cell.name));
    const names = (all: readonly { readonly name: string }[]) => all.map((each) => each.name);
    const named = spec.kind === "command" ? spec : { ...spec, numbers: names(form.numbers), cells: names(form.cells) };
    this.#thread = toldBy(name, () => new ModelThread(named));
  }

  /** Whether it takes raw columns of X as one matrix of numbers. */
  get matrix(): boolean {
    return this.#thread.matrix;
  }

  score(X: Matrix, out: Float32Array = new Float32Array(X.rows)): Float32Array {
    for (let from = 0; from < X.rows; from += BLOCK) {
      const to = Math.min(from + BLOCK, X.rows);
      if (this.#lines) this.#scoreLines(X, from, to, out);
      else if (this.#thread.matrix) this.#scoreNumbers(X, from, to, out);
      else this.#scoreCells(X, from, to, out);
    }
    return out;
  }

  close(): void {
    this.#forget();
    this.#thread.close();
  }

  /** Each different line is asked about once. */
  #scoreLines(X: Matrix, from: number, to: number, out: Float32Array): void {
    if (this.#known.size > REMEMBERED) this.#known.clear();
    const lines = Array.from({ length: to - from }, (_, i) => lineOf(this.#cells(X, from + i)));
    const asked = [...new Set(lines)].filter((line) => !this.#known.has(line));
    if (asked.length > 0) {
      const scores = this.#ask({ kind: "lines", header: this.#header, lines: asked });
      asked.forEach((line, i) => {
        this.#known.set(line, scores[i]);
      });
    }
    lines.forEach((line, i) => {
      out[from + i] = this.#known.get(line) ?? Number.NaN;
    });
  }

  #scoreNumbers(X: Matrix, from: number, to: number, out: Float32Array): void {
    const { numbers } = this.#form;
    const data = new Float64Array((to - from) * numbers.length);
    for (let i = from, at = 0; i < to; i++) {
      const x = row(X, i);
      for (const number of numbers) data[at++] = number.read(x);
    }
    this.#keep(this.#ask({ kind: "numbers", columns: numbers.length, data }), from, out);
  }

  #scoreCells(X: Matrix, from: number, to: number, out: Float32Array): void {
    const rows = Array.from({ length: to - from }, (_, i) => this.#cells(X, from + i));
    const names = this.#form.cells.map(({ name }) => name);
    this.#keep(this.#ask({ kind: "cells", names, rows }), from, out);
  }

  #cells(X: Matrix, i: number): string[] {
    const x = row(X, i);
    return this.#form.cells.map((cell: Cell) => cell.write(x));
  }

  #keep(scores: Float64Array, from: number, out: Float32Array): void {
    const wrong = scores.findIndex((score) => !(score >= 0 && score <= 1));
    if (wrong >= 0) {
      this.close();
      throw new ConfigError(
        `model ${this.#name}: gave ${scores[wrong]} as a score; a score lies in [0, 1] (of a classifier: its probabilities, not its margins)`,
      );
    }
    out.set(scores, from);
  }

  #ask(request: Parameters<ModelThread["score"]>[0]): Float64Array {
    try {
      return toldBy(this.#name, () => this.#thread.score(request));
    } catch (error) {
      this.close();
      throw error;
    }
  }
}

/** What a model does wrong, told under its name. */
function toldBy<T>(name: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof ModelFailure) throw new ConfigError(`model ${name}: ${error.message}`);
    throw error;
  }
}

/** Cells as a line of a CSV. */
function lineOf(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
}
