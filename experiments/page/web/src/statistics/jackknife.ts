// Statistics without each cluster in turn, their intervals, and which are resolved: experiments/statistics/jackknife.py
// and multiple_testing.py. Row 0 of a table is the statistic of all clusters, the rows below that without each of them.
import type { Estimate } from './intervals';
import { outside, tQuantile } from './student';

/** (1 + clusters) × columns. */
export interface Resampled {
  readonly columns: number;
  readonly values: Float64Array;
}

const LEVEL = 0.05;

export function rowsOf({ columns, values }: Resampled): number {
  return values.length / columns;
}

export function mapped(tables: readonly Resampled[], columns: number, of: (rows: readonly Float64Array[], column: number) => number): Resampled {
  const rows = rowsOf(tables[0]!);
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const here = tables.map((table) => table.values.subarray(row * table.columns, (row + 1) * table.columns));
    for (let column = 0; column < columns; column++) values[row * columns + column] = of(here, column);
  }
  return { columns, values };
}

/** Means over runs, [draw][column], and without each draw. */
export function leaveOneOut(runs: Float64Array, columns: number): Resampled {
  const size = runs.length / columns;
  const values = new Float64Array((size + 1) * columns);
  for (let column = 0; column < columns; column++) {
    let total = 0;
    for (let draw = 0; draw < size; draw++) total += runs[draw * columns + column]!;
    values[column] = total / size;
    for (let draw = 0; draw < size; draw++) values[(draw + 1) * columns + column] = size < 2 ? NaN : (total - runs[draw * columns + column]!) / (size - 1);
  }
  return { columns, values };
}

export function standardError({ columns, values }: Resampled, column: number): number {
  const clusters = values.length / columns - 1;
  if (clusters < 2) return NaN;
  const at = (row: number): number => values[(row + 1) * columns + column]!;
  let [same, total] = [true, 0];
  for (let row = 0; row < clusters; row++) {
    total += at(row);
    if (at(row) !== at(0)) same = false;
  }
  if (same) return 0;
  const middle = total / clusters;
  let squares = 0;
  for (let row = 0; row < clusters; row++) squares += (at(row) - middle) ** 2;
  return Math.sqrt(((clusters - 1) / clusters) * squares);
}

/** Each column with Student's interval. */
export function estimates(table: Resampled): Estimate[] {
  const clusters = rowsOf(table) - 1;
  return Array.from({ length: table.columns }, (_, column) => {
    const [value, error] = [table.values[column]!, standardError(table, column)];
    const width = clusters > 1 ? tQuantile(clusters - 1) * error : NaN;
    return { value, low: value - width, high: value + width, error, clusters };
  });
}

/** p values adjusted for their number, step by step (Holm 1979). */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, place) => place).sort((a, b) => p[a]! - p[b]! || a - b);
  const adjusted = new Array<number>(p.length);
  let most = 0;
  order.forEach((place, step) => {
    most = Math.max(most, p[place]! * (p.length - step));
    adjusted[place] = Math.min(1, most);
  });
  return adjusted;
}

/** Which columns differ from zero at 5%, corrected for their number. */
export function beyondZero(table: Resampled): boolean[] {
  const degrees = rowsOf(table) - 2;
  const p = Array.from({ length: table.columns }, (_, column) => {
    const [value, error] = [Math.abs(table.values[column]!), standardError(table, column)];
    if (error > 0) return outside(value / error, degrees);
    return value === 0 ? 1 : 0;
  });
  return holm(p).map((one) => one < LEVEL);
}

/** The best and the worst rank that each column can have, 1 the largest: every pair compared, corrected for all. */
export function rankIntervals(table: Resampled): [best: number, worst: number][] {
  const size = table.columns;
  const pairs = Array.from({ length: size }, (_, i) => Array.from({ length: size - i - 1 }, (_, k) => [i, i + 1 + k] as const)).flat();
  const differences = mapped([table], pairs.length, ([row], pair) => row![pairs[pair]![0]]! - row![pairs[pair]![1]]!);
  const [larger, smaller] = [new Array<number>(size).fill(0), new Array<number>(size).fill(0)];
  beyondZero(differences).forEach((resolved, pair) => {
    if (!resolved) return;
    const [first, second] = pairs[pair]!;
    const [up, down] = differences.values[pair]! > 0 ? [first, second] : [second, first];
    larger[down]!++;
    smaller[up]!++;
  });
  return larger.map((above, place) => [1 + above, size - smaller[place]!]);
}
