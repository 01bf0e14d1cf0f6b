/** Where the protocols differ from each other, with the source of each choice, as configs/ says it in values and comments. */
import { readdirSync, readFileSync } from "node:fs";
import { isMap, isNode, parseDocument } from "yaml";

const configs = new URL("../configs/", import.meta.url);

/** The order of the columns; the first is what the others deviate from. */
export const protocolNames = ["paper", "released", "corrected"];

/** Choices that move the printed numbers, or the guarantee, most: those that docs/protocols.md shows. */
const foremost = [
  "training.sense",
  "network.hidden",
  "training.classWeights",
  "training.epochRule",
  "recourse.gradient.target",
  "pare.alpha",
  "split.calibration",
  "threshold.rule",
];

/** Every choice that the protocols do not make alike, in the order of the files. */
export function deviations() {
  const files = protocolNames.map(choicesOf);
  const [paper] = files;
  return [...paper]
    .map(([path, { section }]) => ({ path, section, choices: files.map((file) => file.get(path)) }))
    .filter(({ choices }) => choices.some(({ value }) => value !== choices[0].value));
}

/** What single data sets do otherwise under a protocol: `otherwise` is what holds for them under the others. */
export function datasetDeviations() {
  const names = readdirSync(new URL("datasets/", configs)).filter((name) => name.endsWith(".yaml"));
  const paper = choicesOf("paper");
  return names.sort().flatMap((name) => {
    const document = parse(`datasets/${name}`);
    const protocols = document.get("protocols");
    if (!isMap(protocols)) return [];
    return protocols.items.flatMap(({ key, value: map }) => {
      let source = commentOf(map.commentBefore);
      return map.items.map(({ key: path, value }) => {
        // A comment above a line holds for the lines below it as well.
        source = commentOf(path.commentBefore) || source;
        const own = document.getIn(path.value.split("."));
        const otherwise = own === undefined ? (paper.get(path.value)?.value ?? "absent") : shown(own);
        const dataset = name.replace(".yaml", "");
        const comment = commentOf(value.comment) || source;
        return { dataset, protocol: key.value, path: path.value, otherwise, value: shown(value), source: comment };
      });
    });
  });
}

/** Every choice that protocols leave to the default of its schema, with the reason for that default. */
export function defaults() {
  const { properties } = JSON.parse(readFileSync(new URL("protocol.schema.json", configs), "utf8"));
  return Object.entries(properties)
    .filter(([, choice]) => "default" in choice)
    .map(([path, { default: value, description, $comment }]) => {
      return { path, value: shown(value), meaning: description, reason: $comment };
    });
}

/** The section of docs/protocols.md: how many choices differ, and the foremost. Throws an Error where one of those no longer differs. */
export function deviationSummary() {
  const all = deviations();
  const differing = (i) => all.filter(({ choices }) => choices[i].value !== choices[0].value).length;
  const rows = foremost.map((path) => {
    const found = all.find((each) => each.path === path);
    if (!found) throw new Error(`scripts/deviations.js: ${path} is the same under every protocol`);
    return rowOf(found);
  });
  const count = choicesOf("paper").size;
  return [
    `Of ${count} choices a protocol makes, \`released\` makes ${differing(1)} otherwise than \`paper\`, and \`corrected\` ` +
      `${differing(2)}. Those that matter most (T and O are files of the release):`,
    tableOf(rows),
    "[deviations.md](deviations.md) lists them all, and what single data sets do otherwise: german's label under `released`.",
  ].join("\n\n");
}

