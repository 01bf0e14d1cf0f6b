/** A table as LaTeX: a booktabs table to \input. */
import { isEntry, isGap, type Place, type ReportTable, type TableRow } from "../table.ts";
import { columnGroups, labelled, legend, ownNumber, publishedNumber } from "./numbers.ts";

/** Needs booktabs, and graphicx to shrink the table to the width of the page. */
export function latexOf(table: ReportTable): string {
  const groups = columnGroups(table.columns);
  const rowHeaders = table.rowHeaders.length;
  const spans: string[] = [];
  const rules: string[] = [];
  let at = rowHeaders + 1;
  for (const { title, columns } of groups) {
    spans.push(`\\multicolumn{${columns.length}}{c}{${escaped(title)}}`);
    rules.push(`\\cmidrule(lr){${at}-${at + columns.length - 1}}`);
    at += columns.length;
  }
  const heads = [...table.rowHeaders, ...table.columns.map(({ title }) => title)].map(escaped);
  const lines = labelled(table.rows).flatMap(({ row, labels }, i) => {
    const first = labels[0] === "" ? "" : `\\textbf{${escaped(labels[0])}}`;
    const cells = [first, ...labels.slice(1).map(escaped), ...row.places.map((place) => placeText(place, table, row))];
    return [...(i > 0 && labels[0] !== "" ? ["\\addlinespace"] : []), `${cells.join(" & ")} \\\\`];
  });
  return [
    ...table.notices.map((notice) => `% ${notice}`),
    "\\begin{table}",
    "\\centering",
    "\\resizebox{\\linewidth}{!}{%",
    `\\begin{tabular}{${"l".repeat(rowHeaders)}${"r".repeat(table.columns.length)}}`,
    "\\toprule",
    `${table.rowHeaders.map(() => "").join(" & ")} & ${spans.join(" & ")} \\\\`,
    rules.join(" "),
    `${heads.join(" & ")} \\\\`,
    "\\midrule",
    ...lines,
    "\\bottomrule",
    "\\end{tabular}}",
    `\\caption{${escaped(`${table.title}, protocol ${table.protocol}. ${table.caption} ${legend}`)}}`,
    `\\label{tab:${table.name}-${table.protocol.replace(/[^\w-]/g, "")}}`,
    "\\end{table}",
    "",
  ].join("\n");
}

function placeText(place: Place, table: ReportTable, { format }: TableRow): string {
  if (isGap(place)) return `\\textit{${escaped(place.gap)}}`;
  if (!isEntry(place)) return "";
  const own = escaped(ownNumber(place, table, format));
  const published = escaped(publishedNumber(place, table, format));
  return `${place.bold ? `\\textbf{${own}}` : own}${published === "" ? "" : ` {\\footnotesize (${published})}`}`;
}

const special: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "±": "$\\pm$",
  "−": "$-$",
  "≈": "$\\approx$",
  "≠": "$\\neq$",
  "≤": "$\\leq$",
  λ: "$\\lambda$",
  "θ₀": "$\\theta_0$",
  δ: "$\\delta$",
  Δ: "$\\Delta$",
  α: "$\\alpha$",
  ε: "$\\epsilon$",
  "×": "$\\times$",
  "→": "$\\rightarrow$",
  "“": "``",
  "”": "''",
  "…": "\\ldots{}",
};

/** Text as LaTeX typesets it, also without Unicode input. */
function escaped(text: string): string {
  return text.replace(/θ₀|[\\~^±−≈≠≤λδΔαε×→“”…]|[&%$#_{}]/g, (found) => special[found] ?? `\\${found}`);
}
