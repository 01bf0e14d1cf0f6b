/** Table 5: a classifier of sentences with recourse, ours beside the published numbers. */
import { entryOf, type Place, type ReportTable, type SplitValue, type TableRow } from "../../report/table.ts";
import type { Scope } from "../experiment.ts";
import { sourceOf, unfinishedNote } from "../results.ts";
import { type TextColumn, textCaption } from "./caption.ts";
import type { TextFactor } from "./factors.ts";
import { negativeOf, type PublishedTextColumn, publishedTable5, type TextRowPlan, textRows } from "./rows.ts";
import { textEvaluation } from "./tasks.ts";

export const TEXT_TITLE = "Table 5: recourse for sentences";

const DIGITS = 3;

/** The table of one protocol. */
export async function table5Of(scope: Pick<Scope, "protocol">, columns: readonly TextColumn[]): Promise<ReportTable> {
  const published = await publishedTable5();
  return {
    name: "table5",
    title: TEXT_TITLE,
    protocol: scope.protocol,
    caption: textCaption(columns),
    rowHeaders: ["", "measure"],
    columns: columns.map(({ model }) => ({
      key: `${model.training}.${model.key}`,
      group: `encoder ${model.training}`,
      title: model.key,
    })),
    rows: [
      ...textRows.map(
        (plan): TableRow => ({
          key: plan.key,
          labels: plan.labels,
          printed: plan.published !== undefined,
          format: "plain",
          places: columns.map((column) => placeOf(plan, column, published)),
        }),
      ),
      ...(columns[0]?.otherwise ?? []).map(
        ({ factor: { key, title } }): TableRow => ({
          key: `otherwise.${key}`,
          labels: ["Neg, one choice otherwise", title],
          printed: false,
          format: "signed",
          places: columns.map((column) => changePlace(key, column)),
        }),
      ),
    ],
    digits: DIGITS,
    notices: [],
  };
}

function placeOf(
  plan: TextRowPlan,
  { model, splits, asked }: TextColumn,
  published: readonly PublishedTextColumn[],
): Place {
  if (splits.length === 0) return { gap: "did not finish" };
  const found = splits.flatMap((result) => {
    const value = plan.measure(result.stored.record);
    return value === null ? [] : [{ value, source: sourceOf(result, textEvaluation), record: result.stored.record }];
  });
  const unscored = plan.key === "ceiling_neg" && splits.every(({ stored }) => stored.record.chosen.ceiling === null);
  if (found.length === 0) return { gap: unscored ? "not scored" : "no one turned down" };
  const printed = published.find(({ lambda }) => lambda === model.lambda);
  const notes = [plan.note ?? null, unfinishedNote(splits.length, asked)].filter((note) => note !== null);
  return entryOf(
    found.map(({ value, source }) => ({ value, source })),
    {
      people: found.reduce((sum, { record }) => sum + plan.people(record), 0),
      published: (plan.published && printed && plan.published(printed)) ?? null,
      note: notes.length > 0 ? notes.join("; ") : null,
    },
  );
}

/** The change of neg on the same split; blank where the choice moves nothing or was not looked at. */
function changePlace(key: TextFactor["key"], { splits, otherwise }: TextColumn): Place {
  const after = otherwise.find(({ factor }) => factor.key === key)?.splits ?? [];
  const values = after.flatMap((result): SplitValue[] => {
    const source = sourceOf(result, textEvaluation);
    const before = splits.find(({ run }) => run.settings.run.seed === source.seed);
    const was = before ? negativeOf(before.stored.record) : null;
    const is = negativeOf(result.stored.record);
    return was === null || is === null ? [] : [{ value: is - was, source }];
  });
  if (after.length === 0) return null;
  return values.length === 0 ? { gap: "no one turned down" } : entryOf(values);
}
