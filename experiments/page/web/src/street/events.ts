// What happens in a world month by month, read from its states; the sentences are in the table of texts.
import {
  AWAITING, BY_CONTRACT, BY_MISSION, BY_OFFICE, PASSED, RUNNING, TERMINATED, districtOf,
  type Contract, type Frame,
} from '../model/frames';
import type { Kind, Roles } from '../model/kinds';

export type EventKind =
  | 'again' | 'closed' | 'short' | 'reached' | 'granted' | 'refused' | 'midterm' | 'office_leader' | 'association_leader'
  | 'approved' | 'waiting' | 'late' | 'matured' | 'opened_contract' | 'opened_office' | 'opened_mission' | 'paid'
  | 'quit' | 'died' | 'released' | 'bureau';

/** Those that come first where a month has more than there is room for. */
const IMPORTANCE: readonly EventKind[] = [
  'again', 'closed', 'short', 'reached', 'granted', 'refused', 'midterm', 'office_leader', 'association_leader', 'approved',
  'waiting', 'late', 'matured', 'opened_contract', 'opened_mission', 'opened_office', 'paid', 'quit', 'died', 'released', 'bureau',
];

/** Whose colour a sentence has. */
export type Tone = 'office' | 'association' | 'residents' | 'contract' | 'money';

const TONES: Readonly<Partial<Record<EventKind, Tone>>> = {
  office_leader: 'office', bureau: 'office', association_leader: 'association', quit: 'association',
  opened_contract: 'residents', opened_office: 'residents', opened_mission: 'residents', matured: 'residents', died: 'residents',
  paid: 'money', late: 'money',
};

export interface StreetEvent {
  readonly month: number;
  readonly kind: EventKind;
  /** Whether play stops here. */
  readonly stop: boolean;
  readonly numbers: Readonly<Record<string, number>>;
  /** Which of its sentences holds, where there are several. */
  readonly variant: string;
}

export interface StreetOf {
  readonly kinds: readonly Kind[];
  readonly roles: Roles;
  /** The office whose district is shown. */
  readonly office: number;
}

const ROUNDING = 1e-9;
const NOTICED_QUITS = 0.05;
/** Trust is said with so many decimals: what is the same then is called the same. */
const SAID = 2;

export function toneOf(kind: EventKind): Tone {
  return TONES[kind] ?? 'contract';
}

/** Whole things: a studio that is half finished is none, and a target is met by whole ones. */
export function wholeDone(amount: number): number {
  return Math.floor(amount + ROUNDING);
}

export function wholeTarget(amount: number): number {
  return Math.ceil(amount - ROUNDING);
}

/** All events of a world, by month and, within it, by importance. */
export function eventsOf(frames: readonly Frame[], street: StreetOf): StreetEvent[] {
  const found: StreetEvent[] = [];
  const past = { closed: false, matured: false };
  for (let month = 1; month < frames.length; month++) {
    const here: StreetEvent[] = [];
    const add = (kind: EventKind, stop: boolean, numbers: Record<string, number> = {}, variant = ''): void => {
      here.push({ month, kind, stop, numbers, variant });
    };
    const [before, now] = [frames[month - 1]!, frames[month]!];
    leaders(before, now, street, add);
    contracts(before, now, street, past.closed, add);
    people(before, now, street, add);
    doorsAndGroups(before, now, street, past.matured, add);
    past.closed ||= here.some(({ kind, variant }) => kind === 'closed' || (kind === 'midterm' && variant === 'ended'));
    past.matured ||= here.some(({ kind }) => kind === 'matured');
    found.push(...distinct(here).sort((a, b) => IMPORTANCE.indexOf(a.kind) - IMPORTANCE.indexOf(b.kind)));
  }
  return found;
}

/** Of several contracts to which the very same happens, one is spoken of. */
function distinct(events: readonly StreetEvent[]): StreetEvent[] {
  return [...new Map(events.map((event) => [JSON.stringify(event), event])).values()];
}

type Add = (kind: EventKind, stop: boolean, numbers?: Record<string, number>, variant?: string) => void;

function open(contract: Contract): boolean {
  return contract.state === AWAITING || contract.state === RUNNING;
}

function own(frame: Frame, { office }: StreetOf): readonly [row: number, contract: Contract][] {
  return frame.contracts.map((one, row) => [row, one] as [number, Contract]).filter(([, one]) => one.office === office && one.conditional === 1);
}

function partnerOf(frame: Frame, street: StreetOf): number {
  const bound = own(frame, street).find(([, one]) => open(one) && one.organization >= 0);
  return bound ? bound[1].organization : 0;
}

function trustBetween(frame: Frame, { office }: StreetOf, organization: number): { office: number; association: number } {
  const relation = frame.relations[office * frame.organizations.length + organization];
  return { office: relation?.officeTrust ?? 0, association: relation?.organizationTrust ?? 0 };
}

function leaders(before: Frame, now: Frame, street: StreetOf, add: Add): void {
  const partner = partnerOf(now, street);
  const [was, is] = [trustBetween(before, street, partner), trustBetween(now, street, partner)];
  const moved = (from: number, to: number): string => (from.toFixed(SAID) === to.toFixed(SAID) ? 'kept' : 'changed');
  const [office, formerOffice] = [now.offices[street.office], before.offices[street.office]];
  if (office && formerOffice && office.leaders > formerOffice.leaders) {
    const numbers = { from: was.office, to: is.office, months: office.pause };
    add('office_leader', true, numbers, `${moved(was.office, is.office)}${office.pause > 0 ? '_waits' : ''}`);
  }
  const [association, former] = [now.organizations[partner], before.organizations[partner]];
  if (association && former && association.leaders > former.leaders) {
    const bound = own(before, street).some(([, one]) => open(one)) || own(now, street).some(([, one]) => open(one));
    const numbers = { from: was.association, to: is.association, months: association.pause };
    add('association_leader', bound, numbers, `${moved(was.association, is.association)}${association.pause > 0 ? '_waits' : ''}`);
  }
  if (now.bureauLeaders > before.bureauLeaders) add('bureau', false);
}

