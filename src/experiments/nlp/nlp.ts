/** Table 5 and B.4: a classifier of sentences under which a negative one can be made positive by one word. */
import type { Experiment } from "../experiment.ts";
import { finished } from "../results.ts";
import { missingForText } from "./installed.ts";
import { textJobs, textModels } from "./models.ts";
import { TEXT_TITLE, table5Of } from "./table.ts";
import { classifying, encoding, replacing, textEvaluation } from "./tasks.ts";

export const nlp = {
  name: "nlp",
  title: TEXT_TITLE,
  tasks: [replacing, encoding, classifying, textEvaluation],
  table: {
    name: "5",
    about: "texts",
    missing: missingForText,
    async jobs(scope) {
      return (await textModels(scope)).flatMap((model) => textJobs(scope, model));
    },
    async table(scope, results) {
      const found = (await textModels(scope)).map((model) => {
        const jobs = textJobs(scope, model);
        return { model, splits: finished(results, jobs), asked: jobs.length };
      });
      return table5Of(scope, found);
    },
  },
} satisfies Experiment;
