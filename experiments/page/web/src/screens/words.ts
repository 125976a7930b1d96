// Intervals in words.
import type { Estimate } from '../statistics/intervals';
import type { Store } from '../shell/store';
import { ratio } from '../street/sentences';

export type Verdict = 'more' | 'less' | 'open' | 'none';

/** On which side of a value an interval lies, or that it holds it. */
export function verdictOf({ low, high }: Estimate, of: number): Verdict {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return 'none';
  return low > of ? 'more' : high < of ? 'less' : 'open';
}

/** An interval of a change as a size, the smaller end first, where it lies on one side of zero. */
export function sizeOfChange({ low, high, ...rest }: Estimate): Estimate {
  return high < 0 ? { ...rest, low: -high, high: -low } : { ...rest, low, high };
}

export function between({ low, high }: Estimate, store: Store, number: (value: number) => string = ratio): string {
  return store.say.value('many.between', { low: number(low), high: number(high) });
}

/** 1+1 with its interval, as a caption has it. */
export function levelled(found: Estimate, store: Store): string {
  return Number.isFinite(found.value) ? store.say.value('take.level', { value: ratio(found.value), between: between(found, store) }) : '–';
}
