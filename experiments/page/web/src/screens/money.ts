// What the paths spend under contract, beside what the case spends.
import type { Store } from '../shell/store';
import { mean } from '../statistics/intervals';

/** Money that differs by at most this share counts as equal: experiments/attribution/reform_paths.py. */
const MARGIN = 0.02;

/** The money spent under a combination of paths, in the mean of the draws that have run. */
export function moneySpent(store: Store, combination: number): number {
  const { paths } = store.attributed.data;
  return mean(store.attributed.spent().filter((_, cell) => cell % (1 << paths.length) === combination));
}

export function sameMoney(store: Store, combination: number): boolean {
  const usual = moneySpent(store, 0);
  return Math.abs(moneySpent(store, combination) - usual) <= MARGIN * Math.abs(usual);
}
