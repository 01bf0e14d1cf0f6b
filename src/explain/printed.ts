/**
 * Numbers as short as the decision allows: what is printed leads, typed in again, to the decision it is printed with. A
 * value keeps three decimals or as many more as it takes, found by scoring the shortened values as a person's own input.
 */
import type { Candidate } from "../actions/action-set.ts";
import { namedAction } from "../actions/enumeration.ts";
import { type ActionSet, contains } from "../actions/set.ts";
import type { Bundle } from "../bundle/schema.ts";
import { decimalsOf, minus, plus, rawDecimal, rounded } from "../core/decimals.ts";
import { writtenCells } from "../data/written.ts";
import { afterOf, rawStep, standardisedRow } from "./after.ts";
import type { Kept } from "./lasting.ts";
import type { Person } from "./person.ts";
import { type Change, cellValue, changesOf, placesOf, sentenceOf } from "./words.ts";

type Preprocessing = Bundle["preprocessing"];

/** An action of Δ by somebody, as it is printed. */
export interface Printed {
  /** What the action is called; absent where actions have no names. */
  readonly name?: string;
  readonly changes: readonly Change[];
  readonly words: readonly string[];
  /** The cells of the person that differ after the action, by column. */
  readonly cells: Readonly<Record<string, number | string>>;
  /** g of the person with these cells, and whether that is θ₀ or more. */
  readonly score: number;
  readonly accepted: boolean;
  /** Σ weight · |change|, in standard deviations where features weigh the same. */
  readonly cost: number;
  /** In how many networks trained again it holds, as printed; absent where there are none. */
  readonly kept?: Kept | undefined;
}

/** What is printed of a person and of actions of theirs. */
export interface PrintedPerson {
  /** Decimals that the person's own numbers keep; infinite: all. */
  readonly decimals: number;
  /** One for each action asked for; null where δ is 0. */
  readonly actions: readonly (Printed | null)[];
}

/** δ, [d] in standard deviations, and the Δ it was found in. */
export interface Action {
  readonly delta: Float32Array;
  readonly actions: ActionSet;
}

/** g and f of rows of X, what an action costs, and how it lasts. */
export interface Decide {
  score(rows: readonly Float32Array[]): Float32Array;
  accepts(score: number): boolean;
  cost(delta: Float32Array): number;
  /** Which named actions are open to a row of X; none where actions have no names. */
  open(row: Float32Array): readonly number[];
  /** In how many networks trained again a row of X is accepted; undefined where there are none. */
  kept(row: Float32Array): Kept | undefined;
}

/** Decimals that are tried in turn, the last being all that a number has. */
const DECIMALS = [3, 4, 5, 6, 8, 10, Number.POSITIVE_INFINITY];

/** Values of a person and an action, [d] in raw units, as they could be printed. */
interface Attempt {
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** to − from in decimals. */
  readonly change: Float64Array;
}

/** Prints people and their actions for one model. */
export class Printer {
  readonly #preprocessing: Preprocessing;
  readonly #features: ReadonlyMap<string, Preprocessing["features"][string]>;
  readonly #decide: Decide;
  /** [d] Whether a column's values may be shortened, and whether a change can be added to them. */
  readonly #shortens: readonly boolean[];
  readonly #adds: readonly boolean[];

  constructor(preprocessing: Preprocessing, decide: Decide) {
    this.#preprocessing = preprocessing;
    this.#features = new Map(Object.entries(preprocessing.features));
    this.#decide = decide;
    const shared = sharedColumns(this.#features);
    const numeric = ({ feature, kind }: Preprocessing["columns"][number]) =>
      kind === "continuous" && this.#features.get(feature)?.kind !== "date";
    this.#adds = preprocessing.columns.map(
      (column) => numeric(column) && this.#features.get(column.feature)?.kind !== "ordinal",
    );
    this.#shortens = preprocessing.columns.map((column) => numeric(column) && !shared.has(column.feature));
  }

  /**
   * The person and the actions in the fewest decimals with which all of these are decided alike: the person as printed; for
   * each action the values it leads to beside the person's own other values, and beside those as printed; each printed
   * change added to the person's own value, and to the printed one. A shortened value stays in Δ, and a change is seen to
   * be one; to the person as printed the same named actions are open.
   */
  print(person: Person, asked: readonly Action[]): PrintedPerson {
    for (const decimals of DECIMALS) {
      const actions = this.#allWith(decimals, person, asked);
      if (actions !== null) return { decimals, actions };
    }
    throw new Error("a person's own values, all digits kept, are not decided as the person is");
  }

