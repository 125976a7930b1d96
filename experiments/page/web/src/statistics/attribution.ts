// What dilemmas take and sources give, by Shapley values, and what reform paths change: experiments/attribution.
import type { Estimate } from './intervals';
import { beyondZero, estimates, leaveOneOut, mapped, rankIntervals, rowsOf, type Resampled } from './jackknife';
import { rounding, type Benchmark, type Weights } from './synergy';

/** The value of each arm by its name: [draw][combination]. */
export type Games = Readonly<Record<string, Float64Array>>;

export interface Outcome {
  readonly numerator: Weights;
  readonly denominator?: Weights;
}

export interface Entry {
  readonly name: string;
  readonly estimate: Estimate;
  /** Whether it differs from zero at 5%, corrected for their number. */
  readonly resolved: boolean;
  /** Ranks that it may have; 1 takes, or gives, most. */
  readonly best: number;
  readonly worst: number;
}

export interface Account {
  readonly neutral: Estimate;
  readonly actual: Estimate;
  readonly total: Estimate;
  readonly entries: readonly Entry[];
}

export interface Gain {
  readonly level: Estimate;
  readonly change: Estimate;
  readonly resolved: boolean;
}

/** The ratio of a benchmark as an outcome. */
export const ratioOf = ({ numerator, denominator }: Benchmark): Outcome => ({ numerator, denominator });
export const CREATED: Outcome = { numerator: { GS: 1, none: -1 } };

function contrast(weights: Weights, games: Games): Float64Array {
  const columns = Object.entries(weights).map(([name, weight]) => [weight, games[name]!] as const);
  return columns[0]![1].map((_, cell) => columns.reduce((sum, [weight, values]) => sum + weight * values[cell]!, 0));
}

/** An outcome of every combination, whole and without each draw; nothing where a ratio is undefined in some. */
export function resample({ numerator, denominator }: Outcome, games: Games, combinations: number): Resampled | undefined {
  const above = leaveOneOut(contrast(numerator, games), combinations);
  if (!above.values.every(Number.isFinite)) return undefined;
  if (!denominator) return above;
  const below = leaveOneOut(contrast(denominator, games), combinations);
  const clear = estimates(below).every(({ value, low }) => (Number.isFinite(low) ? low : value) > 0);
  if (!clear || !below.values.every((one) => one > 0)) return undefined;
  return { columns: combinations, values: above.values.map((one, cell) => one / below.values[cell]!) };
}

function bits(number: number): number {
  let count = 0;
  for (let left = number; left; left &= left - 1) count++;
  return count;
}

/** Each player's average contribution over all orders: Σ t!(n−t−1)!/n! · [v(T∪i) − v(T)]. */
export function shapley(game: ArrayLike<number>): number[] {
  const size = Math.log2(game.length);
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const weight = Array.from({ length: size }, (_, t) => (factorial(t) * factorial(size - t - 1)) / factorial(size));
  return weight.map((_, player) => {
    let sum = 0;
    for (let without = 0; without < game.length; without++) {
      if (!(without & (1 << player))) sum += (game[without | (1 << player)]! - game[without]!) * weight[bits(without)]!;
    }
    return sum;
  });
}

/** The account of an outcome; a switch that is on makes its dilemma, or source, neutral. `sign` is −1 where they take. */
export function accountOf(outcome: Outcome, games: Games, names: readonly string[], sign: 1 | -1): Account | undefined {
  const combinations = 1 << names.length;
  const table = resample(outcome, games, combinations);
  if (!table || rowsOf(table) < 3) return undefined;
  const rows = rowsOf(table);
  const values = new Float64Array(rows * names.length);
  for (let row = 0; row < rows; row++) {
    // who is present is who is not switched off
    values.set(shapley(table.values.slice(row * combinations, (row + 1) * combinations).reverse()), row * names.length);
  }
  const parts: Resampled = { columns: names.length, values };
  const [found, resolved] = [estimates(parts), beyondZero(parts)];
  const ranks = rankIntervals({ columns: names.length, values: values.map((one) => sign * one) });
  const [neutral, actual, total] = estimates(mapped([table], 3, ([row], column) => {
    const [without, all] = [row![combinations - 1]!, row![0]!];
    return column === 0 ? without : column === 1 ? all : all - without;
  }));
  return {
    neutral: neutral!, actual: actual!, total: total!,
    entries: names.map((name, place) => ({
      name, estimate: found[place]!, resolved: resolved[place]!, best: ranks[place]![0], worst: ranks[place]![1],
    })),
  };
}

/** An outcome under every combination of paths, and its change from none of them, resolved among all combinations. */
export function gainsOf(outcome: Outcome, games: Games, combinations: number): Gain[] | undefined {
  const table = resample(outcome, games, combinations);
  if (!table || rowsOf(table) < 3) return undefined;
  const changes = mapped([table], combinations, ([row], column) => row![column]! - row![0]!);
  const [levels, found] = [estimates(table), estimates(changes)];
  const tested = beyondZero(mapped([changes], combinations - 1, ([row], column) => row![column + 1]!));
  return levels.map((level, place) => ({ level, change: found[place]!, resolved: place > 0 && tested[place - 1]! }));
}

/** In how many draws a combination comes to more than two, by a benchmark. */
export function drawsAbove({ gain }: Benchmark, games: Games, combinations: number, combination: number): number {
  const dust = rounding(games);
  return contrast(gain, games).filter((value, cell) => cell % combinations === combination && value > dust).length;
}