/** The whole of docs/deviations.md. */
export function deviationPage() {
  const sections = grouped(deviations());
  return `${[
    "# Deviations",
    "Written by `npm run readme` from [configs/protocols](../configs/protocols) and [configs/datasets](../configs/datasets). A " +
      "value that differs from `paper` is bold; “silent” means that the paper does not say.",
    `\`released\`: ${headOf("released")} R = run\\_main.py.`,
    ...[...sections].flatMap(([section, rows]) => [`## ${section}`, tableOf(rows.map(rowOf))]),
    "## The same everywhere",
    "What neither the paper nor the release says, protocols do not say either: each of these is the default of its schema. " +
      "`--set`, a data set's file and a protocol of one's own may choose otherwise.",
    "| choice | default | what it is | why this |\n| :-- | :-- | :-- | :-- |\n" +
      defaults()
        .map(({ path, value, meaning, reason }) => line([code(path), code(value), escaped(meaning), escaped(reason)]))
        .join("\n"),
    "## Single data sets",
    "| data set | choice | otherwise | protocol | value | source |\n| :-- | :-- | :-- | :-- | :-- | :-- |\n" +
      datasetDeviations()
        .map(({ dataset, path, otherwise, protocol, value, source }) =>
          line([dataset, code(path), code(otherwise), code(protocol), `**${code(value)}**`, escaped(source)]),
        )
        .join("\n"),
    "What bail's copies did, measured under `corrected` (Table 1, λ 0.8, three splits, with them → without): 7,911 → 3,785 rows, " +
      "ROC AUC .707 ± .016 → .650 ± .006, F1 .718 ± .045 → .684 ± .018, the proven ceiling of recourse .922 ± .025 → .896 ± .029; " +
      "at λ 0 the ceiling .308 ± .016 → .250 ± .063. The network had seen its test people. `--set source.duplicates=keep` brings " +
      "the copies back, with the caveat in the guarantee.",
  ].join("\n\n")}\n`;
}

function parse(path) {
  const document = parseDocument(readFileSync(new URL(path, configs), "utf8"));
  const [error] = document.errors;
  if (error) throw new Error(`configs/${path}: ${error.message}`);
  return document;
}

/** The choices of a protocol by dotted path: value, comment, and the heading they stand under. */
function choicesOf(protocol) {
  const choices = new Map();
  let section = "";
  for (const { key, value } of parse(`protocols/${protocol}.yaml`).contents.items) {
    if (key.value === "description") continue;
    section = commentOf(key.commentBefore) || section;
    choices.set(key.value, { value: shown(value), source: commentOf(value.comment), section });
  }
  return choices;
}

/** What stands at the top of a protocol's file. */
function headOf(protocol) {
  const [{ key }] = parse(`protocols/${protocol}.yaml`).contents.items;
  return escaped(commentOf(key.commentBefore));
}

function commentOf(comment) {
  return (comment ?? "").replace(/\s+/g, " ").trim();
}

/** A value as one line of YAML would have it; of a mapping the first entry. */
function shown(node) {
  const value = isNode(node) ? node.toJSON() : node;
  if (Array.isArray(value)) return `[${value.join(", ")}]`;
  if (value === null || typeof value !== "object") return String(value);
  const [[name, first], ...rest] = Object.entries(value);
  return `{ ${name}: ${first}${rest.length > 0 ? ", …" : ""} }`;
}

const head = `| choice | ${protocolNames.map(code).join(" | ")} | source |\n| :-- | :-- | :-- | :-- | :-- |`;

function tableOf(rows) {
  return [head, ...rows].join("\n");
}

function rowOf({ path, choices }) {
  const [{ value: first }] = choices;
  const values = choices.map(({ value }) => (value === first ? code(value) : `**${code(value)}**`));
  const sources = choices
    .map(({ value, source }, i) => ({ name: protocolNames[i], source, own: i === 0 || value !== first }))
    .filter(({ own }) => own)
    .map(({ name, source }) => `${name}: ${escaped(source)}`);
  return line([code(path), ...values, sources.join("<br>")]);
}

function line(cells) {
  return `| ${cells.join(" | ")} |`;
}

function code(text) {
  return `\`${text}\``;
}

/** Text as Markdown's table cells show it. */
function escaped(text) {
  return text.replace(/[|*_<>]/g, "\\$&");
}

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.section, [...(groups.get(row.section) ?? []), row]);
  return groups;
}