  /** The actions beside own values of so many decimals; null where that would change a decision. */
  #allWith(decimals: number, person: Person, asked: readonly Action[]): (Printed | null)[] | null {
    const { raw, filled } = person;
    const { columns } = this.#preprocessing;
    const all = decimals === Number.POSITIVE_INFINITY;
    const short = all ? raw : raw.map((value, j) => (this.#shortens[j] ? rounded(value, decimals) : value));
    // A value that is not known is not typed in: it stays what it is read as.
    const own = short.map((value, j) => (filled.includes(columns[j].feature) ? raw[j] : value));
    if (!all && (this.#differs([own], this.#accepted(raw)) || this.#opensOthers(own, raw))) return null;
    const printed: (Printed | null)[] = [];
    for (const action of asked) {
      const one = action.delta.every((value) => value === 0) ? null : this.#action(action, person, short, own);
      if (one === undefined) return null;
      printed.push(one);
    }
    return printed;
  }

  /** The action in the fewest decimals; undefined where beside `own` it is decided otherwise. */
  #action(action: Action, person: Person, short: Float64Array, own: Float64Array): Printed | undefined {
    const { delta, actions } = action;
    const { raw } = person;
    const after = afterOf(this.#preprocessing, actions, raw)(delta);
    const named = namedAction(actions, standardisedRow(this.#preprocessing, raw), delta);
    const accepted = this.#accepted(after);
    for (const decimals of DECIMALS) {
      const attempt = this.#attempt(action, named, raw, after, short, decimals);
      const { to, change } = attempt;
      const beside = own.map((value, j) => (delta[j] === 0 ? value : to[j]));
      const added = (base: Float64Array) =>
        base.map((value, j) => (delta[j] === 0 ? value : this.#adds[j] ? plus(value, change[j]) : to[j]));
      const adds = !this.#differs([added(raw), added(own)], accepted);
      const shows = this.#shows(attempt, delta);
      if (decimals === Number.POSITIVE_INFINITY) {
        if (this.#differs([beside], accepted) || ((!shows || (named && !adds)) && short !== raw)) {
          return undefined;
        }
        return this.#printed(attempt, named, person, delta, adds);
      }
      if (!adds || !shows || this.#differs([to, beside], accepted)) continue;
      if (named !== null || this.#stays(action, raw, to)) return this.#printed(attempt, named, person, delta, true);
    }
    return undefined;
  }

  /**
   * With steps, `to` lies whole steps from `from`, so that both keep the decimals of the step. What a named action changes by, and a
   * value that it leads to, is told as it is.
   */
  #attempt(
    { delta, actions }: Action,
    named: Candidate | null,
    raw: Float64Array,
    after: Float64Array,
    short: Float64Array,
    decimals: number,
  ): Attempt {
    const from = raw.map((value, j) => (delta[j] === 0 ? value : short[j]));
    const to = after.map((value, j) => {
      const { integer, std } = this.#preprocessing.columns[j];
      if (delta[j] === 0 || !this.#shortens[j]) return value;
      if (named?.to.some(({ column }) => column === j)) return value;
      const change = named?.by.find(({ column }) => column === j);
      if (change !== undefined && !integer) return plus(short[j], rawDecimal(change.value * std));
      const step = rawStep(actions, std, j);
      if (step === 0 || integer || decimals === Number.POSITIVE_INFINITY) return rounded(value, decimals);
      return plus(rounded(raw[j], Math.max(decimals, decimalsOf(step))), minus(value, raw[j]));
    });
    return { from, to, change: to.map((value, j) => minus(value, from[j])) };
  }

  /** Whether a reader sees every change, and its direction. */
  #shows({ change }: Attempt, delta: Float32Array): boolean {
    return change.every((value, j) => !this.#shortens[j] || Math.sign(value) === Math.sign(delta[j]));
  }

  /** Whether the values lie in Δ, steps aside, as those they stand for do. */
  #stays({ delta, actions }: Action, raw: Float64Array, to: Float64Array): boolean {
    const x = standardisedRow(this.#preprocessing, raw);
    const relaxed = { ...actions, steps: new Float64Array(actions.dimension) };
    const shortened = standardisedRow(this.#preprocessing, to).map((value, j) => value - x[j]);
    return contains(relaxed, x, shortened) || !contains(relaxed, x, delta);
  }

  #printed(
    { from, to, change }: Attempt,
    named: Candidate | null,
    { cells: before, raw }: Person,
    delta: Float32Array,
    adds: boolean,
  ): Printed {
    const changes = changesOf(this.#preprocessing, from, to, (j) => (adds ? change[j] : null));
    const places = placesOf(this.#preprocessing);
    const cells = changes.flatMap(({ feature: name }) => {
      const feature = this.#features.get(name);
      const values = (places.get(name) ?? []).map((j) => to[j]);
      if (feature === undefined) return [];
      const written = [...writtenCells(name, feature, values, before)];
      return written.map(([column, cell]) => [column, cellValue(cell, feature.kind === "continuous")]);
    });
    const point = standardisedRow(this.#preprocessing, to);
    const [score] = this.#decide.score([point]);
    const kept = this.#decide.kept(point);
    const moved = delta.map((value, j) => (value === 0 ? 0 : (to[j] - raw[j]) / this.#preprocessing.columns[j].std));
    return {
      ...(named === null ? {} : { name: named.name }),
      changes,
      words: changes.map(sentenceOf),
      cells: Object.fromEntries(cells),
      score,
      accepted: this.#decide.accepts(score),
      cost: named?.cost ?? this.#decide.cost(moved),
      ...(kept === undefined ? {} : { kept }),
    };
  }

  /** Whether other actions are open to one than to the other. */
  #opensOthers(a: Float64Array, b: Float64Array): boolean {
    const [one, other] = [a, b].map((raw) => this.#decide.open(standardisedRow(this.#preprocessing, raw)).join());
    return one !== other;
  }

  #accepted(raw: Float64Array): boolean {
    const [score] = this.#decide.score([standardisedRow(this.#preprocessing, raw)]);
    return this.#decide.accepts(score);
  }

  /** Whether any of the people is not decided so. */
  #differs(people: readonly Float64Array[], accepted: boolean): boolean {
    const scores = this.#decide.score(people.map((raw) => standardisedRow(this.#preprocessing, raw)));
    return scores.some((score) => this.#decide.accepts(score) !== accepted);
  }
}

/** Features of which another reads the same column of the CSV. */
function sharedColumns(features: ReadonlyMap<string, Preprocessing["features"][string]>): ReadonlySet<string> {
  const readers = new Map<string, string[]>();
  for (const [name, feature] of features) {
    const columns = feature.kind === "daysBetween" ? [feature.from, feature.to] : [feature.column ?? name];
    for (const column of columns) readers.set(column, [...(readers.get(column) ?? []), name]);
  }
  return new Set([...readers.values()].filter((names) => names.length > 1).flat());
}
