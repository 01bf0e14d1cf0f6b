/** Table 5 and B.4: a classifier of sentences under which a negative one can be made positive by one word. */
import type { Experiment } from "../experiment.ts";
import { finished } from "../results.ts";
import type { TextColumn } from "./caption.ts";
import { factorJobs, textFactors } from "./factors.ts";
import { missingForText } from "./installed.ts";
import { textJobs, textModels } from "./models.ts";
import { TEXT_TITLE, table5Of } from "./table.ts";
import { classifying, encoding, replacing, textEvaluation } from "./tasks.ts";
import { tradeOffJobs, tradeOffPicture } from "./trade-off.ts";

export const nlp = {
  name: "nlp",
  title: TEXT_TITLE,
  tasks: [replacing, encoding, classifying, textEvaluation],
  table: {
    name: "5",
    about: "texts",
    missing: missingForText,
    async jobs(scope) {
      const factors = await textFactors(scope);
      return (await textModels(scope)).flatMap((model) => [
        ...textJobs(scope, model),
        ...factors.flatMap((factor) => factorJobs(scope, factor, model)),
      ]);
    },
    async table(scope, results) {
      const factors = await textFactors(scope);
      const columns = (await textModels(scope)).map((model): TextColumn => {
        const jobs = textJobs(scope, model);
        const otherwise = factors.map((factor) => ({
          factor,
          splits: finished(results, factorJobs(scope, factor, model)),
        }));
        return { model, splits: finished(results, jobs), asked: jobs.length, otherwise };
      });
      return table5Of(scope, columns);
    },
  },
  figure: {
    name: "texts",
    about: "texts",
    missing: missingForText,
    // The trade-off is the text's; under the release it would be two hours more.
    protocols: ["paper"],
    async jobs(scopes) {
      return (await Promise.all(scopes.map(tradeOffJobs))).flat();
    },
    async draw(scopes, results) {
      return (await Promise.all(scopes.map((scope) => tradeOffPicture(scope, results)))).flat();
    },
  },
} satisfies Experiment;
