/** What `certify` tells people: counts by what is proven, by group, and the first people one by one. */
import type { Certification, CertifiedCounts, CertifiedPerson } from "../library/certify.ts";
import type { Run } from "../pipeline/run.ts";
import { count, fixed, percent, shortest, signed } from "./format.ts";
import { title } from "./summary.ts";
import { table, withoutGaps } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** One model and what is proven of its people. */
export interface CertifiedModel {
  readonly run: Run;
  readonly certification: Certification;
}

type Shape = Pick<Terminal, "colour" | "columns">;

/** How many people turned down are shown one by one. */
const SHOWN = 10;

/** One model: everybody, the groups, and the first people turned down. */
export function certificationText({ run, certification }: CertifiedModel, shape: Shape): string {
  const { theta0, counts, groups, people } = certification;
  const rows = [["everybody", counts] as const, ...Object.entries(groups)].map(([name, each]) => cellsOf(name, each));
  const first = people.filter(({ answer }) => answer !== "accepted").slice(0, SHOWN);
  const more = counts.turnedDown - first.length;
  return [
    `${title(run)} · θ₀ = ${shortest(theta0, 3)}\n`,
    countsTable(whoOf(certification), rows, shape),
    `${proofText(certification)}\n`,
    first.length === 0 ? "" : peopleTable(first, shape),
    more > 0 ? `and ${count(more)} more; --csv or --json has everybody\n` : "",
  ].join("");
}

/** Several models, one line each. */
export function comparisonText(models: readonly CertifiedModel[], shape: Shape): string {
  const rows = models.map(({ run, certification: { counts } }) => {
    const { lambda, seed } = run.settings.run;
    return cellsOf(`${run.dataset} λ ${shortest(lambda, 6)} seed ${seed}`, counts);
  });
  const [{ run, certification }] = models;
  const open = models.filter(({ certification: { counts } }) => counts.open + counts.cheapestOpen > 0).length;
  const left = open === 0 ? "nothing is left open" : `${count(open)} of ${count(models.length)} leave something open`;
  return `protocol ${run.protocol}\n${countsTable(whoOf(certification), rows, shape)}${left}\n`;
}

function whoOf({ part }: Certification): string {
  return part === "all" ? "all rows" : `${part} rows`;
}

const HEAD = ["turned down", "recourse", "none", "open", "cost"];

function cellsOf(name: string, counts: CertifiedCounts): string[] {
  const { people, turnedDown, withRecourse, none, open, cost } = counts;
  const share = (some: number) => (turnedDown === 0 ? "–" : `${count(some)} (${percent(some / turnedDown, 0)})`);
  return [
    name,
    `${count(turnedDown)} of ${count(people)}`,
    share(withRecourse),
    share(none),
    count(open),
    cost === null ? "–" : `${fixed(cost.median, 2)} (${fixed(cost.p90, 2)})`,
  ];
}

function countsTable(who: string, rows: readonly (readonly string[])[], shape: Shape): string {
  return table([who, ...HEAD], rows, shape);
}

const COST = "cost: median (p90) of the cheapest actions, in standard deviations";
const NAMED_COST = `${COST} where the data set does not say it`;

function proofText({ counts, boxes, people }: Certification): string {
  const { turnedDown, open, cheapestOpen, boxes: taken } = counts;
  if (turnedDown === 0) return "nobody is turned down";
  if (people.some(({ action }) => action !== undefined)) {
    return `all proven, and no action is cheaper: every action that is open to somebody was scored\n${NAMED_COST}`;
  }
  const left = people.filter(({ answer }) => answer === "open");
  const spent = left.filter((person) => person.boxes >= boxes).length;
  const why = [
    ...(spent > 0 ? [`${count(spent)} after ${count(boxes)} box${boxes === 1 ? "" : "es"}; --boxes gives more`] : []),
    ...(left.length > spent ? [`${count(left.length - spent)} too close to call in float32`] : []),
  ].join("; ");
  if (open > 0) return `${count(open + cheapestOpen)} left open: ${why}\n${COST}`;
  if (cheapestOpen > 0) {
    return `who has recourse is all proven; whether a cheaper action exists is left open for ${count(cheapestOpen)}: ${why}\n${COST}`;
  }
  const effort =
    taken === null ? "" : `, in ${shortest(taken.median, 1)} boxes a person (median; at most ${count(taken.max)})`;
  return `all proven, and no action is cheaper by more than 1 %${effort}\n${COST}`;
}

function peopleTable(people: readonly CertifiedPerson[], shape: Shape): string {
  const rows = people.map((person) => [
    `${person.record}`,
    person.group ?? "–",
    fixed(person.score),
    answerText(person),
    person.cost === null ? "–" : fixed(person.cost, 3),
    changesOf(person),
  ]);
  const head = ["record", "group", "score", "recourse", "cost", "cheapest action"];
  const [titles, cells] = withoutGaps(head, rows, [1]);
  const right = new Set(["record", "score", "cost"]);
  return table(
    titles,
    cells,
    shape,
    titles.map((title) => (right.has(title) ? "right" : "left")),
  );
}

/** "yes, cheapest proven", "none, proven", … */
function answerText({ answer, cost }: Pick<CertifiedPerson, "answer" | "cost">): string {
  switch (answer) {
    case "accepted":
      return "not needed";
    case "action":
      return "yes, cheapest proven";
    case "none":
      return "none, proven";
    case "open":
      return cost === null ? "open" : "yes, a cheaper one is open";
  }
}

function changesOf({ features, cost, action }: CertifiedPerson): string {
  if (cost === null) return "–";
  const changes = Object.entries(features)
    .filter(([, { change }]) => change !== 0)
    .map(([name, { change }]) => `${name} ${signed(change, 3)}`)
    .join(", ");
  return action === undefined || action === null ? changes : `${action}: ${changes}`;
}
