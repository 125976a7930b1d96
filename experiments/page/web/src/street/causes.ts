// Why two streets in the same random numbers part: when, by what the contract then was; and how much of it each cause is worth,
// by running the very same world without it. Nothing is inferred from how the streets look.
import type { Changes, Engine, World } from '../model/engine';
import { AWAITING, RUNNING, type Frame } from '../model/frames';

/** What the contract was when the streets parted. */
export type Parting = 'waiting' | 'settling' | 'begun' | 'unsigned';

export interface Part {
  readonly month: number;
  readonly parting: Parting;
}

export interface Cause {
  readonly name: string;
  /** The running difference of the two streets with it and without it. */
  readonly with: number;
  readonly without: number;
}

const LEAST_SHARE = 0.02;
const LEAST = 0.5;
const ROUNDING = 1e-9;

/** The running difference month by month, from month 0. */
export function differenceOf(withContract: readonly Frame[], without: readonly Frame[], measure: number): number[] {
  return withContract.map((frame, month) => (month === 0 ? 0 : frame.measures[measure]! - without[month]!.measures[measure]!));
}

/** The first month in which the two have not created the same, and what the contract was then. */
export function partOf(withContract: readonly Frame[], difference: readonly number[], office: number): Part | undefined {
  const month = difference.findIndex((value) => Math.abs(value) > ROUNDING);
  if (month < 0) return undefined;
  const now = withContract[month]!;
  const own = now.contracts.filter((one) => one.office === office && one.conditional === 1);
  if (own.some((one) => one.state === RUNNING)) return { month, parting: 'begun' };
  const waiting = own.find((one) => one.state === AWAITING);
  if (!waiting) return { month, parting: 'unsigned' };
  // a contract begins when it is approved and when the association's new leader has settled in
  const settles = withContract[waiting.signed + 1]?.organizations[waiting.organization]?.pause ?? 0;
  return { month, parting: settles >= waiting.start - waiting.signed ? 'settling' : 'waiting' };
}

/** The running difference of one world, from month 1, under changes. */
export function differencesUnder(engine: Engine, world: World, arms: readonly [contract: number, side: number], measure: number, months: number, changes: Changes): number[] {
  const values = engine.run({ worlds: [world], arms, measures: [measure], months, changes });
  return Array.from({ length: months }, (_, month) => values[month]! - values[months + month]!);
}

/** The running difference of one world under some changes from the same world without any, in one arm, from month 1. */
export function differencesOn(engine: Engine, world: World, arm: number, measure: number, months: number, changes: Changes): number[] {
  const values = engine.run({ worlds: [world, world], each: [changes, {}], arms: [arm], measures: [measure], months });
  return Array.from({ length: months }, (_, month) => values[month]! - values[months + month]!);
}

/** The same without each of the changes in turn: what the others do alone. */
export function withoutEach(engine: Engine, world: World, arm: number, measure: number, months: number, changes: Changes): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(Object.keys(changes).map((name) => {
    const { [name]: _, ...others } = changes;
    return [name, differencesOn(engine, world, arm, measure, months, others)];
  }));
}

/** The causes of a world's difference by a month, the weightiest first: without each the streets would be nearer to
 *  each other. `without` has each one's differences without it. */
export function causesAt(month: number, difference: readonly number[], without: Readonly<Record<string, readonly number[]>>): Cause[] {
  if (month < 1) return [];
  const here = difference[month]!;
  const least = Math.max(LEAST, LEAST_SHARE * Math.abs(here));
  return Object.entries(without)
    .map(([name, values]) => ({ name, with: here, without: values[month - 1]! }))
    .filter((cause) => Math.sign(here) * (here - cause.without) >= least)
    .sort((a, b) => Math.abs(b.without - b.with) - Math.abs(a.without - a.with));
}
