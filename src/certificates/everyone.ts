/** Whether everybody in a box of raw values has recourse: branch and bound over x, with bounds over x and proofs over δ. */
import { isNamed, type NamedActions } from "../actions/enumeration.ts";
import { type ActionSet, contains, lowerOf, upperOf } from "../actions/set.ts";
import { accepts } from "../core/metrics.ts";
import { pause } from "../core/yield.ts";
import { answer } from "./branch-and-bound.ts";
import type { Certifiable, Certificate } from "./certificate.ts";
import { imagesFor, partedByConditions } from "./named-people.ts";
import { halvesOf, middleOf, onWholeNumbers, type PeopleBox, type Scale, sizeOf, standardised } from "./people.ts";
import { imageOf, leastScoreOver } from "./people-bounds.ts";
import { type Queue, queue } from "./queue.ts";

/**
 * `everyone`: all of them have an accepted action, proven. `not everyone`: the person with the raw values `witness` has
 * none, proven, and no g(x + δ) of theirs is above `highest`. `open`: neither, when the budget was used up. `share` is the part of the box, by volume (by count in
 * columns of whole numbers), whose people are proven to have recourse; `boxes` is how many boxes of people were looked at.
 */
export type EveryoneAnswer = { readonly share: number; readonly boxes: number } & (
  | { readonly kind: "everyone" | "open" }
  | { readonly kind: "not everyone"; readonly witness: Float64Array; readonly highest: number }
);

export interface EveryoneOptions {
  /** How many boxes of people are looked at before the answer is `open`. */
  readonly people: number;
  /** How many regions of Δ are bounded for one person. */
  readonly boxes: number;
  readonly signal?: AbortSignal | undefined;
  /** Hears what share is proven to have recourse, after so many boxes of people. */
  readonly onProgress?: ((share: number, boxes: number) => void) | undefined;
}

/** People still to be decided, the part of the whole that they are, and an action that suited those around them. */
interface Open {
  readonly box: PeopleBox;
  readonly share: number;
  readonly hint: Float32Array | null;
}

/** Regions of Δ bounded for an action that suits all: it need not be the best. */
const BOXES_FOR_A_HINT = 200;

/**
 * Asks it of the people in `box`. The largest open box comes first: when some person of it is proven to have no accepted action, that is
 * the answer; when one action is in Δ for all of them and accepted for all, they are done with; otherwise it is halved.
 *
 * Sound for the numbers the engine computes. Standardising is monotone in every rounding, so x lies between the float32
 * images of the box's ends. That one δ is in Δ for both ends makes it so for all between, since the bounds that x sets to δ
 * are monotone too. Over x + δ the network is bounded as over a region of Δ, the free columns being those in which people
 * differ: the rounding of x + δ is in the bounds' allowances (`inputs.ts`). A person alone in a box is decided by the engine's own score.
 *
 * Named actions suit a box where their conditions hold at both its ends, and therefore between; what they lead to is one value
 * there. Where no action does, boxes are parted at the ends of conditions before they are halved.
 */
export async function decideEveryone(
  network: Certifiable,
  actions: ActionSet,
  theta0: number,
  scale: readonly Scale[],
  box: PeopleBox,
  options: EveryoneOptions,
): Promise<EveryoneAnswer> {
  const whole = onWholeNumbers(box, scale);
  const search = new PeopleSearch(network, actions, theta0, scale, options);
  const open: Queue<Open> = queue();
  open.push(-1, { box: whole, share: 1, hint: null });
  let share = 0;
  let boxes = 0;
  let undecided = false;
  while (boxes < options.people) {
    const next = open.pop();
    if (next === undefined) return { kind: undecided ? "open" : "everyone", share: undecided ? share : 1, boxes };
    await pause(options.signal);
    options.onProgress?.(share, boxes);
    boxes++;
    const found = await search.decide(next);
    if (found.kind === "none") {
      const highest = await search.highestOf(found.witness);
      return { kind: "not everyone", witness: found.witness, highest, share, boxes };
    }
    if (found.kind === "all") {
      share += next.share;
      continue;
    }
    const parted = isNamed(actions) ? partedByConditions(actions, next.box, scale) : null;
    const halves = parted ?? halvesOf(next.box, scale, network.bounds.reach);
    if (halves === null) undecided = true;
    for (const half of halves ?? []) {
      const part = (next.share * sizeOf(half, scale)) / sizeOf(next.box, scale);
      open.push(-part, { box: half, share: part, hint: found.hint });
    }
  }
  return { kind: open.size === 0 && !undecided ? "everyone" : "open", share, boxes };
}

type Decided =
  | { readonly kind: "all" }
  | { readonly kind: "none"; readonly witness: Float64Array }
  | { readonly kind: "split"; readonly hint: Float32Array | null };

