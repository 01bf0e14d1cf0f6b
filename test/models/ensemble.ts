/** A forest in plain TypeScript, and the ONNX file that skl2onnx and onnxmltools would write of it. */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A node asks whether a column's value, a float32, is at most (`leq`) or below (`lt`) a threshold; or it is a leaf. */
export type Tree =
  | { readonly leaf: number }
  | { readonly column: number; readonly threshold: number; readonly yes: Tree; readonly no: Tree };

export interface Forest {
  readonly mode: "BRANCH_LEQ" | "BRANCH_LT";
  readonly columns: number;
  readonly trees: readonly Tree[];
}

/** σ of the sum of the leaves. */
export function forestScore({ mode, trees }: Forest, row: ArrayLike<number>): number {
  const leafOf = (tree: Tree): number => {
    if ("leaf" in tree) return tree.leaf;
    const value = Math.fround(row[tree.column]);
    const yes = mode === "BRANCH_LEQ" ? value <= tree.threshold : value < tree.threshold;
    return leafOf(yes ? tree.yes : tree.no);
  };
  return 1 / (1 + Math.exp(-trees.reduce((sum, tree) => sum + leafOf(tree), 0)));
}

const message = (writer: BinaryWriter, field: number, fill: (inner: BinaryWriter) => void) => {
  writer.tag(field, WireType.LengthDelimited).fork();
  fill(writer);
  writer.join();
};
const text = (writer: BinaryWriter, field: number, value: string) =>
  writer.tag(field, WireType.LengthDelimited).string(value);
const whole = (writer: BinaryWriter, field: number, value: number) => writer.tag(field, WireType.Varint).int64(value);

const [FLOATS, INTS, STRINGS, STRING] = [6, 7, 8, 3];

function attribute(node: BinaryWriter, name: string, type: number, fill: (inner: BinaryWriter) => void): void {
  message(node, 5, (inner) => {
    text(inner, 1, name);
    fill(inner);
    whole(inner, 20, type);
  });
}

function input(writer: BinaryWriter, field: number, name: string, element: number, shape: readonly (number | null)[]) {
  message(writer, field, (info) => {
    text(info, 1, name);
    message(info, 2, (type) =>
      message(type, 1, (tensor) => {
        whole(tensor, 1, element);
        message(tensor, 2, (dims) => {
          for (const length of shape) {
            message(dims, 1, (dim) => (length === null ? text(dim, 2, "n") : whole(dim, 1, length)));
          }
        });
      }),
    );
  });
}

/** The bytes of the file; `scaled` puts an operator before the trees, after which no threshold is one of a raw column. */
export function forestFile({ mode, columns, trees }: Forest, { scaled = false } = {}): Uint8Array {
  const nodes: { tree: number; id: number; column: number; value: number; mode: string; yes: number; no: number }[] =
    [];
  const leaves: { tree: number; id: number; weight: number }[] = [];
  trees.forEach((root, tree) => {
    let next = 0;
    const visit = (each: Tree): number => {
      const id = next++;
      const node = { tree, id, column: 0, value: 0, mode: "LEAF", yes: 0, no: 0 };
      nodes.push(node);
      if ("leaf" in each) {
        leaves.push({ tree, id, weight: each.leaf });
      } else {
        Object.assign(node, { column: each.column, value: each.threshold, mode });
        node.yes = visit(each.yes);
        node.no = visit(each.no);
      }
      return id;
    };
    visit(root);
  });
  const writer = new BinaryWriter();
  whole(writer, 1, 8);
  message(writer, 7, (graph) => {
    if (scaled) {
      message(graph, 1, (node) => {
        text(node, 1, "input");
        text(node, 2, "scaled");
        text(node, 4, "Neg");
      });
    }
    message(graph, 1, (node) => {
      text(node, 1, scaled ? "scaled" : "input");
      text(node, 2, "label");
      text(node, 2, "probabilities");
      text(node, 4, "TreeEnsembleClassifier");
      text(node, 7, "ai.onnx.ml");
      const ints = (name: string, values: readonly number[]) =>
        attribute(node, name, INTS, (inner) => {
          for (const value of values) whole(inner, 8, value);
        });
      const floats = (name: string, values: readonly number[]) =>
        attribute(node, name, FLOATS, (inner) => {
          for (const value of values) inner.tag(7, WireType.Bit32).float(value);
        });
      ints(
        "nodes_treeids",
        nodes.map((each) => each.tree),
      );
      ints(
        "nodes_nodeids",
        nodes.map((each) => each.id),
      );
      ints(
        "nodes_featureids",
        nodes.map((each) => each.column),
      );
      floats(
        "nodes_values",
        nodes.map((each) => each.value),
      );
      attribute(node, "nodes_modes", STRINGS, (inner) => {
        for (const each of nodes) text(inner, 9, each.mode);
      });
      ints(
        "nodes_truenodeids",
        nodes.map((each) => each.yes),
      );
      ints(
        "nodes_falsenodeids",
        nodes.map((each) => each.no),
      );
      ints(
        "class_treeids",
        leaves.map((each) => each.tree),
      );
      ints(
        "class_nodeids",
        leaves.map((each) => each.id),
      );
      ints(
        "class_ids",
        leaves.map(() => 0),
      );
      floats(
        "class_weights",
        leaves.map((each) => each.weight),
      );
      ints("classlabels_int64s", [0, 1]);
      attribute(node, "post_transform", STRING, (inner) => text(inner, 4, "LOGISTIC"));
    });
    text(graph, 2, "forest");
    input(graph, 11, "input", 1, [null, columns]);
    input(graph, 12, "label", 7, [null]);
    input(graph, 12, "probabilities", 1, [null, 2]);
  });
  for (const [domain, version] of [
    ["", 15],
    ["ai.onnx.ml", 1],
  ] as const) {
    message(writer, 8, (set) => {
      text(set, 1, domain);
      whole(set, 2, version);
    });
  }
  return writer.finish();
}
