/** Seeded random numbers: MT19937 for the paper's splits, Philox streams for every other draw. */

/** A stream of random numbers. Everything random in the project takes one of these, or a seed for one, as an argument. */
export interface Random {
  /** An integer in [0, 2³²). */
  uint32(): number;
  /** A double in [0, 1), with 53 random bits. */
  uniform(): number;
  /** A draw from N(0, 1). */
  normal(): number;
  /** An integer in [0, n), every one equally likely; 1 ≤ n ≤ 2³². */
  below(n: number): number;
}

function checkSeed(seed: number): void {
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) throw new RangeError(`invalid seed: ${seed}`);
}

/**
 * MT19937 as NumPy's `RandomState(seed)` seeds it (Knuth's init_genrand); yields 32-bit words.
 * Source: Matsumoto and Nishimura (1998), mt19937ar.
 */
export function mt19937(seed: number): () => number {
  checkSeed(seed);
  const N = 624;
  const M = 397;
  const state = new Uint32Array(N);
  state[0] = seed;
  for (let i = 1; i < N; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  let position = N;
  const refill = () => {
    for (let i = 0; i < N; i++) {
      const joined = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
      state[i] = state[(i + M) % N] ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    position = 0;
  };
  return () => {
    if (position === N) refill();
    let word = state[position++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> 0;
  };
}

/** The high and low 32 bits of a × b, both unsigned 32-bit. */
function multiplyWide(a: number, b: number): [number, number] {
  const low = (a & 0xffff) * (b & 0xffff);
  const middle1 = (a >>> 16) * (b & 0xffff) + (low >>> 16);
  const middle2 = (a & 0xffff) * (b >>> 16) + (middle1 & 0xffff);
  const high = (a >>> 16) * (b >>> 16) + Math.floor(middle1 / 65536) + Math.floor(middle2 / 65536);
  return [high >>> 0, Math.imul(a, b) >>> 0];
}

/** Philox4x32-10 (Salmon et al., SC 2011): four words that depend only on counter and key. */
export function philox(counter: readonly number[], key: readonly number[]): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = multiplyWide(c0, 0xd2511f53);
    const [high1, low1] = multiplyWide(c2, 0xcd9e8d57);
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** FNV-1a over UTF-16 code units: names a stream by what it is for. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * The stream of a purpose under a seed: `stream(0, "initial parameters")`. Streams of different purposes, seeds or
 * indices are independent, so that no draw depends on how many another consumer made.
 */
export function stream(seed: number, purpose: string, index = 0): Random {
  checkSeed(seed);
  if (!(Number.isSafeInteger(index) && index >= 0)) throw new RangeError(`invalid index: ${index}`);
  return new PhiloxStream([seed, hashOf(purpose)], index);
}

/** A class and not closures, whose machine code would be thrown away with every stream. */
class PhiloxStream implements Random {
  readonly #key: readonly number[];
  /** Low and high word. */
  readonly #index: readonly [number, number];
  #block = 0;
  #words: readonly number[] = [];
  #used = 4;
  #spare: number | null = null;

  constructor(key: readonly number[], index: number) {
    this.#key = key;
    this.#index = [index >>> 0, Math.floor(index / 2 ** 32)];
  }

  uint32(): number {
    if (this.#used === 4) {
      const block = this.#block++;
      this.#words = philox([block >>> 0, Math.floor(block / 2 ** 32), this.#index[0], this.#index[1]], this.#key);
      this.#used = 0;
    }
    return this.#words[this.#used++];
  }

  uniform(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992;
  }

  /** Marsaglia's polar method: only a logarithm and a square root. */
  normal(): number {
    if (this.#spare !== null) {
      const value = this.#spare;
      this.#spare = null;
      return value;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        this.#spare = v * scale;
        return u * scale;
      }
    }
  }

  below(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 32)) throw new RangeError(`invalid range: below(${n})`);
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const word = this.uint32();
      if (word < limit) return word % n;
    }
  }
}

/** A random order of 0 … n − 1 (Fisher–Yates). */
export function permutation(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
