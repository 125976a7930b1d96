// 1+1 by both benchmarks, and how a change of the rules changes it: the formulas of experiments/synergy and comparison.
import { fieller, meanInterval, NOTHING, ratioInfluence, type Estimate } from './intervals';

/** Where one and one are as much as what they are compared with. */
export const EVEN = 2;

/** The value of each arm, world by world: an array for each arm by its name. */
export type ArmValues = Readonly<Record<string, ArrayLike<number>>>;

export type BenchmarkName = 'side_by_side' | 'alone';

export type Weights = Readonly<Record<string, number>>;

export interface Benchmark {
  readonly name: BenchmarkName;
  /** Twice the contract over the benchmark, both net of the empty arm. */
  readonly numerator: Weights;
  readonly denominator: Weights;
  /** Positive exactly where the ratio exceeds two. */
  readonly gain: Weights;
}

export const SIDE_BY_SIDE: Benchmark = {
  name: 'side_by_side',
  numerator: { GS: 2, none: -2 },
  denominator: { 'G+S': 1, none: -1 },
  gain: { GS: 1, 'G+S': -1 },
};

export const ALONE: Benchmark = {
  name: 'alone',
  numerator: { GS: 2, none: -2 },
  denominator: { G: 1, S: 1, none: -2 },
  gain: { GS: 1, G: -1, S: -1, none: 1 },
};

/** Both benchmarks, the leading one first. */
export const BENCHMARKS: readonly Benchmark[] = [SIDE_BY_SIDE, ALONE];

/** The arms that both need. */
export const ARMS_NEEDED = ['none', 'G', 'S', 'G+S', 'GS'] as const;

/** Differences below this part of the largest value are rounding, not effects. */
export const ROUNDING = 1e-12;

export function contrast(weights: Weights, values: ArmValues): Float64Array {
  const columns = Object.entries(weights).map(([name, weight]) => {
    const column = values[name];
    if (!column) throw new Error(`no runs of arm ${name}`);
    return [weight, column] as const;
  });
  return Float64Array.from(columns[0]![1], (_, i) => columns.reduce((sum, [weight, column]) => sum + weight * column[i]!, 0));
}

export function rounding(values: ArmValues): number {
  let most = 0;
  for (const column of Object.values(values)) {
    for (let i = 0; i < column.length; i++) most = Math.max(most, Math.abs(column[i]!));
  }
  return ROUNDING * most;
}

/** 1+1 by one benchmark with its Monte Carlo interval; undefined (NaN) where the benchmark is not clearly positive. */
export function onePlusOne(values: ArmValues, benchmark: Benchmark): Estimate {
  const below = contrast(benchmark.denominator, values);
  const whole = meanInterval(below);
  const lowest = Number.isNaN(whole.low) ? whole.value : whole.low;
  if (!(lowest > rounding(values))) return { ...NOTHING, clusters: below.length };
  return fieller(contrast(benchmark.numerator, values), below);
}

/** What the two create together net of nobody acting: the mean over worlds with its interval. */
export function together(values: ArmValues): Estimate {
  return meanInterval(contrast({ GS: 1, none: -1 }, values));
}

export function gain(values: ArmValues, benchmark: Benchmark): Estimate {
  return meanInterval(contrast(benchmark.gain, values));
}

/** 1+1 of one setting minus that of another in the same worlds, paired. */
export function ratioChange(before: ArmValues, after: ArmValues, benchmark: Benchmark): Estimate {
  const defined = (values: ArmValues): boolean => !Number.isNaN(onePlusOne(values, benchmark).value);
  if (!defined(before) || !defined(after)) return NOTHING;
  const influence = (values: ArmValues): Float64Array =>
    ratioInfluence(contrast(benchmark.numerator, values), contrast(benchmark.denominator, values));
  return paired(influence(before), influence(after));
}

/** The change of what they create together, world by world. */
export function togetherChange(before: ArmValues, after: ArmValues): Estimate {
  return paired(contrast({ GS: 1, none: -1 }, before), contrast({ GS: 1, none: -1 }, after));
}

function paired(before: Float64Array, after: Float64Array): Estimate {
  return meanInterval(after.map((one, i) => one - before[i]!));
}

/** 1+1 of each world by itself; NaN where its benchmark is not positive. */
export function ownRatios(values: ArmValues, benchmark: Benchmark): Float64Array {
  const below = contrast(benchmark.denominator, values);
  return contrast(benchmark.numerator, values).map((above, i) => (below[i]! > 0 ? above / below[i]! : NaN));
}

/** In how many worlds the two together create more than the benchmark. */
export function worldsAbove(values: ArmValues, benchmark: Benchmark): number {
  const tolerance = rounding(values);
  return contrast(benchmark.gain, values).filter((one) => one > tolerance).length;
}

/** Worlds in which no arm failed: those that statistics are made of. */
export function whole(values: ArmValues): ArmValues {
  const columns = Object.values(values);
  const all = Array.from({ length: columns[0]?.length ?? 0 }, (_, i) => i);
  const kept = all.filter((i) => columns.every((one) => Number.isFinite(one[i])));
  if (kept.length === all.length) return values;
  return Object.fromEntries(Object.entries(values).map(([name, one]) => [name, kept.map((i) => one[i]!)]));
}
