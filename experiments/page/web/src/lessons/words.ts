// Numbers of lessons as they are said: by their unit, with intervals, and bets in words.
import type { Estimate } from '../statistics/intervals';
import type { Store } from '../shell/store';
import { grouped, ratio, signed } from '../street/sentences';
import { BENCHMARK, rightChoice, type Answer } from './answer';
import { createdName } from './state';
import { valueAt, type Bet } from './types';

const CHOICES = ['more', 'less', 'open'] as const;

/** How a number is written: as it is, as a change, or as an end of an interval of a change, without its unit. */
type Form = 'level' | 'change' | 'end';

/** Units that a label does not name already. */
const UNITS: Readonly<Record<string, string>> = { months: 'unit.months', ratio: 'unit.factor' };

/** How a quantity is written: shares as percentages, value in whole units, small numbers with two decimals. */
export function writer(store: Store, quantity: string): (value: number, form?: Form) => string {
  const say = store.say.value;
  if (BENCHMARK[quantity]) return (value, form = 'level') => (form === 'level' ? ratio(value) : signed(value.toFixed(3)));
  const unit = store.data.layout.measures[store.measure(quantity)]?.unit ?? '';
  if (unit === 'share') return (value, form = 'level') => {
    const number = signed((100 * value).toFixed(1));
    return form === 'level' ? say('lesson.percent', { number }) : form === 'change' ? say('lesson.points', { number }) : number;
  };
  if (unit === 'degrees') return (value) => say('lesson.degrees', { number: signed(value.toFixed(1)) });
  const named = UNITS[unit];
  if (named) return (value, form = 'level') => (form === 'end' ? signed(value.toFixed(2)) : say(named, { number: signed(value.toFixed(2)) }));
  if (/months$|^yuan$/.test(unit) && unit !== 'months') return grouped;
  return (value) => signed(value.toFixed(2));
}

export function labelOf(store: Store, quantity: string): string {
  const language = store.language.value;
  if (BENCHMARK[quantity]) return store.say.value(`lesson.against.${quantity}`);
  const label = store.data.layout.measures[store.measure(quantity)]!.labels[language];
  const named = createdName(quantity) ? store.say.value('lesson.net', { label }) : label;
  const unit = unitOf(store, quantity);
  return unit && !named.toLowerCase().includes(unit) ? store.say.value('lesson.with_unit', { label: named, unit }) : named;
}

/** The sign of these stands with the number. */
const SIGNED = ['share', 'degrees', ''];

function unitOf(store: Store, quantity: string): string {
  const unit = store.data.layout.measures[store.measure(quantity)]?.unit ?? '';
  return SIGNED.includes(unit) ? '' : store.say.value(`measured.${unit}`);
}

/** A bet in words: the number, or what was chosen. */
export function betWords(store: Store, bet: Bet, place: number): string {
  const language = store.language.value;
  if (bet.slider) return bet.of === 'worlds' || Number.isInteger(bet.slider.step) ? String(valueAt(bet.slider, place)) : valueAt(bet.slider, place).toFixed(1);
  if (bet.kind === 'which' && place < bet.settings.length) return bet.settings[place]!.label[language];
  const choice = bet.kind === 'which' ? 'open' : CHOICES[place]!;
  return bet.options?.[choice][language] ?? store.say.value(`lesson.choice.${choice}`);
}

export function answerWords(store: Store, bet: Bet, answer: Answer): string {
  if (!bet.slider) return betWords(store, bet, rightChoice(bet, answer));
  return bet.of === 'worlds' ? String(answer.estimate.value) : writer(store, bet.quantity)(answer.estimate.value);
}

/** The number with its interval in words. */
export function numberWords(store: Store, bet: Bet, answer: Answer): string {
  const say = store.say.value;
  const write = writer(store, bet.quantity);
  const { estimate, each, worlds } = answer;
  const span = ({ low, high }: Estimate, form: Form = 'level'): string => say('many.between', { low: write(low, form), high: write(high, form) });
  if (bet.of === 'worlds') {
    const share = (value: number): string => say('lesson.percent', { number: ((100 * value) / worlds).toFixed(1) });
    return say('lesson.reaches', { reach: estimate.value, worlds, share: share(estimate.value), low: share(estimate.low), high: share(estimate.high) });
  }
  if (bet.kind === 'change') return changeWords(store, bet.quantity, each[0]!.value, each[1]!.value, estimate);
  if (bet.kind === 'which') {
    const [best, next] = [answer.best!, answer.next!].map((place) => bet.settings[place]!.label[store.language.value]) as [string, string];
    const size = estimate.value < 0 ? { ...estimate, value: -estimate.value, low: -estimate.high, high: -estimate.low } : estimate;
    return say(`lesson.lead.${answer.outcome === 'open' ? 'open' : bet.best!}`, { best, next, by: write(size.value, 'change'), between: span(answer.outcome === 'open' ? estimate : size, 'end') });
  }
  return say(bet.kind === 'two' ? 'lesson.ratio' : 'lesson.mean', { value: write(estimate.value), between: span(estimate), worlds });
}

