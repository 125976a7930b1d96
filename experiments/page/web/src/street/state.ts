// What the sky shows of a month: the two institutions, their money, their trust, and the contract between them.
import { AWAITING, FAILED, PASSED, RUNNING, TERMINATED, type Contract, type Frame } from '../model/frames';
import type { StreetEvent } from './events';
import type { Institutions } from './institutions';

export type Seal = 'none' | 'waiting' | 'running' | 'passed' | 'failed' | 'ended';

const SEALS: Readonly<Record<number, Seal>> = {
  [AWAITING]: 'waiting', [RUNNING]: 'running', [PASSED]: 'passed', [FAILED]: 'failed', [TERMINATED]: 'ended',
};

const FEN = 100;
const MOST_COINS = 20;
const ALMOST = 0.25;
const FULL = 0.05;

/** The office's contract that is open, or else the one that was closed last. */
export function leadingContract(frame: Frame, office: number): Contract | undefined {
  const own = frame.contracts.filter((one) => one.office === office && one.conditional === 1 && one.state !== 0);
  const open = own.find((one) => one.state === AWAITING || one.state === RUNNING);
  return open ?? own.slice().sort((a, b) => b.end - a.end)[0];
}

export function sealOf(frame: Frame, office: number): Seal {
  const contract = leadingContract(frame, office);
  return (contract && SEALS[contract.state]) ?? 'none';
}

/** How much money a coin is: 10,000 yuan, or a round number more where there would be too many. */
export function coinValue(sum: number): number {
  let value = 10_000;
  const steps = [2, 2.5, 2];
  for (let k = 0; sum / value > MOST_COINS; k++) value *= steps[k % 3]!;
  return value;
}

export interface Purse {
  readonly coin: number;
  readonly sum: number;
}

/** The organisation that the office contracts with, or the first where it contracts with none. */
export function partnerAt(frame: Frame, office: number): number {
  return Math.max(0, leadingContract(frame, office)?.organization ?? 0);
}

export function institutionsOf(frame: Frame, events: readonly StreetEvent[], office: number, purse: Purse): Institutions {
  const here = frame.offices[office]!;
  const partner = partnerAt(frame, office);
  const organization = frame.organizations[partner];
  const relation = frame.relations[office * frame.organizations.length + partner];
  const coins = (fen: number): number => Math.max(0, Math.round(fen / FEN / purse.coin));
  const granted = frame.month === 0 ? purse.sum * FEN : here.granted;
  const held = frame.contracts
    .filter((one) => one.office === office && one.organization === partner && (one.state === AWAITING || one.state === RUNNING))
    .reduce((sum, one) => sum + one.paid - one.used, 0);
  const [staff, needed] = [organization?.staff ?? 0, organization?.needed ?? 0];
  const seal = sealOf(frame, office);
  return {
    officeWaits: here.pause > 0,
    officeCoins: coins(granted - here.spent),
    allCoins: coins(granted),
    ...postsOf(staff, needed),
    associationWaits: (organization?.pause ?? 0) > 0,
    associationCoins: coins(held),
    officeTrust: relation?.officeTrust ?? 0,
    associationTrust: relation?.organizationTrust ?? 0,
    bound: seal === 'waiting' || seal === 'running',
    panel: events.some(({ month, kind }) => month === frame.month && (kind === 'midterm' || kind === 'closed')),
  };
}

/** Posts as persons: those that the money pays for, and how many of them are filled; part of a post is one person. */
export function postsOf(staff: number, needed: number): { readonly posts: number; readonly filled: number } {
  const posts = Math.max(0, Math.ceil(Math.max(needed, staff) - ALMOST));
  return { posts, filled: staff >= needed - FULL ? posts : Math.min(posts, Math.floor(staff + ALMOST)) };
}
