/** Table 6's own work. */
import { recourseMethod } from "../../methods/registry.ts";
import type { Task } from "../../runner/job.ts";
import { evaluation, training } from "../../runner/tasks.ts";
import { type ExampleRecord, exampleOf } from "./example.ts";
import { publishedTable6 } from "./published.ts";

/** One person's recourse by a method, the variant. */
export const illustration: Task<ExampleRecord> = {
  name: "example",
  after: (_, variant) => [[evaluation, variant]],
  run: async (store, run, variant, { signal }) => {
    const trained = await training.run(store, run, null, { signal });
    const evaluated = await evaluation.run(store, run, variant, { signal });
    const printed = await publishedTable6(run.dataset);
    return exampleOf(store, run, trained, evaluated, recourseMethod(variant ?? ""), printed);
  },
  seconds: () => 0.2,
};
