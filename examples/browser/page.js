// @ts-check
/**
 * The page: reads the bundle that `?bundle=` names (`bundle/` unless given), checks its files, makes a form of its features
 * and shows what the network says of the person in it. Features may be given in the address too: `?bundle=model/&age=40`.
 */
import { beyondTraining, fieldsOf, rowOf } from "./person.js";
import { sealedText } from "./seal.js";

const { tf } = /** @type {any} */ (globalThis);
const query = new URLSearchParams(location.search);

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

show().catch((/** @type {Error} */ error) => {
  const problem = element("problem");
  problem.textContent = `${error.message}. Name a folder that “recourse calibrate --save” has written: ?bundle=model/`;
  problem.hidden = false;
  element("data").textContent = "No bundle";
});

async function show() {
  const folder = new URL((query.get("bundle") ?? "bundle").replace(/\/?$/, "/"), location.href);
  if (!tf?.loadLayersModel) throw new Error("TensorFlow.js could not be loaded");
  const bundle = await (await read(folder, "bundle.json")).json();
  if (bundle.format !== "recourse-bundle") throw new Error(`${folder.pathname}bundle.json is not a bundle`);
  if (bundle.hash !== undefined) await check(`${folder.pathname}bundle.json`, sealedText(bundle), bundle.hash);
  for (const name of ["model.json", "weights.bin"]) {
    await check(`${folder.pathname}${name}`, await (await read(folder, name)).arrayBuffer(), bundle.files[name]);
  }
  await tf.setBackend("cpu");
  const network = await tf.loadLayersModel(new URL("model.json", folder).href);

  describe(bundle);
  const fields = fieldsOf(bundle.preprocessing);
  element("features").append(...fields.map((field) => controlOf(field, bundle)));
  const update = () => {
    const form = /** @type {HTMLFormElement} */ (element("person"));
    const x = rowOf(bundle.preprocessing, fields, (name) => textOf(form, name));
    const score = x === null ? null : tf.tidy(() => network.predict(tf.tensor2d(x, [1, x.length])).dataSync()[0]);
    decide(score, bundle.theta0);
    const beyond = x === null ? [] : beyondTraining(bundle.preprocessing, x);
    element("beyond").textContent =
      beyond.length > 0 ? `${beyond.join("; ")}: the model was not trained on such values.` : "";
  };
  element("person").addEventListener("input", update);
  element("person").addEventListener("submit", (event) => event.preventDefault());
  element("content").hidden = false;
  update();
}

/**
 * @param {URL} folder
 * @param {string} name
 */
async function read(folder, name) {
  const response = await fetch(new URL(name, folder));
  if (!response.ok) throw new Error(`${folder.pathname}${name} cannot be read (${response.status})`);
  return response;
}

/**
 * Compares what was read with the SHA-256 in bundle.json; browsers offer that on localhost and over https alone.
 *
 * @param {string} path
 * @param {ArrayBuffer | string} content
 * @param {unknown} hash
 */
async function check(path, content, hash) {
  if (!globalThis.crypto?.subtle) return;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== hash) throw new Error(`${path} is damaged or was changed: its SHA-256 is not the one in bundle.json`);
}

/** @param {any} bundle */
function describe({ dataset, protocol, label, promise, theta0, provenance }) {
  document.title = `${dataset.title}: one person’s score`;
  element("data").textContent = dataset.title;
  element("outcome").textContent = `Accepted means a score of at least θ₀. The outcome predicted: ${label.meaning}.`;
  element("sentence").textContent = promise.sentence;
  element("caveats").append(
    ...promise.caveats.map((/** @type {string} */ caveat) =>
      Object.assign(document.createElement("li"), { textContent: caveat }),
    ),
  );
  Object.assign(element("theta0"), { textContent: theta0.toFixed(3), value: String(theta0) });
  element("mark").style.left = `${100 * theta0}%`;
  element("provenance").textContent =
    `${provenance.program} · protocol ${protocol} · λ ${provenance.lambda} · seed ${provenance.seed} · ` +
    `train ${provenance.train} · calibrate ${provenance.calibrate}`;
}

/**
 * A labelled control for one feature, with its unit and what Δ allows.
 *
 * @param {import("./person.js").Field} field
 * @param {any} bundle
 */
