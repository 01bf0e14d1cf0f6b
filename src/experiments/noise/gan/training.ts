/** Trains a Wasserstein GAN with gradient penalty on rows, and an inverter for its generator (Zhao et al., 2018). */
import type { Matrix } from "../../../core/matrix.ts";
import { type Random, stream } from "../../../core/random.ts";
import { pause } from "../../../core/yield.ts";
import { criticLoss } from "./critic.ts";
import { backThrough, batchOf, type Generator, generated } from "./generator.ts";
import { adamOf, backPropagate, noGradient, outputOf, type Perceptron, passOf, perceptron } from "./perceptron.ts";
import { type Dense, dense } from "./product.ts";

/** How the three networks are built and trained. */
export interface GanTraining {
  readonly latent: number;
  /** Width of both hidden layers of each network. */
  readonly width: number;
  /** Steps of the generator. */
  readonly rounds: number;
  readonly batch: number;
  /** Steps of the critic before each of the generator's. */
  readonly criticSteps: number;
  readonly penalty: number;
  /** Learning rate of critic and inverter, and of the generator, at the start; all fall to 0. */
  readonly rate: number;
  readonly generatorRate: number;
  /** Steps of the inverter, and how much ‖z − I(G(z))‖² counts beside ‖x − G(I(x))‖². */
  readonly inverterRounds: number;
  readonly inverterWeight: number;
}

export interface GanProgress {
  readonly onShare?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const ROUNDS_BETWEEN_PAUSES = 20;

/** The three networks' widths for d columns. */
export function widthsOf({ latent, width }: Pick<GanTraining, "latent" | "width">, d: number) {
  return {
    generator: [latent, width, width, d],
    critic: [d, width, width, 1],
    inverter: [d, width, width, latent],
  };
}

/**
 * Generator and inverter for the rows of X. The inverter never moves the generator, so that it is trained once the generator stands: its
 * loss is mean (x − G(I(x)))² over the columns + inverterWeight · mean (z − I(G(z)))² over the latent dimensions.
 * Everything is drawn from streams of `seed`. Throws the signal's reason.
 */
export async function trainGan(
  X: Matrix,
  indicators: readonly boolean[],
  training: GanTraining,
  seed: number,
  { onShare, signal }: GanProgress = {},
): Promise<Generator> {
  const widths = widthsOf(training, X.cols);
  const start = stream(seed, "gan: initial parameters");
  const generator = perceptron(widths.generator, start);
  const critic = perceptron(widths.critic, start);
  const inverter = perceptron(widths.inverter, start);
  const { rounds, inverterRounds, criticSteps } = training;
  // A step of the critic takes about as long as one of the generator, and as one of the inverter.
  const total = rounds * (criticSteps + 1) + inverterRounds;
  const repeat = async (times: number, done: number, each: number, step: (share: number) => void) => {
    for (let round = 0; round < times; round++) {
      if (round % ROUNDS_BETWEEN_PAUSES === 0) {
        await pause(signal);
        onShare?.((done + round * each) / total);
      }
      // Falls to 0 along a line: with a constant rate the two players would circle around each other to the end.
      step(1 - round / times);
    }
  };
  const random = stream(seed, "gan: batches");
  const game = gameOf(generator, critic, X, indicators, training, random);
  await repeat(rounds, 0, criticSteps + 1, game);
  const invert = inverterStep(generator, inverter, X, indicators, training, stream(seed, "gan: inverter"));
  await repeat(inverterRounds, rounds * (criticSteps + 1), 1, invert);
  return { generator, inverter, indicators };
}

/** A round: some steps of the critic, and one of the generator against it. */
function gameOf(
  generator: Perceptron,
  critic: Perceptron,
  X: Matrix,
  indicators: readonly boolean[],
  { latent, batch: size, criticSteps, penalty, rate, generatorRate }: GanTraining,
  random: Random,
): (share: number) => void {
  const criticAdam = adamOf(critic);
  const generatorAdam = adamOf(generator);
  const samples = () => generated(generator, indicators, normals(size, latent, random));
  return (share) => {
    for (let k = 0; k < criticSteps; k++) {
      const real = batchOf(X, rowsOf(X, size, random));
      const fake = samples().X;
      criticAdam(
        criticLoss(critic, { real, fake, between: between(real, fake, random) }, penalty).gradient,
        share * rate,
      );
    }
    const made = samples();
    const pass = passOf(critic, made.X);
    const dX = backPropagate(critic, pass, dense(size, 1, new Float64Array(size).fill(-1 / size)), null);
    const gradient = noGradient(generator);
    backThrough(generator, indicators, made, dX, gradient);
    generatorAdam(gradient, share * generatorRate);
  };
}

function inverterStep(
  generator: Perceptron,
  inverter: Perceptron,
  X: Matrix,
  indicators: readonly boolean[],
  { latent, batch: size, rate, inverterWeight }: GanTraining,
  random: Random,
): (share: number) => void {
  const move = adamOf(inverter);
  return (share) => {
    const x = batchOf(X, rowsOf(X, size, random));
    const gradient = noGradient(inverter);
    const pass = passOf(inverter, x);
    const again = generated(generator, indicators, outputOf(pass));
    const dX = differenceOf(again.X, x, 2 / (size * X.cols));
    backPropagate(inverter, pass, backThrough(generator, indicators, again, dX, null), gradient);
    const z = normals(size, latent, random);
    const back = passOf(inverter, generated(generator, indicators, z).X);
    backPropagate(inverter, back, differenceOf(outputOf(back), z, (2 * inverterWeight) / (size * latent)), gradient);
    move(gradient, share * rate);
  };
}

/** n points of N(0, I). */
export function normals(n: number, latent: number, random: Random): Dense {
  return dense(
    n,
    latent,
    Float64Array.from({ length: n * latent }, () => random.normal()),
  );
}

function rowsOf({ rows }: Matrix, n: number, random: Random): Int32Array {
  return Int32Array.from({ length: n }, () => random.below(rows));
}

/** Each row somewhere between a row of A and that of B. */
function between(A: Dense, B: Dense, random: Random): Dense {
  const out = dense(A.rows, A.cols);
  for (let i = 0, at = 0; i < A.rows; i++) {
    const share = random.uniform();
    for (let j = 0; j < A.cols; j++, at++) out.data[at] = A.data[at] + share * (B.data[at] - A.data[at]);
  }
  return out;
}

/** factor · (A − B) */
function differenceOf(A: Dense, B: Dense, factor: number): Dense {
  return dense(
    A.rows,
    A.cols,
    A.data.map((value, at) => factor * (value - B.data[at])),
  );
}
