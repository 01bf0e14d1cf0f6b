/** How things look in every figure: each has one colour and one marker, whatever figure it is in. */
import { recourseMethod } from "../methods/registry.ts";
import type { LegendEntry, Look } from "../report/legend.ts";

export const f1Look: Look = { label: "F1", series: 0, symbol: "circle", width: 2, radius: 3 };
export const accuracyLook: Look = { label: "accuracy", series: 2, symbol: "square", width: 2, radius: 3 };

/** The paper calls them “recourse all” and “recourse neg”. */
export const rates = { all: "recourse all", negative: "recourse negative" } as const;

const methods: Readonly<Record<string, Look>> = {
  gradient: { label: "recourse by gradient descent", series: 1, symbol: "circle", width: 3.5, radius: 4.2 },
  adversarial: { label: "recourse by adversarial training", series: 3, symbol: "triangle", width: 1.6, radius: 2.8 },
  causal: { label: "causal recourse", series: 4, symbol: "diamond", width: 2, radius: 3.4 },
  cheapest: { label: "cheapest action, proven", series: 2, symbol: "square", width: 2, radius: 3 },
  lasting: { label: "lasting recourse", series: 7, symbol: "diamond", width: 2, radius: 3.4 },
  highest: { label: "highest score in Δ, which no method exceeds", series: 5, symbol: "square", width: 3, radius: 3.6 },
  ascent: { label: "highest score found in Δ", series: 5, symbol: "square", width: 3, radius: 3.6 },
};

/**
 * The look of a method that computes recourse; grey for one that only a protocol of one's own asks
 * for. Throws ConfigError for an unknown one.
 */
export function lookOf(method: string): Look {
  if (Object.hasOwn(methods, method)) return methods[method];
  const label = `recourse by ${recourseMethod(method).title.replace(/^./, (first) => first.toLowerCase())}`;
  return { label, series: 5, symbol: "diamond", width: 2, radius: 3 };
}

/** The baseline, λ = 0, has dashes and hollow markers wherever it stands beside ours. */
export function asBaseline(look: Look): Look {
  return { ...look, dash: 1, hollow: true };
}

/** The look of protocol 0, 1, … where several share a picture: colours that nothing else has. */
export function protocolLook(place: number, protocol: string): Look {
  const symbols = ["circle", "square", "triangle", "diamond"] as const;
  const symbol = symbols[place % symbols.length];
  return { label: `protocol ${protocol}`, series: 6 + (place % 3), symbol, width: 1.4, radius: 3.4 };
}

/** What is published stands behind ours: dotted in a legend, faint and dotted in a panel. */
export const published: LegendEntry = { label: "published, faint", series: null, dash: 2 };
