/** A region of Δ without what joint constraints, if-then constraints and a linear bound rule out. */
import { stepped } from "../actions/discrete.ts";
import type { ActionSet } from "../actions/set.ts";
import type { Constraint } from "./linear.ts";
import { among, between, type PersonMoves, type Region } from "./region.ts";

/** What `contains` lets a joint constraint be missed by, for every δ_j of size 1 or less; twice, as bounds may be missed too. */
const TOLERANCE = 2e-6;
const ROUNDING = 2 ** -40;
const SWEEPS = 3;

/** Δ's joint constraints as slope·δ ≥ floor, loosened by what `contains` tolerates of a δ in the region. */
export function jointConstraints({ dimension: d, constraints }: ActionSet, { lower, upper }: Region): Constraint[] {
  return Array.from(constraints.b, (b, r) => {
    const slope = constraints.A.subarray(r * d, (r + 1) * d);
    let give = 0;
    for (let j = 0; j < d; j++) if (slope[j] !== 0) give += Math.abs(slope[j]) * Math.max(1, -lower[j], upper[j]);
    return { slope, floor: -b - TOLERANCE * give };
  });
}

/** The region without what the constraints and the rules forbid outright; null when nothing is left. */
export function tightened(person: PersonMoves, given: Region, constraints: readonly Constraint[]): Region | null {
  let region: Region | null = given;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const before: Region = region;
    for (const constraint of constraints) {
      region = within(person, region, constraint);
      if (region === null) return null;
    }
    for (const rule of person.actions.rules) {
      if (!rule.needs.every((j) => isStill(before, j))) continue;
      for (const j of rule.allows) {
        region = stayed(person, region, j);
        if (region === null) return null;
      }
    }
    if (region === before) break;
  }
  return region;
}

const isStill = ({ lower, upper }: Region, j: number) => lower[j] === 0 && upper[j] === 0;
const hasMoved = ({ lower, upper }: Region, j: number) => lower[j] > 0 || upper[j] < 0;

/** The region in which column j, or the group it is of, does not change. */
function stayed(person: PersonMoves, region: Region, j: number): Region | null {
  if (isStill(region, j)) return region;
  const g = person.groups.findIndex(({ columns }) => columns.includes(j));
  if (g < 0) return region.lower[j] <= 0 && region.upper[j] >= 0 ? between(region, j, 0, 0) : null;
  const [own] = person.groups[g].categories;
  return region.categories[g].includes(own) ? among(person, region, g, [own]) : null;
}

/** What is left of the region under one constraint: each feature and category given the most that all others can do. */
function within(person: PersonMoves, region: Region, { slope, floor }: Constraint): Region | null {
  const { actions, features, groups } = person;
  const { lower, upper, categories } = region;
  const gain = (own: number, j: number) => (j === own ? 0 : slope[j] - slope[own]);
  const mostOf = (g: number) => {
    let most = -Infinity;
    for (const j of categories[g]) most = Math.max(most, gain(groups[g].categories[0], j));
    return most;
  };
  // What is left over when everything does its most; each can do so much less.
  let room = -floor;
  let terms = Math.abs(floor);
  for (const j of features) {
    const most = slope[j] === 0 ? 0 : slope[j] * (slope[j] > 0 ? upper[j] : lower[j]);
    room += most;
    terms += Math.abs(most);
  }
  for (let g = 0; g < groups.length; g++) {
    const most = mostOf(g);
    room += most;
    terms += Math.abs(most);
  }
  room += ROUNDING * terms;
  if (room < 0) return null;
  // NaN and ∞ rule out nothing.
  if (!(room < Infinity)) return region;
  let left = region;
  for (const j of features) {
    const length = Math.abs(slope[j]) * (upper[j] - lower[j]);
    if (!(length > room)) continue;
    let [low, high] = slope[j] > 0 ? [upper[j] - room / slope[j], upper[j]] : [lower[j], lower[j] - room / slope[j]];
    if (actions.steps[j] > 0) [low, high] = onSteps(actions, j, low, high);
    if (low > high) return null;
    if (left === region) left = { ...region, lower: lower.slice(), upper: upper.slice() };
    left.lower[j] = Math.max(low, lower[j]);
    left.upper[j] = Math.min(high, upper[j]);
  }
  for (let g = 0; g < groups.length; g++) {
    const [own] = groups[g].categories;
    const least = mostOf(g) - room;
    if (categories[g].every((j) => gain(own, j) >= least)) continue;
    const open = categories[g].filter((j) => gain(own, j) >= least);
    left = among(person, left, g, open);
  }
  return left;
}

