/**
 * GLPK, one instance per process: linear and binary programs over dense arrays. The only file that knows glpk.js.
 *
 * What glpk.js 5 does that a caller must not meet:
 * - `presol: true` on a linear program answers status 1 and all zeros when there is no optimum, which reads as δ = 0.
 *   Without it, infeasible and unbounded are told apart. A binary program needs it: glpk.js never solves the relaxation
 *   that branch and cut would otherwise start from.
 * - Return codes are dropped: a problem GLPK refuses (lower > upper, a double bound of width 0 on a constraint) is status 1 too.
 * - NaN goes through and comes back "optimal"; a variable without bounds gets 0 ≤ x; no variable at all aborts.
 * - Nothing is kept between calls: every solve sets its problem up anew (no warm start), so that no answer depends on
 *   the one before.
 */
import type { GLPK, LP } from "glpk.js/node";
import { optional } from "../core/optional.ts";

/** min c·x subject to lower ≤ x ≤ upper (±∞ where there is none) and Ax ≥ floor; A is [floor.length, c.length] row-major. */
export interface GlpkProgram {
  readonly c: ArrayLike<number>;
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  readonly A: ArrayLike<number>;
  readonly floor: ArrayLike<number>;
}

/** min c·u subject to Au ≥ floor and every u 0 or 1. */
export type BinaryProgram = Omit<GlpkProgram, "lower" | "upper">;

/** A `GlpkProgram` in which some variables are integers. */
export interface MixedProgram extends GlpkProgram {
  /** Indices of the integer variables. */
  readonly integers: readonly number[];
}

/** How a program ended. The empty set is `infeasible`, whatever the objective. */
export type Status = "optimal" | "infeasible" | "unbounded";

/** `x` is [c.length], and null unless the status is optimal. */
export type GlpkSolution =
  | { readonly status: "optimal"; readonly x: Float64Array }
  | { readonly status: "infeasible" | "unbounded"; readonly x: null };

/**
 * The solver. Feasible means to 1e-7 in every constraint and bound (relative where they exceed 1), a binary value to 1e-5, and
 * an objective is optimal to 1e-7 of its largest coefficient: callers scale constraints and objective to 1.
 */
export interface Glpk {
  /** "5.0". */
  readonly version: string;
  /** By the primal simplex method. */
  linear(program: GlpkProgram): GlpkSolution;
  /** By branch and cut. */
  binary(program: BinaryProgram): GlpkSolution;
  /** By branch and cut. */
  mixed(program: MixedProgram): GlpkSolution;
}

let instance: Promise<Glpk> | undefined;

/** GLPK, loaded on the first call (about 10 ms). Each load is a WebAssembly instance of its own, hence one for all. */
export function loadGlpk(): Promise<Glpk> {
  instance ??= optional(["glpk.js"], "a linear or integer program over joint constraints", () => import("glpk.js/node"))
    .then(({ default: create }) => create())
    .then(wrap);
  return instance;
}

function wrap(library: GLPK): Glpk {
  return {
    version: library.version,
    linear: (program) => run(library, withBounds(library, program), false),
    binary: (program) => {
      const lp = described(library, program);
      return run(library, { ...lp, binaries: lp.objective.vars.map(({ name }) => name) }, true);
    },
    mixed: (program) => run(library, { ...withBounds(library, program), generals: program.integers.map(nameOf) }, true),
  };
}

const names: string[] = [];

/** Of variable or constraint i: short, because every solve copies all names into GLPK and back. */
function nameOf(i: number): string {
  while (names.length <= i) names.push(`v${names.length}`);
  return names[i];
}

function finite(value: number, what: string, index: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`invalid ${what}: ${value} at ${index}`);
  return value;
}

function described(library: GLPK, { c, A, floor }: BinaryProgram): LP {
  const n = c.length;
  if (n === 0) throw new RangeError("invalid program: it has no variable");
  if (A.length !== floor.length * n) {
    throw new RangeError(`invalid program: ${A.length} coefficients for ${floor.length} × ${n}`);
  }
  const objective: { name: string; coef: number }[] = [];
  for (let j = 0; j < n; j++) objective.push({ name: nameOf(j), coef: finite(c[j], "objective", j) });
  const subjectTo: LP["subjectTo"] = [];
  for (let r = 0; r < floor.length; r++) {
    const vars: { name: string; coef: number }[] = [];
    for (let j = 0; j < n; j++) {
      const coef = finite(A[r * n + j], "coefficient", r * n + j);
      if (coef !== 0) vars.push({ name: nameOf(j), coef });
    }
    subjectTo.push({
      name: nameOf(r),
      vars,
      bnds: { type: library.GLP_LO, lb: finite(floor[r], "constraint", r), ub: 0 },
    });
  }
  return { name: "", objective: { direction: library.GLP_MIN, name: "", vars: objective }, subjectTo };
}

function withBounds(library: GLPK, program: GlpkProgram): LP {
  const { lower, upper } = program;
  const bounds: NonNullable<LP["bounds"]> = [];
  for (let j = 0; j < program.c.length; j++) {
    const lb = lower[j];
    const ub = upper[j];
    if (!(lb <= ub && lb < Infinity && ub > -Infinity)) throw new RangeError(`invalid bounds: ${lb} … ${ub} at ${j}`);
    const below = lb > -Infinity;
    const above = ub < Infinity;
    const { GLP_FX, GLP_DB, GLP_LO, GLP_UP, GLP_FR } = library;
    const type = below && above ? (lb === ub ? GLP_FX : GLP_DB) : below ? GLP_LO : above ? GLP_UP : GLP_FR;
    bounds.push({ name: nameOf(j), type, lb: below ? lb : 0, ub: above ? ub : 0 });
  }
  return { ...described(library, program), bounds };
}

function run(library: GLPK, lp: LP, presol: boolean): GlpkSolution {
  const { status, vars } = library.solve(lp, { presol, msglev: library.GLP_MSG_OFF }).result;
  if (status === library.GLP_NOFEAS) return { status: "infeasible", x: null };
  if (status === library.GLP_UNBND) return { status: "unbounded", x: null };
  if (status !== library.GLP_OPT) throw new Error(`GLPK gave up: status ${status} on\n${library.write(lp)}`);
  const x = new Float64Array(lp.objective.vars.length);
  for (let j = 0; j < x.length; j++) x[j] = finite(vars[nameOf(j)], "GLPK solution", j);
  return { status: "optimal", x };
}