function contracts(before: Frame, now: Frame, street: StreetOf, closedBefore: boolean, add: Add): void {
  for (const [row, contract] of own(now, street)) {
    const former = before.contracts[row]!;
    // rows are used again: what the last contract had is not this one's
    const fresh = open(contract) && (!open(former) || former.signed !== contract.signed);
    const past = fresh ? null : former;
    if (fresh && closedBefore) add('again', true, { yuan: contract.sum / 100 });
    if (fresh && contract.state === AWAITING) add('waiting', !closedBefore, { months: contract.start - contract.signed });
    if (contract.state === RUNNING && past?.state !== RUNNING) {
      const lost = contract.start - contract.signed;
      const left = contract.originalEnd - contract.start;
      add('approved', !closedBefore, { lost, left, term: contract.originalEnd - contract.signed }, lost > 0 ? 'late' : 'at_once');
    }
    if (contract.tranche > (past?.tranche ?? 0)) {
      add('paid', false, { number: contract.tranche, yuan: (contract.paid - (past?.paid ?? 0)) / 100 });
    }
    if (contract.lateUntil > 0 && contract.lateUntil !== (past?.lateUntil ?? 0)) add('late', true, { month: contract.lateUntil + 1 });
    milestones(before, now, street, past, contract, add);
  }
}

function milestones(before: Frame, now: Frame, street: StreetOf, past: Contract | null, contract: Contract, add: Add): void {
  if (!past || (!open(past) && past.state === contract.state)) return;
  const score = panelScore(before, now);
  const numbers = reachedSoFar(contract, street);
  if (contract.reviewed > past.reviewed) {
    const ended = contract.state === TERMINATED;
    add('midterm', true, { score }, ended ? 'ended' : contract.withheld ? 'withheld' : 'on');
  }
  if (past.withheld === 1 && contract.withheld === 0 && contract.state === RUNNING) add('released', false);
  if (contract.requested > past.requested) add('short', true, numbers);
  else if (now.month === contract.originalEnd && contract.requested === 0) add('reached', true, numbers);
  if (contract.extended > past.extended) {
    const granted = contract.end > now.month && contract.state === RUNNING;
    add(granted ? 'granted' : 'refused', true, { months: contract.end - now.month });
  }
  if (contract.state >= PASSED && contract.state !== TERMINATED && past.state === RUNNING) {
    add('closed', true, { ...numbers, score }, contract.state === PASSED ? 'passed' : 'failed');
  }
}

/** The mean score of the panels of this month, of a hundred. */
function panelScore(before: Frame, now: Frame): number {
  const panels = now.tally.evaluations - before.tally.evaluations;
  return panels > 0 ? Math.round((100 * (now.tally.score - before.tally.score)) / panels) : 0;
}

function reachedSoFar(contract: Contract, { roles }: StreetOf): Record<string, number> {
  return {
    done: wholeDone(contract.achieved[roles.light] ?? 0),
    target: wholeTarget(contract.target[roles.light] ?? 0),
    groups: roles.groups.reduce((sum, kind) => sum + wholeDone(contract.achieved[kind] ?? 0), 0),
  };
}

function people(before: Frame, now: Frame, street: StreetOf, add: Add): void {
  const partner = partnerOf(before, street);
  const quits = now.organizations[partner]?.quits ?? 0;
  if (quits > NOTICED_QUITS) add('quit', false, { posts: quits });
}

function doorsAndGroups(before: Frame, now: Frame, { kinds, roles, office }: StreetOf, maturedBefore: boolean, add: Add): void {
  const [past, present] = [districtOf(before, office), districtOf(now, office)];
  const places = present.map((_, place) => place);
  if (kinds[roles.light]?.opens) {
    const all = places.filter((place) => present[place]?.open[roles.light] === 1).length;
    for (const [by, kind] of [[BY_CONTRACT, 'opened_contract'], [BY_OFFICE, 'opened_office'], [BY_MISSION, 'opened_mission']] as const) {
      const opened = places.filter((place) => {
        const [was, is] = [past[place], present[place]];
        return was?.open[roles.light] === 0 && is?.open[roles.light] === 1 && is.openedBy[roles.light] === by;
      }).length;
      if (opened > 0) add(kind, false, { count: opened, all, of: places.length });
    }
  }
  let [grown, lost] = [0, 0];
  for (const kind of roles.groups) {
    const last = kinds[kind]!.stages;
    for (const place of places) {
      const [was, is] = [past[place]?.stage[kind] ?? 0, present[place]?.stage[kind] ?? 0];
      if (was < last && is >= last) grown++;
      if (was >= last && is < last) lost++;
    }
  }
  if (grown > 0) add('matured', !maturedBefore, { count: grown });
  if (lost > 0) add('died', false, { count: lost });
}

/** Months in which play stops. */
export function stopsOf(events: readonly StreetEvent[]): Set<number> {
  return new Set(events.filter(({ stop }) => stop).map(({ month }) => month));
}
