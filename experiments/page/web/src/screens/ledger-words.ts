// What the ledger answers to a ranking: the reader's first choice by name, what really comes first, and with what interval.
import type { Store } from '../shell/store';
import type { Account, Entry } from '../statistics/attribution';
import type { Estimate } from '../statistics/intervals';
import { between } from './words';

type Number_ = (value: number) => string;

/** The resolved entries that do what their side does, the largest first. */
function proper({ entries }: Account, side: 'takes' | 'gives'): Entry[] {
  const sign = side === 'takes' ? -1 : 1;
  return entries.filter(({ resolved, estimate }) => resolved && sign * estimate.value > 0).sort((a, b) => sign * (b.estimate.value - a.estimate.value));
}

/** A size and the interval of it, the smaller end first. */
function sizeOf({ value, low, high }: Estimate, store: Store, number: Number_): { value: string; between: string } {
  const ends = value < 0 ? { low: -high, high: -low } : { low, high };
  return { value: number(Math.abs(value)), between: between({ value, error: 0, clusters: 0, ...ends }, store, number) };
}

export function ledgerAnswer(store: Store, side: 'takes' | 'gives', account: Account, picks: readonly string[], names: (name: string) => string, number: Number_): string {
  const say = store.say.value;
  const found = proper(account, side);
  const first = found[0];
  const pick = picks[0];
  if (!first) return say(`ledger.${side}.none`);
  const rank = first.worst > 1 ? say('ledger.place', { worst: first.worst }) : '';
  const said = say(`ledger.${side}.first`, { first: names(first.name), place: rank, ...sizeOf(first.estimate, store, number) });
  if (!pick) return said;
  const own = account.entries.find(({ name }) => name === pick)!;
  const place = found.findIndex(({ name }) => name === pick);
  if (place === 0) return say(`ledger.${side}.hit`, { pick: names(pick), place: rank, ...sizeOf(own.estimate, store, number) });
  const kind = place > 0 ? 'behind' : own.resolved ? 'contrary' : 'open';
  const space = store.language.value === 'en' ? ' ' : '';
  return `${say(`ledger.${side}.${kind}`, { pick: names(pick), rank: place + 1 })}${space}${said}`;
}

export function ledgerTotals(store: Store, dilemmas: Account | undefined, sources: Account | undefined, number: Number_): string {
  const say = store.say.value;
  const space = store.language.value === 'en' ? ' ' : '';
  const said = [];
  for (const [name, account] of [['dilemmas', dilemmas], ['sources', sources]] as const) {
    if (!account) continue;
    const { total, neutral, actual } = account;
    said.push(say(`ledger.total.${name}`, {
      total: number(total.value), between: between(total, store, number), neutral: number(neutral.value), actual: number(actual.value),
    }));
  }
  return said.join(space);
}
