/** An ONNX model, written node by node: computations are described here and run by ONNX Runtime. */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** The name of a tensor in a graph. */
export type Value = string;

/** An axis of fixed length, or a named one that every run may choose. */
export type Axis = number | string;

/** An integer, integers, or a number that ONNX wants as a float. */
export type Attribute = number | readonly number[] | { readonly float: number };

export type Attributes = Readonly<Record<string, Attribute>>;

/** Element types by their numbers in onnx.proto, TensorProto.DataType. */
const ELEMENT = { float32: 1, int64: 7 } as const;
export type Element = keyof typeof ELEMENT;

/** Attribute types by their numbers in onnx.proto, AttributeProto.AttributeType. */
const FLOAT = 1;
const INT = 2;
const INTS = 7;

/** Operators as of this set; the version of the format that came with the first release that had them. */
const OPERATOR_SET = 18;
const IR_VERSION = 8;

/** A message of the format, filled by `fill`. Field numbers below are those of onnx.proto. */
function message(writer: BinaryWriter, field: number, fill: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  fill(writer);
  writer.join();
}

const text = (writer: BinaryWriter, field: number, value: string) =>
  writer.tag(field, WireType.LengthDelimited).string(value);

const integer = (writer: BinaryWriter, field: number, value: number) => writer.tag(field, WireType.Varint).int64(value);

interface Node {
  readonly operator: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

/** A graph under construction. Values are named by the order in which they were made, so equal graphs are equal bytes. */
export class Graph {
  readonly #name: string;
  readonly #nodes: Node[] = [];
  readonly #constants = new Map<string, { readonly value: Value; readonly bytes: Uint8Array }>();
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  readonly #outputNames = new Map<Value, string>();
  #made = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** A tensor that every run is given. */
  input(name: string, element: Element, shape: readonly Axis[]): Value {
    this.#inputs.push(valueInfo(name, element, shape));
    return name;
  }

  /** A float32 scalar, or 64-bit integers such as a shape; one tensor however often it is asked for. */
  constant(content: number | readonly number[]): Value {
    const key = JSON.stringify(content);
    const found = this.#constants.get(key);
    if (found) return found.value;
    const value = `constant ${this.#constants.size}`;
    this.#constants.set(key, { value, bytes: tensorOf(value, content) });
    return value;
  }

  /** The one output of an operator. */
  node(operator: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    return this.nodes(operator, inputs, 1, attributes)[0];
  }

  /** The first `count` outputs of an operator. */
  nodes(operator: string, inputs: readonly Value[], count: number, attributes: Attributes = {}): readonly Value[] {
    const outputs = Array.from({ length: count }, () => `${operator} ${this.#made++}`);
    this.#nodes.push({ operator, inputs, outputs, attributes });
    return outputs;
  }

  /** Gives what a node made out of every run, under this name. */
  output(name: string, value: Value, element: Element, shape: readonly Axis[]): void {
    if (this.#outputNames.has(value)) throw new RangeError(`given out twice: ${name}`);
    this.#outputNames.set(value, name);
    this.#outputs.push(valueInfo(name, element, shape));
  }

  /** The model as the bytes of an .onnx file. */
  model(): Uint8Array {
    const nameOf = (value: Value) => this.#outputNames.get(value) ?? value;
    const model = new BinaryWriter();
    integer(model, 1, IR_VERSION);
    message(model, 7, (graph) => {
      for (const node of this.#nodes) message(graph, 1, (writer) => writeNode(writer, node, nameOf));
      text(graph, 2, this.#name);
      for (const { bytes } of this.#constants.values()) graph.tag(5, WireType.LengthDelimited).bytes(bytes);
      for (const input of this.#inputs) graph.tag(11, WireType.LengthDelimited).bytes(input);
      for (const output of this.#outputs) graph.tag(12, WireType.LengthDelimited).bytes(output);
    });
    message(model, 8, (operators) => {
      text(operators, 1, "");
      integer(operators, 2, OPERATOR_SET);
    });
    return model.finish();
  }
}

function writeNode(writer: BinaryWriter, node: Node, nameOf: (value: Value) => string): void {
  for (const input of node.inputs) text(writer, 1, nameOf(input));
  for (const output of node.outputs) text(writer, 2, nameOf(output));
  text(writer, 4, node.operator);
  for (const [name, value] of Object.entries(node.attributes)) {
    message(writer, 5, (attribute) => {
      text(attribute, 1, name);
      if (typeof value === "number") {
        integer(attribute, 3, value);
        integer(attribute, 20, INT);
      } else if ("float" in value) {
        attribute.tag(2, WireType.Bit32).float(value.float);
        integer(attribute, 20, FLOAT);
      } else {
        for (const each of value) integer(attribute, 8, each);
        integer(attribute, 20, INTS);
      }
    });
  }
}

function tensorOf(name: string, content: number | readonly number[]): Uint8Array {
  const tensor = new BinaryWriter();
  if (typeof content === "number") {
    integer(tensor, 2, ELEMENT.float32);
    tensor.tag(4, WireType.Bit32).float(content);
  } else {
    integer(tensor, 1, content.length);
    integer(tensor, 2, ELEMENT.int64);
    for (const each of content) integer(tensor, 7, each);
  }
  text(tensor, 8, name);
  return tensor.finish();
}

function valueInfo(name: string, element: Element, shape: readonly Axis[]): Uint8Array {
  const info = new BinaryWriter();
  text(info, 1, name);
  message(info, 2, (type) => {
    message(type, 1, (tensor) => {
      integer(tensor, 1, ELEMENT[element]);
      message(tensor, 2, (dimensions) => {
        for (const axis of shape) {
          message(dimensions, 1, (dimension) => {
            if (typeof axis === "number") integer(dimension, 1, axis);
            else text(dimension, 2, axis);
          });
        }
      });
    });
  });
  return info.finish();
}
