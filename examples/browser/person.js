// @ts-check
/**
 * From a bundle's preprocessing to fields a person fills in, and from the fields to a row of X: what the program does with a
 * CSV, done for one person. No part of the page and no TensorFlow: it runs in a browser and in Node alike.
 *
 * @typedef {import("./person.js").Column} Column
 * @typedef {import("./person.js").Feature} Feature
 * @typedef {import("./person.js").Field} Field
 */

/**
 * One field for every feature, in the order of the columns.
 *
 * @param {{ readonly features: Readonly<Record<string, Feature>>, readonly columns: readonly Column[] }} preprocessing
 * @returns {Field[]}
 */
export function fieldsOf({ features, columns }) {
  return Object.entries(features).map(([name, feature]) => {
    const at = [...columns.keys()].filter((j) => columns[j].feature === name && columns[j].name !== `${name}_missing`);
    return { name, feature, at, optional: columns[at[0]].fill !== null };
  });
}

/**
 * The row of X that these texts make: x = (raw − mean) / std in every column. An empty text is a missing cell, filled as the
 * bundle says. Null where a text is no value of its field.
 *
 * @param {{ readonly columns: readonly Column[] }} preprocessing
 * @param {readonly Field[]} fields
 * @param {(name: string) => string} textOf
 * @returns {Float32Array | null}
 */
export function rowOf({ columns }, fields, textOf) {
  const raw = columns.map(() => 0);
  for (const { name, feature, at, optional } of fields) {
    const text = textOf(name).trim();
    const flag = columns.findIndex((column) => column.name === `${name}_missing`);
    if (text === "" && optional) {
      for (const j of at) raw[j] = columns[j].fill ?? columns[j].mean;
      if (flag >= 0) raw[flag] = 1;
      continue;
    }
    const values = rawOf(feature, text);
    if (text === "" || !values.every(Number.isFinite)) return null;
    at.forEach((j, k) => {
      raw[j] = values[k];
    });
  }
  return Float32Array.from(columns, ({ mean, std }, j) => (raw[j] - mean) / std);
}

/**
 * The numbers that lie outside the values of the training rows, one clause each: a score there is a guess.
 *
 * @param {{ readonly columns: readonly Column[] }} preprocessing
 * @param {Float32Array} x
 */
export function beyondTraining({ columns }, x) {
  return columns.flatMap(({ name, kind, mean, std, least, greatest }, j) => {
    const outside = x[j] < (least - mean) / std - 1e-5 || x[j] > (greatest - mean) / std + 1e-5;
    return kind === "continuous" && outside ? [`${name} lies outside ${least} … ${greatest}`] : [];
  });
}

/**
 * Raw values of a feature's columns: one number, or 1 for the chosen category and 0 for the others.
 *
 * @param {Feature} feature
 * @param {string} text
 */
function rawOf({ kind, values = [], since = "", count }, text) {
  const chosen = values.findIndex((value) => String(value) === text);
  if (kind === "oneHot") return chosen < 0 ? [Number.NaN] : values.map((_, k) => Number(k === chosen));
  if (kind === "ordinal") return [chosen < 0 ? Number.NaN : chosen];
  if (kind === "date") {
    const days = Math.floor((Date.parse(text) - Date.parse(since)) / 86_400_000);
    return [count === "years" ? days / 365.25 : days];
  }
  return [Number(text)];
}
