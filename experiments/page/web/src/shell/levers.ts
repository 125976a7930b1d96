// What a reader may change: the parameters that decision-makers set, by their role in the data, and the sum.
import { known, type Labels, type Layout, type ScenarioLayout } from '../model/layout';

/** An uncertain parameter, and the ends of its prior. */
export interface Unknown {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly assumed: boolean;
}

const SUM = 'contract.sum';
/** Levers that stand first; the others are behind a fold. */
const FIRST = ['contract.term', SUM, 'control.indicators', 'capability.feedback'];
/** The sum goes to so many times the case's. */
const MOST_SUMS = 4;
const STEPS = 20;

/** What parameters mean, by name. */
export type Helps = Readonly<Record<string, Labels>>;

export interface Lever {
  readonly name: string;
  readonly labels: Labels;
  /** What it means, in a sentence or two. */
  readonly help: Labels;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly usual: number;
  readonly whole: boolean;
  readonly options: readonly string[];
  /** Whether the case draws it: its value is not known there. */
  readonly drawn: boolean;
  /** Yuan a year at level 1. */
  readonly price: number;
  readonly first: boolean;
  /** No lever but an uncertain parameter, which is set as if it were known. */
  readonly known?: boolean;
  readonly assumed?: boolean;
  allows(value: number): boolean;
}

export function leversOf(layout: Layout, scenario: ScenarioLayout, priced: Readonly<Record<string, string>>, helps: Helps = {}): Lever[] {
  const value = (name: string): number => known(scenario.values[name], name);
  const found = Object.entries(layout.point.parameters).flatMap(([name, declared]): Lever[] => {
    const set = declared.role === 'lever' || name === SUM;
    if (!set || declared.structural || name.startsWith('run.') || declared.low === null || declared.high === null) return [];
    const usual = value(name);
    const most = name === SUM ? MOST_SUMS * usual : Math.max(declared.high, usual);
    const least = name === SUM ? usual / STEPS : Math.min(declared.low, usual);
    if (!(least < most)) return [];
    const whole = declared.kind === 'int';
    const step = whole ? 1 : name === SUM ? usual / STEPS : (declared.high - declared.low) / STEPS;
    const price = priced[name];
    return [{
      name, labels: declared.labels, help: helps[name] ?? declared.labels, unit: declared.unit, low: least, high: most, step, usual, whole,
      options: declared.options ?? [], drawn: scenario.priors.names.includes(name), price: price ? value(price) : 0,
      first: FIRST.includes(name),
      allows: (asked) => Number.isFinite(asked) && asked >= least && asked <= most && (!whole || Number.isInteger(asked)),
    }];
  });
  const place = (lever: Lever): number => (lever.first ? FIRST.indexOf(lever.name) : FIRST.length);
  return found.sort((a, b) => place(a) - place(b));
}

/** Uncertain parameters as levers between the ends of their priors, of those that are no levers already. */
export function knownOf(layout: Layout, scenario: ScenarioLayout, unknown: readonly Unknown[], levers: readonly Lever[], helps: Helps = {}): Lever[] {
  return unknown.flatMap(({ name, low, high, assumed }): Lever[] => {
    const declared = known(layout.point.parameters[name], name);
    if (declared.structural || !(low < high) || levers.some((lever) => lever.name === name)) return [];
    const whole = declared.kind === 'int';
    const usual = Math.max(low, Math.min(high, known(scenario.values[name], name)));
    return [{
      name, labels: declared.labels, help: helps[name] ?? declared.labels, unit: declared.unit, low, high, step: whole ? 1 : (high - low) / STEPS, usual, whole, options: declared.options ?? [],
      drawn: true, price: 0, first: false, known: true, assumed,
      allows: (asked) => Number.isFinite(asked) && asked >= low && asked <= high && (!whole || Number.isInteger(asked)),
    }];
  });
}

/** A value as one of these takes it: within its range, whole where it must be, without the dust of binary fractions. */
export function settableIn(lever: Lever, value: number): number {
  const within = Math.max(lever.low, Math.min(lever.high, lever.whole ? Math.round(value) : value));
  return Number(within.toFixed(6));
}

/** A step along a lever, without the dust of binary fractions. */
export function moved(lever: Lever, from: number, by: number): number {
  const to = Math.max(lever.low, Math.min(lever.high, from + by * lever.step));
  return Number(to.toFixed(6));
}

/** What all levers cost, in yuan a year: the price of each times its level. */
export function yearlyPrice(levers: readonly Lever[], valueOf: (lever: Lever) => number): number {
  return levers.reduce((sum, lever) => sum + lever.price * valueOf(lever), 0);
}