/** The outermost steps within low … high, which need not hold 0. */
function onSteps(actions: ActionSet, j: number, low: number, high: number): [number, number] {
  const give = 1e-6;
  const first = Math.ceil((low - give) / actions.steps[j]);
  const last = Math.floor((high + give) / actions.steps[j]);
  return [stepped(actions, j, first), stepped(actions, j, last)];
}

/**
 * The region by whether something that an if-then constraint needs changes, where that is open and matters; null when no
 * such constraint is left. Together they are the region.
 */
export function byRule(person: PersonMoves, region: Region): Region[] | null {
  const { actions, groups } = person;
  for (const { needs, allows } of actions.rules) {
    if (needs.some((j) => hasMoved(region, j)) || allows.every((j) => isStill(region, j))) continue;
    const j = needs.find((column) => !isStill(region, column));
    if (j === undefined) continue;
    const g = groups.findIndex(({ columns }) => columns.includes(j));
    if (g >= 0) {
      const others = region.categories[g].filter((category) => category !== j);
      return [among(person, region, g, [j]), among(person, region, g, others)];
    }
    const regions = [between(region, j, 0, 0)];
    if (region.lower[j] < 0) regions.push(between(region, j, region.lower[j], stepped(actions, j, -1)));
    if (region.upper[j] > 0) regions.push(between(region, j, stepped(actions, j, 1), region.upper[j]));
    return regions;
  }
  return null;
}

/** What is left of the region at a cost of at most `most`, each feature and category given that all others cost their least. */
export function withinCost(person: PersonMoves, region: Region, most: number): Region | null {
  const { actions, features, groups } = person;
  const { lower, upper, categories } = region;
  const least = (j: number) => actions.weights[j] * Math.max(lower[j], -upper[j], 0);
  const priceOf = (g: number, j: number) => (j === groups[g].categories[0] ? 0 : actions.weights[j]);
  const cheapestOf = (g: number) => categories[g].reduce((low, j) => Math.min(low, priceOf(g, j)), Infinity);
  let room = most * (1 + ROUNDING);
  for (const j of features) room -= least(j);
  for (let g = 0; g < groups.length; g++) room -= cheapestOf(g);
  if (room < 0) return null;
  if (!(room < Infinity)) return region;
  let left = region;
  for (const j of features) {
    const reach = (room + least(j)) / actions.weights[j];
    if (!(lower[j] < -reach || upper[j] > reach)) continue;
    let [low, high] = [Math.max(lower[j], -reach), Math.min(upper[j], reach)];
    if (actions.steps[j] > 0) [low, high] = onSteps(actions, j, low, high);
    if (left === region) left = { ...region, lower: lower.slice(), upper: upper.slice() };
    left.lower[j] = Math.max(low, lower[j]);
    left.upper[j] = Math.min(high, upper[j]);
  }
  for (let g = 0; g < groups.length; g++) {
    const dearest = cheapestOf(g) + room;
    if (categories[g].every((j) => priceOf(g, j) <= dearest)) continue;
    left = among(
      person,
      left,
      g,
      categories[g].filter((j) => priceOf(g, j) <= dearest),
    );
  }
  return left;
}
