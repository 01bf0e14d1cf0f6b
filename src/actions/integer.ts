/**
 * The flipset program: the cheapest combination of listed actions that flips a linear score (Ustun et al., 2019; the
 * "linear" method of §3.2). Solved by GLPK's branch and cut, or by enumeration while that is small.
 */
import { type Glpk, loadGlpk } from "./glpk.ts";
import { dot, type Solver } from "./linear.ts";
import { slackOf } from "./polytope.ts";
import type { ActionSet } from "./set.ts";

/**
 * What one person can do with one thing: a feature, or several columns that move as one (a one-hot group). Exactly one
 * option of every group is taken. Option 0 is to do nothing: all zeros, at cost 0.
 */
export interface ActionGroup {
  /** The m columns of δ that the options set. */
  readonly columns: readonly number[];
  /** [K, m] row-major: a_k, the change option k makes to each of `columns`, in standard deviations. */
  readonly changes: ArrayLike<number>;
  /** [K] c_k ≥ 0. */
  readonly costs: ArrayLike<number>;
}

/** min Σ costs subject to w·δ ≥ required, Aδ + b ≥ 0 and the rules, one option per group. */
export interface FlipsetProblem {
  /** [d] */
  readonly w: ArrayLike<number>;
  /** r = −s₀: how much the linear score must rise to reach 0. */
  readonly required: number;
  /** No column in two groups. */
  readonly groups: readonly ActionGroup[];
  /** Whether doing nothing is refused even to those whose linear score is high enough already. */
  readonly atLeastOneChange: boolean;
  /** Joint linear constraints, as in `ActionSet`; held to 1e-9. */
  readonly constraints?: ActionSet["constraints"] | undefined;
  /** As in `ActionSet`: a group changes when it takes another option than 0. */
  readonly rules?: ActionSet["rules"] | undefined;
}

export interface Flipset {
  /** [d] */
  readonly delta: Float64Array;
  readonly cost: number;
  /** Per group, the option taken. */
  readonly choice: readonly number[];
}

/** A problem of at most this many combinations is enumerated: two features on the percentile grid are 10⁴. */
const fewCombinations = 20_000;

/** Beyond this, enumeration would take minutes. */
const manyCombinations = 10_000_000;

/**
 * The cheapest flipset, or null when no combination of the listed actions flips the score: that is an answer. `auto`
 * enumerates small problems; `glpk` never does. GLPK's cost is minimal to a relative 1e-7, and what it proposes is
 * checked here exactly.
 */
export async function solveFlipset(problem: FlipsetProblem, solver: Solver = "auto"): Promise<Flipset | null> {
  if (solver === "auto" && combinations(problem) <= fewCombinations) return enumerateFlipset(problem);
  return branchAndCut(await loadGlpk(), prepared(problem));
}

/** The same by trying every combination, the first of the cheapest in lexicographic order. Exact; for small problems. */
export function enumerateFlipset(problem: FlipsetProblem): Flipset | null {
  if (combinations(problem) > manyCombinations)
    throw new RangeError(`invalid problem: over ${manyCombinations} choices`);
  const { groups } = problem;
  const gains = prepared(problem).gains;
  const choice: number[] = groups.map(() => 0);
  let best: Flipset | null = null;
  const descend = (g: number, cost: number, gain: number) => {
    if (best !== null && cost >= best.cost) return;
    if (g === groups.length) {
      if (gain >= problem.required) best = admitted(problem, choice, cost) ?? best;
      return;
    }
    for (let k = 0; k < gains[g].length; k++) {
      choice[g] = k;
      descend(g + 1, cost + groups[g].costs[k], gain + gains[g][k]);
    }
  };
  descend(0, 0, 0);
  return best;
}

function combinations({ groups }: FlipsetProblem): number {
  return groups.reduce((product, { costs }) => product * costs.length, 1);
}

/** The flipset of a choice that raises the score enough, or null when it changes nothing though it must, or violates a constraint. */
function admitted(problem: FlipsetProblem, choice: readonly number[], cost: number): Flipset | null {
  const { groups, constraints, atLeastOneChange, w } = problem;
  if (atLeastOneChange && choice.every((k) => k === 0)) return null;
  const changes = (g: number) => choice[g] > 0;
  if (groupRules(problem).some(({ needs, allows }) => allows.some(changes) && !needs.some(changes))) return null;
  const delta = new Float64Array(w.length);
  groups.forEach(({ columns, changes }, g) => {
    columns.forEach((j, m) => {
      delta[j] = changes[choice[g] * columns.length + m];
    });
  });
  if (constraints?.b.some((_, r) => !(slackOf(constraints, r, delta) >= -1e-9))) return null;
  return { delta, cost, choice: [...choice] };
}

