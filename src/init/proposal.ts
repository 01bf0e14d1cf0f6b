/** The YAML of a data set as proposed from its CSV: every choice with the reason for it as a comment. */
import type { Node, Pair, Scalar } from "yaml";
import { PROPOSED_PROTOCOL } from "../config/resolve.ts";
import { shown } from "./inference.ts";
import type { DatasetPlan, PlannedColumn } from "./planned.ts";
import type { TableProfile } from "./profile.ts";
import { actionPairs } from "./proposal/action.ts";
import {
  featureNameOf,
  featureOf,
  isIndicator,
  largest,
  reasonOf,
  shareText,
  sorted,
  valuesOf,
} from "./proposal/feature.ts";
import { mapOf, pairOf, partOf, yamlOf } from "./proposal/yaml.ts";
import { testRows, trainingOf } from "./size.ts";
import { namesPeople } from "./warnings.ts";

/** What names the file and the data set. */
export interface Naming {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** The favourable outcome in words. */
  readonly meaning: string;
  readonly sensitive: string | null;
}

/** The text of configs/datasets/<name>.yaml. */
export function proposalText(table: TableProfile, plan: DatasetPlan, naming: Naming): string {
  const { name, file, sha256, bytes, meaning, sensitive } = naming;
  const features = plan.columns.filter(({ role }) => role === "feature");
  const leftOut = plan.columns.filter(({ role }) => role === "left out");
  const label = plan.columns.find(({ role }) => role === "label") as PlannedColumn;
  const training = trainingOf(plan.rows);
  const source = [
    pairOf("file", file),
    pairOf("sha256", sha256, "the results hold for these bytes alone"),
    pairOf("bytes", bytes),
    pairOf("licence", "not stated", "whose data these are, and what may be done with them"),
    pairOf("citation", "not stated", "whom to cite for them"),
    ...(table.delimiter === "," ? [] : [pairOf("delimiter", table.delimiter)]),
    ...(plan.missing.length === 0 ? [] : [pairOf("missing", plan.missing, gapsOf(table, plan.missing))]),
    ...duplicatesOf(table, plan),
  ];
  const missingWords = [
    "missing: mean, mode: filled from the rows the scale is fitted on; indicator: and a 0/1 column says where.",
    "missing: drop: the record is left out. Without it a missing cell is an error.",
    ...(plan.columns.some(({ codes }) => codes.length > 0)
      ? ["codes: cells of this column that mean: not known. indicator: each: a 0/1 column for each of them."]
      : []),
  ];
  const leftOutWords = leftOut.map(({ profile, kind, reason, leak }) => {
    const why = leak === null ? `${kind}, ${reason}` : `leak: ${leak}`;
    return `  ${profile.name}: ${why}`;
  });
  const labelled = [
    pairOf("column", label.profile.name),
    pairOf("favourable", valuesOf(plan.favourable, label), countsOf(plan.favourable, label)),
    pairOf("unfavourable", valuesOf(plan.unfavourable, label), countsOf(plan.unfavourable, label)),
    pairOf("meaning", meaning),
    ...(label.profile.missing === 0
      ? []
      : [pairOf("missing", "drop", `${shown(label.profile.missing)} records have no label`)]),
  ];
  const people = plan.columns
    .filter(namesPeople)
    .flatMap(({ profile }) => [
      `where these are people, all rows of one stay in one part: ${shown(profile.values.size)} in ${shown(profile.known)} rows`,
      yamlOf([pairOf("by", profile.name)]).trimEnd(),
    ]);
  return yamlOf(
    [
      pairOf("name", name),
      pairOf("title", titleOf(name)),
      pairOf("protocol", PROPOSED_PROTOCOL, "calibration rows that nothing else has seen, as the guarantee needs them"),
      partOf("source", mapOf(source)),
      partOf(
        "features",
        mapOf(
          features.map((column) =>
            pairOf(featureNameOf(column, sensitive), featureOf(column, sensitive), reasonOf(column, table)),
          ),
          leftOut.length === 0 ? [] : ["Left out:", ...leftOutWords],
        ),
        missingWords,
      ),
      partOf("label", mapOf(labelled)),
      ...sensitiveOf(plan, sensitive),
      partOf("actions", mapOf([pairOf("features", mapOf(actionPairs(plan, sensitive)))]), [
        "What a person can change. The bounds are the range of the file: nobody is sent where nobody was.",
      ]),
      partOf(
        "settings",
        mapOf([pairOf("actions.integral", true, "a proposed action is integral: whole steps, one category")]),
      ),
      partOf("training", mapOf([pairOf("epochs", training.epochs, training.reason), pairOf("batch", training.batch)])),
      partOf(
        "split",
        mapOf(
          [
            pairOf(
              "test",
              testRows(plan.rows),
              `a tenth of the ${shown(plan.rows)} rows, at most 500: as in the paper`,
            ),
          ],
          people,
        ),
      ),
    ],
    [
      `Proposed by \`recourse init\` from ${shown(table.rows)} records. Read each line, correct what the file cannot know.`,
    ],
  );
}

/** Where every record has a name of its own, equal records are one record; else they may be people who are alike. */
function duplicatesOf({ repeated, rows }: TableProfile, { columns }: DatasetPlan): Pair<Scalar, Node>[] {
  if (repeated === 0) return [];
  const named = columns.some(({ kind, profile }) => kind === "identifier" && profile.known > 0);
  const why = `${shown(repeated)} of ${shown(rows)} records are whole copies of an earlier one`;
  return named
    ? [pairOf("duplicates", "drop", why)]
    : [pairOf("duplicates", "keep", `${why}; drop, unless they are different people who are alike`)];
}

function sensitiveOf({ columns }: DatasetPlan, sensitive: string | null): Pair<Scalar, Node>[] {
  const column = columns.find(({ profile }) => profile.name === sensitive);
  if (column === undefined) return [];
  const majority = largest(column);
  const others = sorted(column).filter((value) => value !== majority);
  const minority = others.length === 1 ? others[0] : `not ${majority}`;
  const feature = featureNameOf(column, sensitive);
  const indicator = isIndicator(column) ? feature : `${feature}_${majority}`;
  return [partOf("sensitive", { feature: indicator, majority, minority })];
}

function gapsOf({ columns }: TableProfile, missing: readonly string[]): string {
  return missing
    .map((cell) => {
      const times = columns.reduce((sum, { gaps }) => sum + (gaps.get(cell) ?? 0), 0);
      return `${shown(times)} ${cell === "" ? "empty" : JSON.stringify(cell)}`;
    })
    .join(", ");
}

function countsOf(values: readonly string[], { profile }: PlannedColumn): string {
  const times = values.reduce((sum, value) => sum + (profile.values.get(value) ?? 0), 0);
  return `${shown(times)} records (${shareText(times / profile.known)})`;
}

/** "loan-applications" → "Loan applications". */
function titleOf(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
