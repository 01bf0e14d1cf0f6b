/** Table 5: a classifier of sentences with recourse, ours beside the published numbers. */
import { z } from "zod";
import { entryOf, type Place, type ReportTable, type TableRow } from "../../report/table.ts";
import type { Scope } from "../experiment.ts";
import { printedTable } from "../published.ts";
import { type JobResult, sourceOf, unfinishedNote } from "../results.ts";
import type { TextModel } from "./models.ts";
import type { TextRates, TextRecourseRecord } from "./recourse.ts";
import { textEvaluation } from "./tasks.ts";

export const TEXT_TITLE = "Table 5: recourse for sentences";

const DIGITS = 3;

const publishedColumn = z.object({
  lambda: z.number(),
  f1: z.number(),
  accuracy: z.number(),
  precision: z.number(),
  recall: z.number(),
  recourse_neg: z.number(),
  recourse_all: z.number(),
});

export type PublishedTextColumn = z.infer<typeof publishedColumn>;

/** Table 5's columns by λ. */
export async function publishedTable5(): Promise<readonly PublishedTextColumn[]> {
  const { baseline, adversarial } = z
    .object({ baseline: publishedColumn, adversarial: publishedColumn })
    .parse(await printedTable("table5"));
  return [baseline, adversarial];
}

/** A model, and the splits of it that finished. */
export interface TextColumn {
  readonly model: TextModel;
  readonly splits: readonly JobResult<TextRecourseRecord>[];
  readonly asked: number;
}

/** A row before it has numbers. */
interface RowPlan {
  readonly key: string;
  readonly labels: readonly [string, string];
  readonly measure: (record: TextRecourseRecord) => number | null;
  readonly people: (record: TextRecourseRecord) => number;
  readonly published?: (column: PublishedTextColumn) => number;
  readonly note?: string;
}

const rows = ({ chosen }: TextRecourseRecord) => chosen.test.rows;
const share = (count: number, of: number) => (of === 0 ? null : count / of);
const negative = ({ flipped, negatives }: TextRates) => share(flipped, negatives);

const SWAPPED = "printed as";

const plans: readonly RowPlan[] = [
  {
    key: "f1",
    labels: ["Performance", "F1"],
    measure: ({ chosen }) => chosen.test.f1,
    people: rows,
    published: ({ f1 }) => f1,
  },
  {
    key: "accuracy",
    labels: ["Performance", "accuracy"],
    measure: ({ chosen }) => chosen.test.accuracy,
    people: rows,
    published: ({ accuracy }) => accuracy,
  },
  {
    key: "precision",
    labels: ["Performance", "precision"],
    measure: ({ chosen }) => chosen.test.precision,
    people: rows,
    published: ({ recall }) => recall,
    note: `${SWAPPED} recall`,
  },
  {
    key: "recall",
    labels: ["Performance", "recall"],
    measure: ({ chosen }) => chosen.test.recall,
    people: rows,
    published: ({ precision }) => precision,
    note: `${SWAPPED} precision`,
  },
  {
    key: "recourse_neg",
    labels: ["Recourse", "neg"],
    measure: ({ chosen }) => negative(chosen.recourse),
    people: ({ chosen }) => chosen.recourse.negatives,
    published: ({ recourse_neg }) => recourse_neg,
  },
  {
    key: "recourse_all",
    labels: ["Recourse", "all"],
    measure: ({ chosen }) => chosen.recourse.all,
    people: rows,
    published: ({ recourse_all }) => recourse_all,
  },
  { key: "theta0", labels: ["At θ₀", "θ₀"], measure: ({ chosen }) => chosen.theta0, people: rows },
  {
    key: "turned_down",
    labels: ["At θ₀", "turned down"],
    measure: ({ chosen }) => chosen.recourse.negatives / chosen.recourse.rows,
    people: rows,
  },
  {
    key: "with_candidates",
    labels: ["At θ₀", "of those turned down, with a candidate"],
    measure: ({ chosen: { recourse } }) => share(recourse.withCandidates, recourse.negatives),
    people: ({ chosen }) => chosen.recourse.negatives,
  },
  {
    key: "ceiling_neg",
    labels: ["At θ₀", "neg, every replacement (ceiling)"],
    measure: ({ chosen }) => chosen.ceiling && negative(chosen.ceiling),
    people: ({ chosen }) => chosen.ceiling?.negatives ?? 0,
  },
  { key: "even.f1", labels: ["At θ₀ = 0.5", "F1"], measure: ({ even }) => even.test.f1, people: rows },
  {
    key: "even.accuracy",
    labels: ["At θ₀ = 0.5", "accuracy"],
    measure: ({ even }) => even.test.accuracy,
    people: rows,
  },
  {
    key: "even.recourse_neg",
    labels: ["At θ₀ = 0.5", "recourse neg"],
    measure: ({ even }) => negative(even.recourse),
    people: ({ even }) => even.recourse.negatives,
  },
  {
    key: "even.recourse_all",
    labels: ["At θ₀ = 0.5", "recourse all"],
    measure: ({ even }) => even.recourse.all,
    people: rows,
  },
];