/** The rules over groups rather than columns. */
function groupRules({ rules = [], groups }: FlipsetProblem): { needs: number[]; allows: number[] }[] {
  const groupsWith = (columns: readonly number[]) =>
    groups.flatMap((group, g) => (group.columns.some((j) => columns.includes(j)) ? [g] : []));
  return rules.map(({ needs, allows }) => ({ needs: groupsWith(needs), allows: groupsWith(allows) }));
}

interface Prepared extends FlipsetProblem {
  /** Per group and option, w·a_k. */
  readonly gains: readonly Float64Array[];
}

function prepared(problem: FlipsetProblem): Prepared {
  const { w, required, groups } = problem;
  if (!Number.isFinite(required)) throw new RangeError(`invalid required improvement: ${required}`);
  const taken = new Set<number>();
  const gains = groups.map(({ columns, changes, costs }, g) => {
    const m = columns.length;
    if (costs.length === 0) throw new RangeError(`invalid group ${g}: no option, not even to do nothing`);
    if (changes.length !== costs.length * m) throw new RangeError(`invalid group ${g}: ${changes.length} changes`);
    for (const j of columns) {
      if (taken.has(j) || !(j >= 0 && j < w.length)) throw new RangeError(`invalid group ${g}: column ${j}`);
      taken.add(j);
    }
    return Float64Array.from(costs, (cost, k) => {
      const change = Array.from({ length: m }, (_, i) => changes[k * m + i]);
      const gain = dot(
        columns.map((j) => w[j]),
        change,
      );
      if (!(cost >= 0 && cost < Infinity && Number.isFinite(gain))) {
        throw new RangeError(`invalid group ${g}: option ${k} costs ${cost} and gains ${gain}`);
      }
      if (k === 0 && (cost !== 0 || change.some((a) => a !== 0))) {
        throw new RangeError(`invalid group ${g}: option 0 must be to do nothing`);
      }
      return gain;
    });
  });
  return { ...problem, gains };
}

/**
 * One binary u per option but "nothing", which is what is taken when every u of a group is 0. GLPK's answer holds to
 * 1e-7 (a constraint) and 1e-5 (an integer); a choice that misses the exact conditions is cut off, and GLPK asked again.
 */
function branchAndCut(glpk: Glpk, problem: Prepared): Flipset | null {
  const { groups, gains, required, constraints, atLeastOneChange } = problem;
  const options = groups.flatMap(({ costs }, g) =>
    Array.from({ length: costs.length - 1 }, (_, i) => ({ g, k: i + 1 })),
  );
  const nothing = groups.map(() => 0);
  const free = required <= 0 ? admitted(problem, nothing, 0) : null;
  if (free !== null || options.length === 0) return free;
  const A: number[] = [];
  const floor: number[] = [];
  const add = (coefficient: (option: { g: number; k: number }) => number, minimum: number) => {
    A.push(...options.map(coefficient));
    floor.push(minimum);
  };
  const scale = 1 / (Math.max(...options.map(({ g, k }) => Math.abs(gains[g][k]))) || 1);
  add(({ g, k }) => gains[g][k] * scale, required * scale);
  groups.forEach((_, group) => {
    add(({ g }) => (g === group ? -1 : 0), -1);
  });
  if (atLeastOneChange) add(() => 1, 1);
  for (const { needs, allows } of groupRules(problem)) {
    for (const group of allows) add(({ g }) => Number(needs.includes(g)) - Number(g === group), 0);
  }
  constraints?.b.forEach((b, r) => {
    const slackChange = ({ g, k }: { g: number; k: number }) => {
      const { columns, changes } = groups[g];
      return columns.reduce(
        (sum, j, m) => sum + constraints.A[r * problem.w.length + j] * changes[k * columns.length + m],
        0,
      );
    };
    add(slackChange, -b);
  });
  const c = options.map(({ g, k }) => groups[g].costs[k]);
  for (;;) {
    const { status, x } = glpk.binary({ c, A, floor });
    if (status === "unbounded") throw new Error("GLPK calls a flipset program unbounded");
    if (x === null) return null;
    const choice = [...nothing];
    options.forEach(({ g, k }, i) => {
      if (x[i] > 0.5) choice[g] = k;
    });
    const cost = choice.reduce((sum, k, g) => sum + groups[g].costs[k], 0);
    const gain = choice.reduce((sum, k, g) => sum + gains[g][k], 0);
    const flipset = gain >= required ? admitted(problem, choice, cost) : null;
    if (flipset !== null) return flipset;
    // At least one group must choose otherwise.
    const changed = choice.filter((k) => k > 0).length;
    add(({ g, k }) => (choice[g] === k ? -1 : choice[g] === 0 ? 1 : 0), 1 - changed);
  }
}
