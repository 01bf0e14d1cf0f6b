/** Several networks asked about one region of a person's Δ: which accept all of it, which refuse all of it, and who is left. */
import { matrix } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import type { Allowances, LogitBounds } from "./bounds.ts";
import type { Certifiable } from "./certificate.ts";
import { logitFor, scoreAtLeast } from "./float32.ts";
import type { Constraint, Minimise } from "./linear.ts";
import type { PersonMoves, Region } from "./region.ts";

/** A network with the threshold it decides at. */
export interface Voter {
  readonly network: Certifiable;
  readonly theta0: number;
}

/** Who has to accept an action: the network itself, and at least `enough` of the others, each at its own θ₀. */
export interface Agreement {
  readonly itself: Voter;
  readonly others: readonly Voter[];
  readonly enough: number;
}

/** A voter that may accept and may refuse within a region, and what its bounds say there. Voter 0 is the network itself. */
export interface Undecided {
  readonly voter: number;
  readonly bounds: LogitBounds;
  /** What every δ of the region keeps that it accepts. */
  readonly accepted: Constraint;
}

/** The network itself where it is undecided, the others that are, and how many of those have to accept. */
export interface Votes {
  readonly itself: readonly Undecided[];
  readonly others: readonly Undecided[];
  readonly needed: number;
  /** Others that accept all of the region. */
  readonly sure: number;
}

/** A region, the voters to ask, and how many others are known to accept all of it. */
export interface Asked {
  readonly region: Region;
  readonly undecided: readonly number[];
  readonly sure: number;
  /** Whether allowances are to be computed for this region alone. */
  readonly own: boolean;
}

/** The voters of one person's search. */
export class Panel {
  readonly #voters: readonly Voter[];
  readonly #enough: number;
  readonly #needed: readonly number[];
  readonly #person: PersonMoves;
  readonly #whole: Region;
  readonly #joint: readonly Constraint[];
  readonly #minimise: Minimise;
  /** By voter, allowances over all of Δ, computed when first asked for. */
  readonly #allowances: Allowances[] = [];

  constructor(
    { itself, others, enough }: Agreement,
    person: PersonMoves,
    whole: Region,
    joint: readonly Constraint[],
    minimise: Minimise,
  ) {
    this.#voters = [itself, ...others];
    this.#enough = enough;
    this.#needed = this.#voters.map(({ theta0 }) => logitFor(theta0));
    this.#person = person;
    this.#whole = whole;
    this.#joint = joint;
    this.#minimise = minimise;
  }

  /** The network itself, and then the others by how far x is from being accepted: a region that few accept is soon dropped. */
  strictestFirst(): number[] {
    const point = matrix(1, this.#person.x.length, Float32Array.from(this.#person.x));
    const short = this.#voters.map(({ network }, v) => this.#needed[v] - logitFor(network.score(point)[0]));
    const others = this.#voters.map((_, v) => v).slice(1);
    return [0, ...others.sort((a, b) => short[b] - short[a] || a - b)];
  }

  /** Bounds the undecided voters over the region; null where too few can accept any of it. */
  vote({ region, undecided, sure: before, own }: Asked): Votes | null {
    const itself: Undecided[] = [];
    const others: Undecided[] = [];
    let sure = before;
    for (let i = 0; i < undecided.length; i++) {
      const voter = undecided[i];
      // Enough of the others accept everything here: no more of them need to be asked.
      if (voter !== 0 && sure >= this.#enough) break;
      const { network, theta0 } = this.#voters[voter];
      const allowances = own ? network.bounds.allowancesFor(this.#person, region) : this.#allowancesOf(voter);
      const bounds = network.bounds.over(this.#person, region, allowances);
      const { slope, constant, radius } = bounds;
      const falling = slope.map((value) => -value);
      const highest = constant + radius - this.#minimise(region, falling, false, this.#joint).bound;
      if (highest < this.#needed[voter]) {
        if (voter === 0 || sure + others.length + undecided.length - i - 1 < this.#enough) return null;
        continue;
      }
      const lowest = constant - radius + this.#minimise(region, slope, false, this.#joint).bound;
      if (scoreAtLeast(lowest) >= theta0) {
        if (voter !== 0) sure++;
        continue;
      }
      const accepted = { slope, floor: this.#needed[voter] - constant - radius };
      (voter === 0 ? itself : others).push({ voter, bounds, accepted });
    }
    const needed = Math.max(0, this.#enough - sure);
    if (others.length < needed) return null;
    return { itself, others: needed === 0 ? [] : others, needed, sure };
  }

  /** What the linear bounds call accepted: if they are exact, by a share of their radius, or surely (1). */
  calledAccepted({ voter, bounds }: Undecided, share: number): Constraint {
    return { slope: bounds.slope, floor: this.#needed[voter] - bounds.constant + share * bounds.radius };
  }

  /** How far feature j moves the undecided voters: as `RegionSearch` reckons it for one, added up. */
  influence(undecided: readonly Undecided[], j: number): number {
    return undecided.reduce((sum, { voter, bounds: { slope } }) => {
      const steepest = slope.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
      const { reach } = this.#voters[voter].network.bounds;
      return sum + Math.sqrt(reach[j] * Math.max(Math.abs(slope[j]), steepest / 16));
    }, 0);
  }

  /** The engine's score of x + δ by the network itself; null unless it and enough of the others accept it. */
  agreedScore(delta: Float32Array): number | null {
    const { x } = this.#person;
    const point = matrix(1, x.length);
    for (let j = 0; j < x.length; j++) point.data[j] = x[j] + delta[j];
    const [{ network, theta0 }, ...others] = this.#voters;
    const [score] = network.score(point);
    if (!accepts(score, theta0)) return null;
    let votes = 0;
    let left = others.length;
    for (const other of others) {
      if (votes >= this.#enough || votes + left < this.#enough) break;
      if (accepts(other.network.score(point)[0], other.theta0)) votes++;
      left--;
    }
    return votes >= this.#enough ? score : null;
  }

  #allowancesOf(voter: number): Allowances {
    this.#allowances[voter] ??= this.#voters[voter].network.bounds.allowancesFor(this.#person, this.#whole);
    return this.#allowances[voter];
  }
}
