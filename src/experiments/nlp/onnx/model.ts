/** A graph as the bytes of an .onnx file, which are a protocol buffer. */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Element, Graph, GraphConstant, GraphNode, GraphValue } from "./graph.ts";

/** Element types by their numbers in onnx.proto, TensorProto.DataType. */
const ELEMENT = { float32: 1, int64: 7 } as const satisfies Record<Element, number>;

/** Attribute types by their numbers in onnx.proto, AttributeProto.AttributeType. */
const FLOAT = 1;
const INT = 2;
const INTS = 7;

/** Operators as of this set; the version of the format that came with the first release that had them. */
const OPERATOR_SET = 18;
const IR_VERSION = 8;

/** The model; equal graphs give equal bytes. */
export function onnxModel({ name, nodes, constants, inputs, outputs }: Graph): Uint8Array {
  const model = new BinaryWriter();
  integer(model, 1, IR_VERSION);
  message(model, 7, (graph) => {
    for (const node of nodes) message(graph, 1, (writer) => writeNode(writer, node));
    text(graph, 2, name);
    for (const constant of constants) message(graph, 5, (writer) => writeConstant(writer, constant));
    for (const input of inputs) message(graph, 11, (writer) => writeValue(writer, input));
    for (const output of outputs) message(graph, 12, (writer) => writeValue(writer, output));
  });
  message(model, 8, (operators) => {
    text(operators, 1, "");
    integer(operators, 2, OPERATOR_SET);
  });
  return model.finish();
}

/** A message of the format, filled by `fill`. Field numbers below are those of onnx.proto. */
function message(writer: BinaryWriter, field: number, fill: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  fill(writer);
  writer.join();
}

const text = (writer: BinaryWriter, field: number, value: string) =>
  writer.tag(field, WireType.LengthDelimited).string(value);

const integer = (writer: BinaryWriter, field: number, value: number) => writer.tag(field, WireType.Varint).int64(value);

function writeNode(writer: BinaryWriter, node: GraphNode): void {
  for (const input of node.inputs) text(writer, 1, input);
  for (const output of node.outputs) text(writer, 2, output);
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

function writeConstant(writer: BinaryWriter, { name, content }: GraphConstant): void {
  if (typeof content === "number") {
    integer(writer, 2, ELEMENT.float32);
    writer.tag(4, WireType.Bit32).float(content);
  } else {
    integer(writer, 1, content.length);
    integer(writer, 2, ELEMENT.int64);
    for (const each of content) integer(writer, 7, each);
  }
  text(writer, 8, name);
}

function writeValue(writer: BinaryWriter, { name, element, shape }: GraphValue): void {
  text(writer, 1, name);
  message(writer, 2, (type) => {
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
}
