/** The figure of Table 5: performance and recourse of sentences against λ, for a frozen encoder and a fine-tuned one. */
import { drawFigure } from "../../report/figure.ts";
import type { Look } from "../../report/legend.ts";
import { frame, grid, lambdaAxis, lineMarks, publishedMarks, shareAxis } from "../../report/panels.ts";
import { stem } from "../../report/stem.ts";
import type { Job } from "../../runner/job.ts";
import { captionOf, incompleteText, splitsText } from "../caption.ts";
import type { DrawnFigure, FigureScope } from "../experiment.ts";
import { f1Look, lookOf, published, rates } from "../look.ts";
import type { Results } from "../results.ts";
import { type MeanAt, meanColumns, seriesAlong } from "../series.ts";
import { textJobs, textLambdas, textRequest } from "./models.ts";
import type { TextRecourseRecord } from "./recourse.ts";
import { negativeOf, type PublishedTextColumn, publishedTable5 } from "./rows.ts";
import { resolvedText } from "./run.ts";
import type { TextTraining } from "./settings.ts";

/** A line of the figure. */
interface Line {
  readonly measure: string;
  readonly look: Look;
  readonly ours: (record: TextRecourseRecord) => number | null;
  /** Null for what Table 5 does not have. */
  readonly published: ((column: PublishedTextColumn) => number) | null;
}

const negativeLook = { ...lookOf("gradient"), label: "recourse negative" };

const lines: readonly Line[] = [
  { measure: "F1", look: f1Look, ours: ({ chosen }) => chosen.test.f1, published: ({ f1 }) => f1 },
  { measure: rates.negative, look: negativeLook, ours: negativeOf, published: ({ recourse_neg }) => recourse_neg },
  {
    measure: "with a replacement",
    look: { ...lookOf("highest"), label: "of those turned down, with a replacement at all" },
    ours: ({ chosen: { recourse } }) =>
      recourse.negatives === 0 ? null : recourse.withCandidates / recourse.negatives,
    published: null,
  },
];

interface Point extends MeanAt {
  readonly line: Line;
  readonly training: TextTraining;
  readonly source: "ours" | "published";
}

const panelOf = (training: TextTraining) => `encoder ${training}`;

/** Where the table ends fine-tuning goes on with this λ, on the first split: it takes half an hour. */
const BEYOND = 1;

/** Fine-tuned classifiers have the λ of Table 5 and one beyond; the linear layer on a frozen encoder, those of §4.1 as well. */
function lambdasOf(training: TextTraining, { lambdas }: FigureScope): readonly number[] {
  const ofTable = textLambdas.map(({ lambda }) => lambda);
  if (training === "fine-tuned") return [...ofTable, BEYOND];
  return [...new Set([...ofTable, ...lambdas])].sort((a, b) => a - b);
}

function jobsAt(scope: FigureScope, training: TextTraining, lambda: number): Job<TextRecourseRecord>[] {
  const seeds = training === "fine-tuned" && lambda === BEYOND ? scope.seeds.slice(0, 1) : scope.seeds;
  return textJobs({ ...scope, seeds }, { training, lambda });
}

async function trainingsOf(scope: FigureScope): Promise<readonly TextTraining[]> {
  return (await resolvedText(textRequest(scope, 0, 0))).settings.nlp.trainings;
}

export async function tradeOffJobs(scope: FigureScope): Promise<readonly Job<TextRecourseRecord>[]> {
  return (await trainingsOf(scope)).flatMap((training) =>
    lambdasOf(training, scope).flatMap((lambda) => jobsAt(scope, training, lambda)),
  );
}

/** A panel for each training; nothing where nothing finished. */
export async function tradeOffPicture(scope: FigureScope, results: Results): Promise<DrawnFigure[]> {
  const { protocol, seeds } = scope;
  const trainings = await trainingsOf(scope);
  const ours = trainings.flatMap((training) => pointsOf(training, scope, results));
  if (ours.length === 0) return [];
  const points = [...ours, ...(await publishedPoints(trainings))];
  const title = `Sentences: performance and recourse against λ, protocol ${protocol}`;
  const place = { x: "at", fx: ({ training }: Point) => panelOf(training) } as const;
  const figure = await drawFigure({
    title,
    description:
      `A panel for each of ${trainings.map(panelOf).join(" and ")}, against λ: F1 of the decisions about sentences, the share of the sentences turned down ` +
      "that one word makes positive, and the share of them that have a replacement at all. Means over splits with standard errors.",
    legend: [...lines.map(({ look }) => look), published],
    points: points.map(({ line: { measure }, training, source, at, over }) => ({
      encoder: training,
      protocol,
      source,
      measure,
      lambda: at,
      ...meanColumns(over),
    })),
    options: (plot) => ({
      ...grid(trainings.map(panelOf), [""], 230),
      fy: { axis: null },
      x: lambdaAxis,
      y: { ...shareAxis, label: "F1, or share of sentences" },
      marks: [
        frame(plot),
        ...trainings.flatMap((training) =>
          lines.flatMap((line) => {
            const mine = (source: Point["source"]) =>
              points.filter((each) => each.training === training && each.line === line && each.source === source);
            return [
              publishedMarks(plot, mine("published"), place, line.look),
              ...lineMarks(plot, mine("ours"), place, line.look),
            ];
          }),
        ),
      ],
    }),
  });
  const caption = captionOf(
    `Test sentences, θ₀ chosen on validation sentences: means ± standard errors over ${splitsText(seeds)}.`,
    "“Recourse negative” is the share of the sentences turned down that one replaced word makes positive; who has no replacement cannot have it.",
    "Frozen: only a linear layer is trained. Fine-tuned: all layers, at the two λ of Table 5, and on the first split at λ = 1. Faint: Table 5, BERT-base.",
    incompleteText(results, await tradeOffJobs(scope), "evaluations"),
  );
  return [{ name: `texts-${stem(protocol)}`, title, caption, protocol, ...figure }];
}

function pointsOf(training: TextTraining, scope: FigureScope, results: Results): Point[] {
  return lines.flatMap((line) => {
    const at = (lambda: number) => jobsAt(scope, training, lambda);
    const series = seriesAlong(lambdasOf(training, scope), at, results, line.ours);
    return series.map((each): Point => ({ ...each, line, training, source: "ours" }));
  });
}

/** Table 5's two λ, in every panel. */
async function publishedPoints(trainings: readonly TextTraining[]): Promise<Point[]> {
  const columns = await publishedTable5();
  return trainings.flatMap((training) =>
    lines.flatMap((line) => {
      const { published } = line;
      if (published === null) return [];
      return columns.map((column): Point => {
        const over = { mean: published(column), standardError: null, n: 1 };
        return { at: column.lambda, over, line, training, source: "published" };
      });
    }),
  );
}
