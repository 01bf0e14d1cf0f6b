/** Where the score of a tree ensemble in an ONNX file can change: the thresholds that its nodes compare columns with. */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** One comparison: the score may differ between values for which it holds and values for which it does not. */
export interface Threshold {
  /** Column of the input matrix. */
  readonly column: number;
  /** A float32. */
  readonly value: number;
  /** Whether it is v ≥ value that is asked; else v > value. Either is a node's question or its opposite. */
  readonly inclusive: boolean;
}

/** A part of a message: its number in onnx.proto, and what it holds. */
interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, readonly Field[]>;
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/**
 * The thresholds of all trees of the file; null where it is no ensemble whose nodes read the input as it is given: another
 * operator between (a scaler, an encoder) would leave them without meaning for the columns. Rounding to float32 and what
 * happens to the scores afterwards do no harm: between two thresholds of a column nothing changes.
 */
export function treeThresholds(file: Uint8Array): readonly Threshold[] | null {
  try {
    const graph = only(fieldsOf(file), 7);
    return graph === null ? null : thresholdsOf(fieldsOf(graph));
  } catch {
    // Not the format; the runtime says what it is not.
    return null;
  }
}

function thresholdsOf(graph: readonly Field[]): readonly Threshold[] | null {
  const constants = new Set(all(graph, 5).map((tensor) => text(only(fieldsOf(tensor), 8) ?? new Uint8Array())));
  const inputs = all(graph, 11).map((info) => text(only(fieldsOf(info), 1) ?? new Uint8Array()));
  const given = new Set(inputs.filter((name) => !constants.has(name)));
  const found: Threshold[] = [];
  let trees = 0;
  for (const node of all(graph, 1).map(nodeOf)) {
    if (!node.inputs.some((name) => given.has(name))) continue;
    if (node.operator === "Identity" || (node.operator === "Cast" && castsToFloat(node))) {
      for (const name of node.outputs) given.add(name);
    } else if (node.operator === "TreeEnsembleClassifier" || node.operator === "TreeEnsembleRegressor") {
      trees++;
      found.push(...nodeThresholds(node));
    } else {
      return null;
    }
  }
  return trees === 0 ? null : found;
}

function nodeThresholds({ attributes }: Node): Threshold[] {
  const columns = numbers(attributes.get("nodes_featureids"), 8);
  const values = numbers(attributes.get("nodes_values"), 7);
  const modes = all(attributes.get("nodes_modes") ?? [], 9).map(text);
  if (columns.length !== modes.length || values.length !== modes.length) throw new RangeError("invalid ensemble");
  return modes.flatMap((mode, i): Threshold[] => {
    const at = (inclusive: boolean) => ({ column: columns[i], value: values[i], inclusive });
    if (mode === "LEAF") return [];
    if (mode === "BRANCH_LEQ" || mode === "BRANCH_GT") return [at(false)];
    if (mode === "BRANCH_LT" || mode === "BRANCH_GTE") return [at(true)];
    return [at(true), at(false)];
  });
}

/** FLOAT or DOUBLE, in the words of TensorProto: monotone, as a cast to whole numbers or texts need not be. */
function castsToFloat({ attributes }: Node): boolean {
  const to = attributes.get("to")?.find(({ number }) => number === 3)?.value;
  return to === 1 || to === 11;
}

function nodeOf(bytes: Uint8Array): Node {
  const fields = fieldsOf(bytes);
  const attributes = all(fields, 5).map((attribute): [string, readonly Field[]] => {
    const own = fieldsOf(attribute);
    return [text(only(own, 1) ?? new Uint8Array()), own];
  });
  return {
    operator: text(only(fields, 4) ?? new Uint8Array()),
    inputs: all(fields, 1).map(text),
    outputs: all(fields, 2).map(text),
    attributes: new Map(attributes),
  };
}

/** Numbers of an attribute, packed or one by one: floats (field 7) or whole ones (field 8). */
function numbers(fields: readonly Field[] = [], number: 7 | 8): number[] {
  return fields.flatMap((field) => {
    if (field.number !== number) return [];
    if (typeof field.value === "number") return [field.value];
    const reader = new BinaryReader(field.value);
    const read: number[] = [];
    while (reader.pos < reader.len) read.push(number === 7 ? reader.float() : Number(reader.int64()));
    return read;
  });
}

function all(fields: readonly Field[], number: number): Uint8Array[] {
  return fields.flatMap((field) => (field.number === number && typeof field.value !== "number" ? [field.value] : []));
}

function only(fields: readonly Field[], number: number): Uint8Array | null {
  return all(fields, number)[0] ?? null;
}

function fieldsOf(bytes: Uint8Array): Field[] {
  const reader = new BinaryReader(bytes);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (type === WireType.LengthDelimited) fields.push({ number, value: reader.bytes() });
    else if (type === WireType.Varint) fields.push({ number, value: Number(reader.int64()) });
    else if (type === WireType.Bit32) fields.push({ number, value: reader.float() });
    else reader.skip(type, number);
  }
  return fields;
}
