/** Natural adversarial examples (Zhao et al., 2018): the nearest point of the latent space whose row is decided otherwise. */
import type { Matrix } from "../../core/matrix.ts";
import { accepts } from "../../core/metrics.ts";
import type { Random } from "../../core/random.ts";
import type { Network } from "../../engines/engine.ts";
import { type Generated, type Generator, generated, matrixOf } from "./gan/generator.ts";
import { type Dense, dense } from "./gan/product.ts";

/** The hybrid shrinking search (their Algorithm 2). */
export interface NaturalSearch {
  readonly samples: number;
  readonly farthest: number;
  readonly step: number;
  readonly tries: number;
}

/** g at G(z) for the rows of Z; held until the next call. */
export type LatentScores = (Z: Dense) => Float32Array;

/** A search of one person's surroundings. */
export interface NaturalExample {
  /** The nearest z that was found, and how far it is from I(x). */
  readonly z: Float64Array;
  readonly distance: number;
}

export function latentScores({ generator, indicators }: Generator, network: Network): LatentScores {
  let room: Generated | undefined;
  let X: Matrix | undefined;
  let scores: Float32Array | undefined;
  return (Z) => {
    const same = room !== undefined && room.X.rows === Z.rows;
    room = generated(generator, indicators, Z, same ? room : undefined);
    X = matrixOf(room.X, same ? X : undefined);
    scores = network.score(X, same ? scores : undefined);
    return scores;
  };
}

/**
 * The z nearest to `centre` = I(x) that was found to have another decision than `accepted`, that of x; null for none.
 *
 * Points are drawn in a shell l ≤ ‖z − I(x)‖₂ < h, directions evenly and lengths too, from [0, farthest) on. Without a find
 * the shell's nearer half is left out, until it is narrower than `step`; after one nearer than all before, the shell is
 * from half its distance to it; after another one, its nearer half. Then come shells of width `step` from the nearest find inwards, until
 * `tries` times one of them held none.
 */
export function searchNatural(
  scores: LatentScores,
  centre: Float64Array,
  accepted: boolean,
  theta0: number,
  { samples, farthest, step, tries }: NaturalSearch,
  random: Random,
): NaturalExample | null {
  const Z = dense(samples, centre.length);
  let best: NaturalExample | null = null;
  /** Draws in the shell; whether any is decided otherwise, and whether that is the nearest so far. */
  const look = (low: number, high: number): { readonly any: boolean; readonly nearer: boolean } => {
    const distances = drawShell(Z, centre, low, high, random);
    const found = scores(Z);
    let nearest = -1;
    for (let i = 0; i < samples; i++) {
      if (accepts(found[i], theta0) === accepted) continue;
      if (nearest < 0 || distances[i] < distances[nearest]) nearest = i;
    }
    if (nearest < 0) return { any: false, nearer: false };
    const distance = distances[nearest];
    if (best !== null && distance >= best.distance) return { any: true, nearer: false };
    best = { z: Z.data.slice(nearest * Z.cols, (nearest + 1) * Z.cols), distance };
    return { any: true, nearer: true };
  };
  const nearestYet = () => best?.distance ?? farthest;

  let [low, high] = [0, farthest];
  for (let failed = 0; failed < tries; ) {
    const { any, nearer } = look(low, high);
    if (any && nearer) {
      high = nearestYet();
      low = high / 2;
      failed = 0;
    } else if (any) {
      high = (low + high) / 2;
      failed++;
    } else if (high - low < step) {
      break;
    } else {
      low = (low + high) / 2;
      failed = 0;
    }
    if (any && high - low < step) break;
  }
  if (best === null) return null;

  high = nearestYet();
  for (let failed = 0; failed < tries && high > 1e-4; ) {
    low = Math.max(0, high - step);
    if (look(low, high).any) {
      high = low;
      failed = 0;
    } else {
      failed++;
    }
  }
  return best;
}

/** Points around `centre` into Z; returns their distances. */
function drawShell(Z: Dense, centre: Float64Array, low: number, high: number, random: Random): Float64Array {
  const distances = new Float64Array(Z.rows);
  for (let i = 0; i < Z.rows; i++) {
    const from = i * Z.cols;
    let square = 0;
    for (let j = 0; j < Z.cols; j++) {
      const value = random.normal();
      Z.data[from + j] = value;
      square += value * value;
    }
    distances[i] = low + (high - low) * random.uniform();
    const factor = square > 0 ? distances[i] / Math.sqrt(square) : 0;
    for (let j = 0; j < Z.cols; j++) Z.data[from + j] = centre[j] + factor * Z.data[from + j];
  }
  return distances;
}
