// The answer to a bet, computed from runs: an estimate with its interval, on which side it lies, and how a bet stands to it.
import { meanInterval, NOTHING, wilson, type Estimate } from '../statistics/intervals';
import { ALONE, EVEN, onePlusOne, ratioChange, SIDE_BY_SIDE, type ArmValues, type Benchmark } from '../statistics/synergy';
import { valueAt, type Bet, type Outcome, type Standing } from './types';

/** Runs of one setting: a measure under contract world by world, and the value of every arm. */
export interface Found {
  measure(name: string): readonly number[];
  readonly value: ArmValues;
}

export interface Answer {
  /** What the sentences are chosen by. */
  readonly outcome: Outcome;
  /** What was asked: a mean, a number of worlds, 1+1, or a change. */
  readonly estimate: Estimate;
  /** The same for each setting. */
  readonly each: readonly Estimate[];
  readonly worlds: number;
  /** Of `which`: the place of the setting with the most, or least, and its lead over the next. */
  readonly best?: number;
  readonly next?: number;
}

export const BENCHMARK: Readonly<Record<string, Benchmark>> = { side_by_side: SIDE_BY_SIDE, alone: ALONE };

/** Part of the largest value up to which a difference is rounding. */
const ROUNDING = 1e-12;

/** What was counted up month by month is a whole number but for rounding. */
const DUST = 1e-9;

export function answerOf(bet: Bet, found: readonly Found[]): Answer {
  const benchmark = BENCHMARK[bet.quantity];
  const each = found.map((one) => (benchmark ? onePlusOne(one.value, benchmark) : meanInterval(one.measure(bet.quantity))));
  const last = found.at(-1)!;
  const worlds = benchmark ? last.value.GS!.length : last.measure(bet.quantity).length;
  const change = (from: number, to: number): Estimate => (benchmark ? ratioChange(found[from]!.value, found[to]!.value, benchmark) : paired(found[from]!, found[to]!, bet.quantity));
  if (bet.kind === 'which') return { worlds, each, ...leading(bet, each, change) };
  const estimate = bet.kind === 'change' ? change(0, 1) : bet.of === 'worlds' ? reaching(last.measure(bet.quantity), bet.reach!) : each[0]!;
  const against = bet.kind === 'two' ? EVEN : (bet.against ?? 0);
  return { outcome: side(estimate, against), estimate, each: bet.of === 'worlds' ? [estimate] : each, worlds };
}

function side({ low, high }: Estimate, of: number): Outcome {
  return low > of ? 'more' : high < of ? 'less' : 'open';
}

/** In how many worlds a measure reaches a number, with Wilson's interval as numbers of worlds. */
export function reaching(values: readonly number[], reach: number): Estimate {
  const all = values.length;
  const value = values.filter((one) => one + DUST >= reach).length;
  const [low, high] = wilson(value / all, all);
  return { ...NOTHING, value, low: low * all, high: high * all, clusters: all };
}

/** World by world, where both ran; what is no more than rounding is no difference, as in experiments/comparison/differences.py. */
export function differences(before: Found, after: Found, measure: string): number[] {
  const [a, b] = [before.measure(measure), after.measure(measure)];
  const rounding = ROUNDING * [...a, ...b].filter(Number.isFinite).reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  return b.map((one, world) => one - a[world]!).filter(Number.isFinite).map((one) => (Math.abs(one) <= rounding ? 0 : one));
}

/** In how many worlds it rises, falls, and stays the same. */
export function counted(changes: readonly number[]): { readonly rises: number; readonly falls: number; readonly same: number } {
  const [rises, falls] = [changes.filter((one) => one > 0).length, changes.filter((one) => one < 0).length];
  return { rises, falls, same: changes.length - rises - falls };
}

export function paired(before: Found, after: Found, measure: string): Estimate {
  return meanInterval(differences(before, after, measure));
}

/** Which setting has the most, or least, and whether its lead over the next is resolved. */
function leading(bet: Bet, each: readonly Estimate[], change: (from: number, to: number) => Estimate): Pick<Answer, 'outcome' | 'estimate' | 'best' | 'next'> {
  const sign = bet.best === 'least' ? -1 : 1;
  const order = each.map((_, place) => place).sort((a, b) => sign * (each[b]!.value - each[a]!.value));
  const [best, next] = [order[0]!, order[1]!];
  const lead = change(next, best);
  const resolved = sign > 0 ? lead.low > 0 : lead.high < 0;
  return { outcome: resolved ? 'resolved' : 'open', estimate: lead, best, next };
}

/** Whether the intervals of two means overlap whose difference is resolved all the same: it is taken world by world. */
export function overlapping(bet: Bet, answer: Answer): boolean {
  if (answer.outcome === 'open' || !['change', 'which'].includes(bet.kind)) return false;
  const [one, two] = bet.kind === 'which' ? [answer.each[answer.best!]!, answer.each[answer.next!]!] : [answer.each[0]!, answer.each[1]!];
  return one.low <= two.high && two.low <= one.high;
}

const CHOICES = ['more', 'less', 'open'] as const;

/** The choices of a bet: on which side, or which of the settings; the last one is that it stays open. */
export function choiceCount(bet: Bet): number {
  return bet.kind === 'which' ? bet.settings.length + 1 : CHOICES.length;
}

/** The choice that an answer makes right. */
export function rightChoice(bet: Bet, answer: Answer): number {
  if (bet.kind === 'which') return answer.outcome === 'resolved' ? answer.best! : bet.settings.length;
  return CHOICES.indexOf(answer.outcome as (typeof CHOICES)[number]);
}

/** How a bet stands: right, near, which also is to be sure where it stays open and the other way round, or wrong. */
export function standing(bet: Bet, answer: Answer, place: number): Standing {
  if (bet.slider) {
    const off = Math.abs(valueAt(bet.slider, place) - answer.estimate.value);
    return off <= bet.slider.right ? 'right' : off <= bet.slider.near ? 'near' : 'wrong';
  }
  const right = rightChoice(bet, answer);
  const open = choiceCount(bet) - 1;
  if (place === right) return 'right';
  const close = bet.kind === 'which' && right === open ? place === answer.best || place === answer.next : place === open || right === open;
  return close ? 'near' : 'wrong';
}
