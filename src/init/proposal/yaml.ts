/** Pairs of a YAML file with their comments: behind the line where there is room, above it elsewhere. */
import { Document, isNode, type Node, type Pair, Scalar, visit, YAMLMap } from "yaml";

/** Longest line of the file with its comment; a longer comment goes above its line. */
const WIDTH = 118;
/** The indentation of the lines that have long comments: those one level down. */
const INDENT = 2;

/** A value in the braces or brackets of one line, or a scalar. */
export type Inline = string | number | boolean | readonly Inline[] | { readonly [key: string]: Inline };

/** `key: value`, a value that is no node on the one line, and why. */
export function pairOf(key: string, value: Inline | YAMLMap, comment?: string): Pair<Scalar, Node> {
  const name = legible(new Scalar(key));
  const node = isNode(value) ? value : inlineOf(value);
  const pair = empty().createPair<Scalar, Node>(name, node);
  if (comment === undefined) return pair;
  const words = commentOf([comment]);
  if (INDENT + yamlOf([pair]).trimEnd().length + " #".length + words.length <= WIDTH) node.comment = words;
  else name.commentBefore = words;
  return pair;
}

/** A value on one line. */
function inlineOf(value: Inline): Node {
  const node = empty().createNode(value, { flow: true, aliasDuplicateObjects: false });
  visit(node, { Scalar: (_, scalar) => void legible(scalar) });
  return node;
}

/** In quotes, where a newline or another control character becomes its escape. */
function legible(scalar: Scalar): Scalar {
  const { value } = scalar;
  if (typeof value === "string" && /[^\S ]|\p{Cc}/u.test(value)) scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** A part of the file: a blank line, what is to be said of the whole, and `key:` with its pairs below. */
export function partOf(key: string, value: Inline | YAMLMap, above: readonly string[] = []): Pair<Scalar, Node> {
  const pair = pairOf(key, value);
  pair.key.spaceBefore = true;
  if (above.length > 0) pair.key.commentBefore = commentOf(above);
  return pair;
}

/** Pairs one below the other, and the lines of a comment below them. */
export function mapOf(pairs: readonly Pair<Scalar, Node>[], below: readonly string[] = []): YAMLMap {
  const map = new YAMLMap<Scalar, Node>();
  map.items.push(...pairs);
  if (below.length > 0) map.comment = commentOf(below);
  return map;
}

/** The text of a file of these pairs. */
export function yamlOf(pairs: readonly Pair<Scalar, Node>[], above: readonly string[] = []): string {
  const document = empty();
  const map = mapOf(pairs);
  if (above.length > 0) map.commentBefore = commentOf(above);
  document.contents = map;
  const text = document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY });
  // No control character may stand in a YAML. Those that the library leaves stand in double quotes or in a comment.
  return text.replace(/[^\P{Cc}\n]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A newline, which names and cells may hold, would end a comment's line. */
function commentOf(lines: readonly string[]): string {
  return lines.map((line) => ` ${line.replace(/[^\S ]+/g, " ")}`).join("\n");
}

/** No reader is to take text for something else, whether of YAML 1.2 or, with its yes and no, of 1.1. */
function empty(): Document<Node> {
  return new Document<Node>(undefined, { compat: "yaml-1.1" });
}