class PeopleSearch {
  readonly #network: Certifiable;
  readonly #actions: ActionSet;
  readonly #theta0: number;
  readonly #scale: readonly Scale[];
  readonly #options: EveryoneOptions;

  constructor(
    network: Certifiable,
    actions: ActionSet,
    theta0: number,
    scale: readonly Scale[],
    options: EveryoneOptions,
  ) {
    this.#network = network;
    this.#actions = actions;
    this.#theta0 = theta0;
    this.#scale = scale;
    this.#options = options;
  }

  async decide({ box, hint }: Open): Promise<Decided> {
    const middle = middleOf(box, this.#scale);
    const given = await this.#exists(middle);
    if (given.kind === "none") return { kind: "none", witness: middle };
    const [low, high] = [this.#x(box.lower), this.#x(box.upper)];
    if (low.every((value, j) => value === high[j])) return { kind: given.kind === "action" ? "all" : "split", hint };
    const actions = this.#actions;
    if (isNamed(actions)) return this.#byName(actions, box, middle, low, high);
    const candidates = [hint, given.kind === "action" ? given.found.delta : null];
    let worst: Float64Array | null = null;
    let best: Float32Array | null = null;
    for (let k = 0; k < 3; k++) {
      // The action that leaves most room is worth its search only where the others do not suit all.
      const delta = k < 2 ? candidates[k] : await this.#highestFor(middle, low, high);
      if (delta === null || delta === undefined || !this.#inDelta(low, high, delta)) continue;
      const { least, slope } = this.#over(low, high, delta);
      if (accepts(least, this.#theta0)) return { kind: "all" };
      best = delta;
      worst = box.lower.map((value, j) => (slope[j] < 0 ? box.upper[j] : value));
    }
    if (worst !== null) {
      const end = await this.#exists(worst);
      if (end.kind === "none") return { kind: "none", witness: worst };
    }
    return { kind: "split", hint: best };
  }

  /** The actions that the middle's score accepts, the highest first, each for everybody; and the worst end of the first. */
  async #byName(
    actions: NamedActions,
    box: PeopleBox,
    middle: Float64Array,
    low: Float32Array,
    high: Float32Array,
  ): Promise<Decided> {
    const images = imagesFor(actions, this.#x(middle), low, high, this.#network.score, this.#theta0);
    for (const [k, image] of images.entries()) {
      const { least, slope } = leastScoreOver(this.#network.bounds, actions, image);
      if (accepts(least, this.#theta0)) return { kind: "all" };
      if (k > 0) continue;
      const end = box.lower.map((value, j) => (slope[j] < 0 ? box.upper[j] : value));
      if ((await this.#exists(end)).kind === "none") return { kind: "none", witness: end };
    }
    return { kind: "split", hint: null };
  }

  /** No score that the person can reach is above this. */
  async highestOf(raw: Float64Array): Promise<number> {
    const { boxes, signal } = this.#options;
    const question = { ask: "highest", theta0: null } as const;
    const given = await answer(question, this.#network, this.#actions, this.#x(raw), { budget: boxes, signal });
    return given.bound;
  }

  #x(raw: Float64Array): Float32Array {
    return standardised(raw, this.#scale);
  }

  #exists(raw: Float64Array): Promise<Certificate> {
    const { boxes, signal } = this.#options;
    const question = { ask: "exists", theta0: this.#theta0 } as const;
    return answer(question, this.#network, this.#actions, this.#x(raw), { budget: boxes, signal });
  }

  /** The highest action of the person in the middle that is in Δ for people at both ends. */
  async #highestFor(middle: Float64Array, low: Float32Array, high: Float32Array): Promise<Float32Array | null> {
    const grouped = new Set(this.#actions.groups.flat());
    const bound = (of: typeof lowerOf, own: Float64Array, x: Float32Array) =>
      own.map((value, j) => (grouped.has(j) ? value : of(this.#actions, j, x[j])));
    const shared = {
      ...this.#actions,
      lower: bound(lowerOf, this.#actions.lower, low),
      upper: bound(upperOf, this.#actions.upper, high),
    };
    const options = { budget: Math.min(BOXES_FOR_A_HINT, this.#options.boxes), signal: this.#options.signal };
    const given = await answer({ ask: "highest", theta0: null }, this.#network, shared, this.#x(middle), options);
    return given.kind === "none" ? null : (given.found?.delta ?? null);
  }

  #inDelta(low: Float32Array, high: Float32Array, delta: Float32Array): boolean {
    return contains(this.#actions, low, delta) && contains(this.#actions, high, delta);
  }

  #over(low: Float32Array, high: Float32Array, delta: Float32Array) {
    return leastScoreOver(this.#network.bounds, this.#actions, imageOf(low, high, delta));
  }
}
