// Means, ratios of means and shares with their intervals: the formulas of experiments/statistics/intervals.py.
// One replication of each draw, so that draws are the independent clusters.
import { NORMAL, tQuantile } from './student';

export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly error: number;
  readonly clusters: number;
}

export const NOTHING: Estimate = { value: NaN, low: NaN, high: NaN, error: NaN, clusters: 0 };

/** +1 or −1 where the whole interval lies on one side of zero, else 0. */
export function sign(estimate: Estimate): -1 | 0 | 1 {
  if (estimate.low > 0) return 1;
  return estimate.high < 0 ? -1 : 0;
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The covariance of the means of two samples; exactly zero where one of them does not vary. */
export function meanCovariance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  if (n < 2) return NaN;
  if (constant(a) || constant(b)) return 0;
  const [middle, other] = [mean(a), mean(b)];
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (a[i]! - middle) * (b[i]! - other);
  return sum / (n - 1) / n;
}

function constant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** The mean with Student's 95% interval. */
export function meanInterval(values: ArrayLike<number>): Estimate {
  const n = values.length;
  const value = mean(values);
  const error = Math.sqrt(meanCovariance(values, values));
  const width = n > 1 ? tQuantile(n - 1) * error : NaN;
  return { value, low: value - width, high: value + width, error, clusters: n };
}

/** The ratio of two means with Fieller's 95% interval; without one where it is unbounded. */
export function fieller(above: ArrayLike<number>, below: ArrayLike<number>): Estimate {
  const n = above.length;
  const [a, b] = [mean(above), mean(below)];
  const value = b ? a / b : NaN;
  const none = { value, low: NaN, high: NaN, error: NaN, clusters: n };
  if (n < 2) return none;
  const [aa, ab, bb] = [meanCovariance(above, above), meanCovariance(above, below), meanCovariance(below, below)];
  const t2 = tQuantile(n - 1) ** 2;
  const leading = b * b - t2 * bb;
  if (leading <= 0) return none;
  const variance = Math.max(0, aa - 2 * value * ab + value * value * bb) * b * b;
  const root = Math.sqrt(Math.max(0, t2 * variance - t2 * t2 * (aa * bb - ab * ab)));
  const centre = a * b - t2 * ab;
  const [low, high] = [(centre - root) / leading, (centre + root) / leading];
  return { value, low: Math.min(low, value), high: Math.max(high, value), error: Math.sqrt(variance) / (b * b), clusters: n };
}

/** Each run's influence on a ratio of means, r + (a − r·b)/mean(b): its mean is the ratio (delta method). */
export function ratioInfluence(above: ArrayLike<number>, below: ArrayLike<number>): Float64Array {
  const bottom = mean(below);
  const r = mean(above) / bottom;
  return Float64Array.from(above, (a, i) => r + (a - r * below[i]!) / bottom);
}

/** Wilson's 95% interval of a share of so many. */
export function wilson(share: number, size: number): readonly [low: number, high: number] {
  const z2 = NORMAL * NORMAL;
  const centre = share + z2 / (2 * size);
  const root = Math.sqrt(z2 * ((share * (1 - share)) / size + z2 / (4 * size * size)));
  const [low, high] = [(centre - root) / (1 + z2 / size), (centre + root) / (1 + z2 / size)];
  return [Math.min(Math.max(0, low), share), Math.max(Math.min(1, high), share)];
}

/** A quantile by linear interpolation, as NumPy's. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}
