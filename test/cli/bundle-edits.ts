/** Edits of bundle.json, one wrong thing each, and what is said of it where all hashes were written anew. */

// biome-ignore lint/suspicious/noExplicitAny: what is edited is any JSON.
export type Loose = any;
export type Edit = (bundle: Loose) => void;

const at = (bundle: Loose, name: string): number =>
  bundle.preprocessing.columns.findIndex((column: Loose) => column.name === name);
const swap = (list: Loose[], i: number, j: number) => {
  [list[i], list[j]] = [list[j], list[i]];
};
const reordered = (record: Loose, first: string) => ({ [first]: record[first], ...record });
const without =
  (name: string): Edit =>
  (bundle) =>
    delete bundle[name];

/** One edit each, and what is said where all hashes were written anew. */
export const edits: [string, Edit, RegExp][] = [
  ...[
    "format",
    "version",
    "dataset",
    "protocol",
    "preprocessing",
    "label",
    "actions",
    "network",
    "theta0",
    "recourse",
  ].map((name): [string, Edit, RegExp] => [`without ${name}`, without(name), new RegExp(`used: ${name}: `)]),
  ["without promise", without("promise"), /promise: /],
  ["without provenance", without("provenance"), /provenance: /],
  ["another format", (b) => (b.format = "other"), /format: /],
  ["version 4", (b) => (b.version = 4), /version: expected the version to be 2 or 3/],
  ["version 2", (b) => (b.version = 2), /it was changed since it was saved/],
  ["a member more", (b) => (b.theta1 = 1), /Unrecognized key/],
  ["θ₀ null", (b) => (b.theta0 = null), /theta0: /],
  ["θ₀ a text", (b) => (b.theta0 = "0.5"), /theta0: .*expected number/],
  ["θ₀ 2", (b) => (b.theta0 = 2), /theta0: /],
  ["θ₀ raised above its bound", (b) => (b.theta0 = b.promise.theta0Bound + 1e-3), /promise.caveats: .* its bound/],
  ["θ₀ lowered", (b) => (b.theta0 -= 0.01), /promise.sentence: /],
  ["the bound lowered", (b) => (b.promise.theta0Bound = b.theta0 / 2), /promise.caveats: /],
  ["ε edited", (b) => (b.promise.epsilon = 0.01), /promise.k: .* prove ε = 0.01/],
  ["α edited", (b) => (b.promise.alpha = 1e-6), /promise.k: /],
  ["ε of 0", (b) => (b.promise.epsilon = 0), /promise.epsilon: /],
  ["n raised", (b) => (b.promise.n += 1000), /promise.k: /],
  ["n beyond all files", (b) => (b.promise.n = 1e12), /promise.n: /],
  ["k lowered", (b) => (b.promise.k -= 1), /promise.k: /],
  ["k a fraction", (b) => (b.promise.k += 0.5), /promise.k: .*int/],
  [
    "the sentence edited",
    (b) => (b.promise.sentence = b.promise.sentence.replace("95 %", "99 %")),
    /promise.sentence: /,
  ],
  ["a caveat deleted", (b) => b.promise.caveats.shift(), /promise.sentence: /],
  ["a caveat of another's", (b) => b.promise.caveats.push("All is well."), /promise.caveats.\d: is no caveat/],
  ["a caveat twice", (b) => b.promise.caveats.push(b.promise.caveats[0]), /promise.caveats: one is there twice/],
  ["another method", (b) => (b.promise.method.name = "mine"), /promise.sentence: /],
  ["a method that needs an aim", (b) => (b.promise.method.name = "gradient"), /promise.method.aim: gradient needs/],
  ["a method aimed at a score", (b) => (b.promise.method.aim = 0.5), /promise.method.aim: adversarial is aimed/],
  ["another guarantee score", (b) => (b.promise.score = b.promise.score === "best" ? "proposed" : "best"), /sentence/],
  [
    "features in another order",
    (b) => (b.preprocessing.features = reordered(b.preprocessing.features, "rate")),
    /preprocessing.columns: name of rate is "age"/,
  ],
  [
    "columns in another order",
    (b) => swap(b.preprocessing.columns, 0, 1),
    /preprocessing.columns: name of age is "income"/,
  ],
  ["a column deleted", (b) => b.preprocessing.columns.pop(), /the features make \d+ columns/],
  ["no columns", (b) => (b.preprocessing.columns = []), /the features make \d+ columns, not 0/],
  ["a feature deleted", (b) => delete b.preprocessing.features.age, /the features make \d+ columns/],
  ["a feature of another kind", (b) => (b.preprocessing.features.age.kind = "date"), /preprocessing.features.age/],
  [
    "a category renamed",
    (b) => (b.preprocessing.features.housing.values[0] = "squat"),
    /columns: name of housing_squat/,
  ],
  [
    "a category's column exchanged",
    (b) => swap(b.preprocessing.columns, at(b, "housing_rent"), at(b, "housing_own")),
    /name of/,
  ],
  ["a standard deviation of 0", (b) => (b.preprocessing.columns[0].std = 0), /columns.0.std: /],
  ["a mean of null", (b) => (b.preprocessing.columns[0].mean = null), /columns.0.mean: /],
  ["an indicator standardised", (b) => (b.preprocessing.columns[at(b, "late")].mean = 0.2), /late is 0 or 1/],
  ["an indicator beyond 1", (b) => (b.preprocessing.columns[at(b, "late")].greatest = 7), /late has values besides/],
  ["a range turned round", (b) => (b.preprocessing.columns[0].least = 1e6), /age ranges from 1000000/],
  ["a fill edited", (b) => (b.preprocessing.columns[at(b, "savings")].fill += 1), /savings is filled with/],
  ["a fill where none is", (b) => (b.preprocessing.columns[0].fill = 3), /age is filled with 3/],
  ["a whole number no more", (b) => (b.preprocessing.columns[0].integer = false), /integer of age is false/],
  ["another unit", (b) => (b.preprocessing.columns[at(b, "income")].unit = "cents"), /unit of income is "cents"/],
  ["Δ of an immutable feature opened", (b) => (b.actions.lower[0] = -1), /actions.actionable: Δ moves age, /],
  [
    "… and said to be",
    (b) => {
      b.actions.upper[at(b, "phone")] = 1;
      b.actions.actionable.push("phone");
    },
    /actions: phone is 0 or 1, and would move by itself/,
  ],
  [
    "a feature opened that may be missing",
    (b) => (b.actions.upper[at(b, "arrival")] = 1),
    /arrival would move, and still be said/,
  ],
  ["an actionable feature closed", (b) => (b.actions.upper[at(b, "income")] = 0), /actions.actionable: /],
  ["an actionable feature not named", (b) => b.actions.actionable.pop(), /actions.actionable: /],
  ["δ forced", (b) => (b.actions.lower[0] = 1), /actions: .*force a change/],
  ["a bound of null", (b) => (b.actions.lower[0] = null), /actions.lower.0: /],
  ["a bound too few", (b) => b.actions.lower.pop(), /actions: invalid/],
  [
    "bounds of all cut short",
    (b) => {
      for (const name of ["lower", "upper", "least", "greatest", "steps", "weights"]) b.actions[name].pop();
    },
    /actions: /,
  ],
  ["bounds of x + δ turned round", (b) => (b.actions.least[at(b, "income")] = 99), /actions: .*no value lies between/],
  ["a constraint that 0 violates", (b) => (b.actions.rows.b[0] = -1), /actions: constraint 0/],
  ["a constraint too short", (b) => b.actions.rows.A[0].pop(), /actions: invalid constraint/],
  ["a constant too many", (b) => b.actions.rows.b.push(1), /actions: invalid constraints/],
  ["a group of another column", (b) => (b.actions.groups[0][0] = 0), /actions: invalid group/],
  ["a group without one", (b) => b.actions.groups[0].pop(), /are not the categories of one feature/],
  ["a group out of range", (b) => (b.actions.groups[0][0] = 99), /actions: invalid group/],
  ["a rule out of range", (b) => (b.actions.rules[0].needs = [99]), /actions: invalid rule/],
  ["a step below 0", (b) => (b.actions.steps[at(b, "rate")] = -1), /actions: invalid step/],
  ["a cost of 0", (b) => (b.actions.weights[0] = 0), /actions: .*cost is 0/],
  ["an input more", (b) => (b.network.inputs += 1), /model.json: .* not the network/],
  ["a layer less", (b) => b.network.hidden.pop(), /model.json: .* not the network/],
  ["a layer of no width", (b) => (b.network.hidden = [0]), /network.hidden.0: /],
  ["another activation", (b) => (b.network.activation = "relu"), /model.json: .* not the network/],
  ["a label both ways", (b) => (b.label.unfavourable = b.label.favourable), /label.unfavourable: /],
  ["a key that is none", (b) => (b.provenance.train = "../../etc"), /provenance.train: /],
  ["data without a hash", (b) => (b.provenance.data = []), /provenance.data: /],
  ["no data", (b) => (b.provenance.data = null), /provenance.data: /],
  ["a file more", (b) => (b.files["notes.txt"] = "0".repeat(64)), /files: names model.json, networks.bin, notes.txt/],
  ["a share of 7 that has to keep an action", (b) => (b.recourse.lasting.share = 7), /recourse.lasting: /],
  ["retrained networks unsaid", without("retrained"), /files: names model.json, networks.bin, weights.bin, and not/],
  [
    "a counting network that chose",
    (b) => b.retrained.choosing.push(b.retrained.counting[0]),
    /retrained: the network \w+ is there twice/,
  ],
  ["none that counts", (b) => (b.retrained.counting = []), /retrained.counting: /],
  ["a retrained θ₀ of null", (b) => (b.retrained.counting[0].theta0 = null), /retrained.counting.0.theta0: /],
  [
    "a retrained network more",
    (b) => b.retrained.choosing.push({ ...b.retrained.choosing[0], train: "0".repeat(12) }),
    /networks.bin: .*it holds \d+ bytes for/,
  ],
  ["settings that are no JSON object", (b) => (b.recourse = 3), /recourse: /],
];
