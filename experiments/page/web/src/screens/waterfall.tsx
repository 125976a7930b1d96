// From what would be without them to what is: a bar for each dilemma or source, its interval as a line, grey where it holds zero.
import { useStore } from '../shell/context';
import type { Account, Entry } from '../statistics/attribution';
import type { Estimate } from '../statistics/intervals';
import { between } from './words';

interface Shown {
  readonly account: Account;
  readonly names: (name: string) => string;
  readonly ends: readonly [neutral: string, actual: string];
  readonly scale: readonly [low: number, high: number];
  readonly even: number;
  readonly label: string;
  readonly picks: readonly string[];
  readonly number: (value: number) => string;
  /** What is measured, short. */
  readonly axis: string;
}

/** Round numbers for an axis, two to six of them. */
export function marksOf(low: number, high: number): number[] {
  const power = 10 ** Math.floor(Math.log10((high - low) / 2));
  const step = [1, 2, 5, 10].map((one) => one * power).filter((one) => (high - low) / one >= 2).at(-1) ?? power;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

export function signedWith(value: number, number: (value: number) => string): string {
  const said = number(value);
  return value > 0 && /[1-9]/.test(said) ? `+${said}` : said;
}

/** The entries that take, or give, most first. */
export function ordered(account: Account, sign: 1 | -1): Entry[] {
  return [...account.entries].sort((a, b) => sign * (b.estimate.value - a.estimate.value));
}

/** Where the steps of waterfalls and their intervals lie. */
export function extent(account: Account, sign: 1 | -1): number[] {
  const found = [account.neutral.value, account.actual.value];
  let at = account.neutral.value;
  for (const { estimate } of ordered(account, sign)) {
    found.push(at + estimate.value, at + Math.min(0, estimate.low), at + Math.max(0, estimate.high));
    at += estimate.value;
  }
  return found.filter(Number.isFinite);
}

export function Waterfall({ account, sign, names, ends, scale, even, label, picks, number, axis }: Shown & { sign: 1 | -1 }) {
  const store = useStore();
  const say = store.say.value;
  const [low, high] = scale;
  const place = (value: number): string => `${((100 * (value - low)) / (high - low)).toFixed(2)}%`;
  const wide = (from: number, to: number): string => `${((100 * Math.abs(to - from)) / (high - low)).toFixed(2)}%`;
  const end = (estimate: Estimate, name: string) => (
    <li class="fall end">
      <span>{name}</span>
      <div class="steps"><i class="break" style={{ left: place(even) }} /><i class="mark" style={{ left: place(estimate.value) }} /></div>
      <b>{number(estimate.value)}</b>
    </li>
  );
  let at = account.neutral.value;
  return (
    <>
    <ul class="falls" aria-label={label}>
      {end(account.neutral, ends[0])}
      {ordered(account, sign).map(({ name, estimate, resolved }) => {
        const from = at;
        at += estimate.value;
        const tone = resolved ? (estimate.value < 0 ? 'takes' : 'gives') : 'open';
        const mine = picks.indexOf(name);
        return (
          <li key={name} class={`fall ${tone}`} title={say('ledger.row', { name: names(name), value: signedWith(estimate.value, number), low: number(estimate.low), high: number(estimate.high) })}>
            <span>{mine >= 0 && <i class="pick">{mine + 1}</i>}{names(name)}</span>
            <div class="steps">
              <i class="break" style={{ left: place(even) }} />
              <i class="step" style={{ left: place(Math.min(from, at)), width: wide(from, at) }} />
              {Number.isFinite(estimate.low) && <i class="reach" style={{ left: place(from + estimate.low), width: wide(estimate.low, estimate.high) }} />}
            </div>
            <b>{signedWith(estimate.value, number)}{resolved || estimate.value === 0 ? '' : '?'}</b>
            <small>{between(estimate, store, number)}</small>
          </li>
        );
      })}
      {end(account.actual, ends[1])}
    </ul>
    <div class="scale" aria-hidden="true">
      <span />
      <div class="steps">{marksOf(low, high).map((mark) => <i key={mark} class="tick-mark" style={{ left: place(mark) }}>{number(mark).replace(/(\.\d)00$/, '$1').replace(/(\.\d\d)0$/, '$1')}</i>)}</div>
      <em>{axis}</em>
    </div>
    </>
  );
}
