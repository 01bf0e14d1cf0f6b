/** An ONNX graph, described node by node; ONNX Runtime runs it. */

/** The name of a tensor in a graph. */
export type Value = string;

/** An axis of fixed length, or a named one that every run may choose. */
export type Axis = number | string;

/** An integer, integers, or a number that ONNX wants as a float. */
export type Attribute = number | readonly number[] | { readonly float: number };

export type Attributes = Readonly<Record<string, Attribute>>;

export type Element = "float32" | "int64";

/** An operator with names of values. */
export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

/** What goes in or comes out. */
export interface GraphValue {
  readonly name: string;
  readonly element: Element;
  readonly shape: readonly Axis[];
}

/** A float32 scalar, or 64-bit integers such as a shape. */
export interface GraphConstant {
  readonly name: Value;
  readonly content: number | readonly number[];
}

/** Grows node by node. Values are named by the order in which they were made, so that equal graphs have equal names. */
export class Graph {
  readonly name: string;
  readonly inputs: GraphValue[] = [];
  readonly outputs: GraphValue[] = [];
  readonly #nodes: GraphNode[] = [];
  readonly #constants = new Map<string, GraphConstant>();
  readonly #outputNames = new Map<Value, string>();
  #made = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** A tensor that every run is given. */
  input(name: string, element: Element, shape: readonly Axis[]): Value {
    this.inputs.push({ name, element, shape });
    return name;
  }

  /** A constant, one tensor however often it is asked for. */
  constant(content: number | readonly number[]): Value {
    const key = JSON.stringify(content);
    const constant = this.#constants.get(key) ?? { name: `constant ${this.#constants.size}`, content };
    this.#constants.set(key, constant);
    return constant.name;
  }

  /** The one output of an operator. */
  node(operator: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    return this.several(operator, inputs, 1, attributes)[0];
  }

  /** The first `count` outputs of an operator. */
  several(operator: string, inputs: readonly Value[], count: number, attributes: Attributes = {}): readonly Value[] {
    const outputs = Array.from({ length: count }, () => `${operator} ${this.#made++}`);
    this.#nodes.push({ operator, inputs, outputs, attributes });
    return outputs;
  }

  /** Gives what a node made out of every run, under this name. */
  output(name: string, value: Value, element: Element, shape: readonly Axis[]): void {
    if (this.#outputNames.has(value)) throw new RangeError(`invalid output ${name}: the value is given out already`);
    this.#outputNames.set(value, name);
    this.outputs.push({ name, element, shape });
  }

  get constants(): readonly GraphConstant[] {
    return [...this.#constants.values()];
  }

  /** All nodes in an order in which they can be computed; what is given out bears the name it is given out under. */
  get nodes(): readonly GraphNode[] {
    const named = (values: readonly Value[]) => values.map((value) => this.#outputNames.get(value) ?? value);
    return this.#nodes.map((node) => ({ ...node, inputs: named(node.inputs), outputs: named(node.outputs) }));
  }
}