/** The table of one protocol. */
export async function table5Of(scope: Pick<Scope, "protocol">, columns: readonly TextColumn[]): Promise<ReportTable> {
  const published = await publishedTable5();
  return {
    name: "table5",
    title: TEXT_TITLE,
    protocol: scope.protocol,
    caption: captionOf(columns),
    rowHeaders: ["", "measure"],
    columns: columns.map(({ model }) => ({
      key: `${model.training}.${model.key}`,
      group: `encoder ${model.training}`,
      title: model.key,
    })),
    rows: plans.map(
      (plan): TableRow => ({
        key: plan.key,
        labels: plan.labels,
        printed: plan.published !== undefined,
        format: "plain",
        places: columns.map((column) => placeOf(plan, column, published)),
      }),
    ),
    digits: DIGITS,
    notices: [],
  };
}

function placeOf(
  plan: RowPlan,
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

function captionOf(columns: readonly TextColumn[]): string {
  const [record] = columns.flatMap(({ splits }) => splits.map(({ stored }) => stored.record));
  const what =
    "Sentences of the Stanford Sentiment Treebank's test set; positive is favourable. Recourse: the sentence with one word " +
    "replaced by an antonym is accepted (B.4). Baseline: λ = 0; ours: λ = 0.25. Published: BERT-base, fine-tuned.";
  if (record === undefined) return what;
  const { coverage, encoder, chosen } = record;
  const part = (some: number, of: number) => (some / of).toFixed(3);
  const ceiling =
    chosen.ceiling === null ? "" : ` The ceiling scores every replacement of ${chosen.ceiling.rows} test sentences.`;
  return (
    `${what} Ours: ${encoder}; frozen: only a linear layer on the mean state of its word pieces is trained; ` +
    "fine-tuned: all of it is, as in the paper. " +
    `Antonyms: WordNet's, where the paper uses a thesaurus. A test sentence has ${coverage.there.toFixed(1)} replacements, of ` +
    `which ${coverage.chosen.toFixed(1)} are scored; ${part(coverage.some, coverage.sentences)} of the sentences have one, ` +
    `${part(coverage.negativeSome, coverage.negativeSentences)} of those labelled negative, and nobody without one can have ` +
    `recourse.${ceiling} The release computes precision with labels and decisions swapped, so that Table 5 prints recall as ` +
    `precision and precision as recall: each is compared with what it is.${examplesText(columns)}`
  );
}

/** Words kept on each side of the one that is replaced. */
const AROUND = 4;

/** Sentences turned down and their best candidates, of the first split of the first model with recourse. */
function examplesText(columns: readonly TextColumn[]): string {
  const [shown] = columns.filter(({ model, splits }) => model.lambda > 0 && splits.length > 0);
  const examples = shown?.splits[0].stored.record.examples ?? [];
  if (examples.length === 0) return "";
  const each = examples.map(({ text, word, antonym, score, scoreAfter }) => {
    const at = placeOfWord(text, word);
    const before = text.slice(0, at).trim().split(" ").slice(-AROUND).join(" ");
    const after = text
      .slice(at + word.length)
      .trim()
      .split(" ")
      .slice(0, AROUND)
      .join(" ");
    return `“${before} [${word} → ${antonym}] ${after}” ${score.toFixed(2)} → ${scoreAfter.toFixed(2)}`;
  });
  return ` Of those turned down by ours (${shown.model.training}), with the score before and after: ${each.join("; ")}.`;
}

/** Where a word first stands by itself, and not within another. */
function placeOfWord(text: string, word: string): number {
  const isLetter = (character: string | undefined) => character !== undefined && /\p{L}/u.test(character);
  let at = text.indexOf(word);
  while (at >= 0 && (isLetter(text[at - 1]) || isLetter(text[at + word.length]))) at = text.indexOf(word, at + 1);
  return at < 0 ? text.indexOf(word) : at;
}
