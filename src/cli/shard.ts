/** Which part of a grid this machine does: as typed, or as the scheduler that started it says. */
import { ConfigError } from "../core/errors.ts";
import type { Shard } from "../runner/shards.ts";

/** A shard, and where it was read: "SLURM_ARRAY_TASK_ID=3"; null for one that was typed. */
export interface ChosenShard extends Shard {
  readonly said: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** How a scheduler tells a task of an array which one it is. */
interface Scheduler {
  readonly name: string;
  readonly index: string;
  /** The number of the first task: a variable, or what it always is. */
  readonly first: number | string;
  /** Absent where the scheduler does not tell. */
  readonly count?: string;
  readonly step?: string;
}

/** The innermost first: HyperQueue's workers may run inside an array of Slurm's. */
const schedulers: readonly Scheduler[] = [
  { name: "HyperQueue", index: "HQ_TASK_ID", first: 1 },
  { name: "Kubernetes", index: "JOB_COMPLETION_INDEX", first: 0 },
  { name: "AWS Batch", index: "AWS_BATCH_JOB_ARRAY_INDEX", first: 0, count: "AWS_BATCH_JOB_ARRAY_SIZE" },
  {
    name: "Slurm",
    index: "SLURM_ARRAY_TASK_ID",
    first: "SLURM_ARRAY_TASK_MIN",
    count: "SLURM_ARRAY_TASK_COUNT",
    step: "SLURM_ARRAY_TASK_STEP",
  },
];

/** "1/3"; "auto", as the scheduler says; "auto/3", its index and this count. Throws ConfigError for what is no part. */
export function parseShard(text: string, environment: Environment): ChosenShard {
  const [, index, count] = /^(auto|\d+)(?:\/(\d+))?$/.exec(text) ?? [];
  if (index === "auto") return scheduledShard(text, count, environment);
  if (count === undefined || !(1 <= Number(index) && Number(index) <= Number(count))) {
    throw new ConfigError(`--shard ${text}: give i/n, part i of n parts, such as 1/3; or auto`);
  }
  return { index: Number(index), count: Number(count), said: null };
}

function scheduledShard(text: string, count: string | undefined, environment: Environment): ChosenShard {
  const scheduler = schedulers.find(({ index }) => environment[index] !== undefined);
  if (scheduler === undefined) {
    const names = schedulers.map(({ index, name }) => `${index} (${name})`).join(", ");
    throw new ConfigError(`--shard ${text}: no scheduler says which part this is: none of ${names} is set`);
  }
  const { name, index: variable } = scheduler;
  const read = (from: string) => {
    const value = Number(environment[from]);
    if (Number.isSafeInteger(value) && value >= 0 && environment[from] !== "") return value;
    throw new ConfigError(`--shard ${text}: ${name} is expected to set ${from}, and it is ${environment[from]}`);
  };
  const place = read(variable);
  const said = `${name}: ${variable}=${place}`;
  if (count !== undefined) {
    // The number in the array as it was first submitted: a part of it may be submitted again.
    const first = typeof scheduler.first === "string" ? 1 : scheduler.first;
    return within(text, { index: place - first + 1, count: Number(count), said }, `number its tasks from ${first}`);
  }
  if (scheduler.count === undefined) {
    throw new ConfigError(`--shard auto: ${name} says the index (${variable}=${place}) and not of how many: auto/n`);
  }
  const [first, step] = [scheduler.first, scheduler.step ?? 1].map((at) => (typeof at === "string" ? read(at) : at));
  const of = read(scheduler.count);
  const shard = { index: (place - first) / step + 1, count: of, said: `${said}, ${scheduler.count}=${of}` };
  return within(text, shard, "its tasks have gaps between them; name the count: auto/n");
}

function within(text: string, shard: ChosenShard, remedy: string): ChosenShard {
  const { index, count, said } = shard;
  if (Number.isSafeInteger(index) && 1 <= index && index <= count) return shard;
  throw new ConfigError(`--shard ${text}: ${said} is no part of ${count}: ${remedy}`);
}