/** The number in a text, with its sign. */
const numberIn = (text: string): number => Number(text.replace('−', '-').replace(/[^\d.-]/g, ''));

/** Whether a change is another in its last digit than what its two rounded ends leave. */
export function offByRounding(before: string, after: string, by: string): boolean {
  return Math.abs(Math.abs(numberIn(after) - numberIn(before)) - numberIn(by)) > 1e-6;
}

/** A change, its size and its ends as they are written. */
function changeWritten(store: Store, quantity: string, before: number, after: number, change: Estimate) {
  const write = writer(store, quantity);
  const way = change.low > 0 ? 'more' : change.high < 0 ? 'less' : 'open';
  const size = way === 'less' ? { value: -change.value, low: -change.high, high: -change.low } : change;
  const between = store.say.value('many.between', { low: write(size.low, 'end'), high: write(size.high, 'end') });
  return { way, before: write(before), after: write(after), by: write(size.value, 'change'), between };
}

/** Whether a change that is said is another than what its rounded ends leave. */
export function roundedApart(store: Store, quantity: string, from: number, to: number, change: Estimate): boolean {
  const { way, before, after, by } = changeWritten(store, quantity, from, to, change);
  return way !== 'open' && offByRounding(before, after, by);
}

/** What changes from one setting to another, with the interval of the change in words; and where its ends are rounded otherwise, that, unless it is said elsewhere. */
export function changeWords(store: Store, quantity: string, from: number, to: number, change: Estimate, brief = false): string {
  const { way, ...fields } = changeWritten(store, quantity, from, to, change);
  const space = store.language.value === 'en' ? ' ' : '';
  const note = !brief && roundedApart(store, quantity, from, to, change) ? `${space}${store.say.value('lesson.unrounded')}` : '';
  return `${store.say.value(`lesson.${brief ? 'brief' : 'changed'}.${way}`, fields)}${note}`;
}

/** The commands that print the numbers of a bet: of a comparison first, then of every setting that it does not show. */
export function commandsFor(store: Store, bet: Bet, answer?: Answer): string[] {
  const { asked, seed } = store.data;
  const set = (name: string, values: readonly string[]): string => values.map((one) => ` --${name} ${one}`).join('');
  const size = `--draws 200 --seeds 1 --seed ${seed} --full`;
  const run = (place: number): string => `oneplusone run ${asked.scenario}${set('set', bet.settings[place]!.set)} ${size}`;
  const compare = (from: number, to: number): string =>
    `oneplusone compare ${asked.scenario} ${asked.scenario}${set('set-a', bet.settings[from]!.set)}${set('set-b', bet.settings[to]!.set)} ${size}`;
  const runs = bet.settings.map((_, place) => run(place));
  if (bet.kind === 'which') return [compare(answer?.next ?? 0, answer?.best ?? 1), ...runs];
  if (bet.of === 'worlds') return [`${run(0)} --reach ${bet.quantity}=${bet.reach!}`];
  if (bet.kind !== 'change') return [run(0)];
  return createdName(bet.quantity) ? [compare(0, 1), ...runs] : [compare(0, 1)];
}

/** How the number follows from what the commands print, where it does not stand there as it is said. */
export function printedWords(store: Store, bet: Bet): string {
  if (createdName(bet.quantity) && (bet.kind === 'which' || bet.kind === 'change')) return store.say.value('lesson.prints.net');
  if (store.data.layout.measures[store.measure(bet.quantity)]?.unit === 'share' && !BENCHMARK[bet.quantity]) return store.say.value('lesson.prints.share');
  return bet.kind === 'change' || bet.kind === 'which' ? store.say.value('lesson.prints.rounded') : '';
}