function controlOf({ name, feature, at, optional }, { preprocessing, actions }) {
  const { unit, mean, std, integer } = preprocessing.columns[at[0]];
  const row = Object.assign(document.createElement("div"), { className: "feature" });
  const label = Object.assign(document.createElement("label"), { htmlFor: `feature-${at[0]}`, textContent: name });
  if (unit && feature.kind !== "date")
    label.append(Object.assign(document.createElement("span"), { className: "unit", textContent: ` ${unit}` }));
  const [lower, upper] = [actions.lower[at[0]] * std, actions.upper[at[0]] * std];
  // Actions that have names say themselves what they change, and there are no bounds beside them.
  const named = (actions.candidates ?? []).flatMap((/** @type {any} */ { by, to }) => [...by, ...to]);
  const movable = at.some(
    (j) => actions.lower[j] < actions.upper[j] || named.some((/** @type {any} */ { column }) => column === j),
  );
  if (movable)
    label.append(" ", Object.assign(document.createElement("span"), { className: "can", textContent: "can change" }));

  const given = query.get(name);
  const control =
    feature.values && feature.kind !== "indicator"
      ? select(feature.values, optional)
      : input(feature, integer, optional);
  control.id = `feature-${at[0]}`;
  control.name = name;
  if (control instanceof HTMLInputElement && control.type === "checkbox") {
    control.checked = given === "1";
  } else {
    control.value = given ?? startOf(feature, integer ? Math.round(mean) : Number(mean.toPrecision(3)), control.value);
  }
  row.append(label, control);
  if (movable && named.length === 0 && at.length === 1 && feature.kind !== "ordinal") {
    const hint = Object.assign(document.createElement("span"), { className: "hint", id: `hint-${at[0]}` });
    hint.textContent = `${moves(-lower, upper, integer ? whole : number)}${unit ? ` ${unit}` : ""}`;
    control.setAttribute("aria-describedby", hint.id);
    row.append(hint);
  }
  return row;
}

/**
 * "down by at most 9 or up by at most 12", in raw units.
 *
 * @param {number} down
 * @param {number} up
 * @param {Intl.NumberFormat} format
 */
function moves(down, up, format) {
  const by = `by at most ${format.format(up > 0 ? up : down)}`;
  if (!(down > 0 && up > 0)) return `${up > 0 ? "up" : "down"} ${by}`;
  return format.format(down) === format.format(up)
    ? `down or up ${by}`
    : `down by at most ${format.format(down)} or up ${by}`;
}

/**
 * What a field holds at first: the mean of a number or date, the first of a list.
 *
 * @param {import("./person.js").Feature} feature
 * @param {number} mean
 * @param {string} first
 */
function startOf({ kind, since = "", count, values }, mean, first) {
  if (values) return first;
  if (kind !== "date") return String(mean);
  const days = count === "years" ? mean * 365.25 : mean;
  return new Date(Date.parse(since) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * @param {readonly (string | number)[]} values
 * @param {boolean} optional
 */
function select(values, optional) {
  const control = document.createElement("select");
  control.append(
    ...values.map((value) => new Option(String(value))),
    ...(optional ? [new Option("not known", "")] : []),
  );
  return control;
}

/**
 * @param {import("./person.js").Feature} feature
 * @param {boolean} integer
 * @param {boolean} optional
 */
function input({ kind }, integer, optional) {
  const type = kind === "indicator" ? "checkbox" : kind === "date" ? "date" : "number";
  const control = Object.assign(document.createElement("input"), { type, required: !optional && type !== "checkbox" });
  if (type === "number") control.step = integer ? "1" : "any";
  return control;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function textOf(form, name) {
  const control = /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));
  if (control instanceof HTMLInputElement && control.type === "checkbox") return control.checked ? "1" : "0";
  return control.value;
}

/**
 * @param {number | null} score
 * @param {number} theta0
 */
function decide(score, theta0) {
  const decision = element("decision");
  const accepted = score !== null && score >= theta0;
  decision.textContent = score === null ? "Fill in every field" : accepted ? "✓ Accepted" : "✕ Turned down";
  decision.className = `decision ${score === null ? "" : accepted ? "yes" : "no"}`;
  Object.assign(element("score"), { textContent: score === null ? "–" : score.toFixed(3), value: String(score ?? "") });
  element("filled").style.width = `${100 * (score ?? 0)}%`;
}
