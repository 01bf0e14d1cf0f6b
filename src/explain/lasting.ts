/** How an action lasts that is shown to a person: of networks trained again, in how many it holds, and which do in most. */
import type { ReadBundle } from "../bundle/bundle.ts";
import { lastingSettingsOf } from "../bundle/coherence.ts";
import type { HeldNetwork } from "../bundle/networks.ts";
import type { Bundle } from "../bundle/schema.ts";
import { fromRows, type Matrix, row } from "../core/matrix.ts";
import { accepts } from "../core/metrics.ts";
import type { Engine } from "../engines/engine.ts";
import { atLeast } from "../methods/lasting/margin.ts";
import type { RetrainedNetwork } from "../methods/method.ts";

/** Of the counting networks: how many accept an action as it is shown, each at its own θ₀. */
export interface Kept {
  readonly by: number;
  readonly of: number;
  /** Whether that is the share ρ or more. */
  readonly lasts: boolean;
}

/** What was asked about lasting, and of which networks. */
export interface LastingTerms {
  /** ρ. */
  readonly share: number;
  /** How many of the counting networks that is. */
  readonly enough: number;
  readonly choosing: number;
  readonly counting: number;
  /** On which rows they were trained again. */
  readonly rows: NonNullable<Bundle["retrained"]>["rows"];
}

/** The networks of a bundle that were trained again, opened. */
export class Retrained {
  readonly choosing: readonly RetrainedNetwork[];
  readonly terms: LastingTerms;
  readonly #counting: readonly RetrainedNetwork[];
  readonly #enough: number;

  private constructor(
    choosing: readonly RetrainedNetwork[],
    counting: readonly RetrainedNetwork[],
    terms: LastingTerms,
  ) {
    this.choosing = choosing;
    this.terms = terms;
    this.#counting = counting;
    this.#enough = atLeast(terms.share, choosing.length);
  }

  /** Null where the bundle holds none. */
  static open({ bundle, networks }: ReadBundle, engine: Engine): Retrained | null {
    const { network: shape, retrained, recourse } = bundle;
    if (networks === undefined || retrained === undefined || shape === undefined) return null;
    const opened = ({ theta0, parameters }: HeldNetwork): RetrainedNetwork => {
      return { network: engine.open({ ...shape, dropout: 0 }, parameters), theta0 };
    };
    const settings = lastingSettingsOf(recourse);
    if (!settings.success) throw new RangeError("invalid recourse.lasting");
    const { share } = settings.data;
    const counting = networks.counting.length;
    return new Retrained(networks.choosing.map(opened), networks.counting.map(opened), {
      share,
      enough: atLeast(share, counting),
      choosing: networks.choosing.length,
      counting,
      rows: retrained.rows,
    });
  }

  /** How many of the counting networks accept a row of X; none of them has had a say in it. */
  keptOf(x: Float32Array): Kept {
    const point = fromRows([x]);
    const by = this.#counting.filter(({ network, theta0 }) => accepts(network.score(point)[0], theta0)).length;
    return { by, of: this.#counting.length, lasts: by >= this.terms.enough };
  }

  /**
   * The scores of rows of X, [n], but −∞ for those that less than the share ρ of the choosing networks accept: it reaches θ₀
   * exactly where an action is accepted and lasts, as far as those networks tell.
   */
  lastingScores(X: Matrix, score: Float32Array, theta0: number): Float32Array {
    const asked = Int32Array.from(score.keys()).filter((i) => accepts(score[i], theta0));
    if (asked.length === 0) return score;
    const points = fromRows(Array.from(asked, (i) => row(X, i)));
    const kept = new Int32Array(asked.length);
    for (const each of this.choosing) {
      each.network.score(points).forEach((value, k) => {
        if (accepts(value, each.theta0)) kept[k]++;
      });
    }
    const lasting = score.slice();
    asked.forEach((i, k) => {
      if (kept[k] < this.#enough) lasting[i] = Number.NEGATIVE_INFINITY;
    });
    return lasting;
  }

  close(): void {
    for (const { network } of [...this.choosing, ...this.#counting]) network.close();
  }
}
