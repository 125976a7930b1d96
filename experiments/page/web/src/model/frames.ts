// A world month by month: what the street and its sentences need to know of its state.
import type { Changes, Engine, World } from './engine';
import type { Reader } from './records';

export interface Community {
  /** Each of these has one entry for each kind of service. */
  readonly need: readonly number[];
  readonly received: readonly number[];
  readonly progress: readonly number[];
  readonly open: readonly number[];
  readonly stage: readonly number[];
  readonly openedBy: readonly number[];
}

export interface Contract {
  readonly state: number;
  readonly office: number;
  readonly organization: number;
  readonly conditional: number;
  readonly signed: number;
  readonly start: number;
  readonly end: number;
  readonly originalEnd: number;
  readonly tranche: number;
  readonly lateUntil: number;
  readonly withheld: number;
  readonly reviewed: number;
  readonly requested: number;
  readonly extended: number;
  readonly paid: number;
  readonly used: number;
  readonly sum: number;
  readonly covered: readonly number[];
  readonly target: readonly number[];
  readonly achieved: readonly number[];
}

export interface Office {
  readonly leaders: number;
  readonly tenure: number;
  readonly pause: number;
  readonly granted: number;
  readonly spent: number;
  readonly committed: number;
  readonly free: number;
  readonly first: number;
  readonly communities: number;
}

export interface Organization {
  readonly leaders: number;
  readonly pause: number;
  readonly staff: number;
  readonly needed: number;
  readonly quits: number;
  readonly ownPosts: number;
}

export interface Relation {
  readonly officeTrust: number;
  readonly organizationTrust: number;
}

export interface Tally {
  readonly score: number;
  readonly evaluations: number;
  readonly extended: number;
  readonly matured: number;
  readonly returned: number;
}

export interface Frame {
  readonly month: number;
  readonly measures: Float64Array;
  readonly communities: readonly Community[];
  readonly contracts: readonly Contract[];
  readonly offices: readonly Office[];
  readonly organizations: readonly Organization[];
  /** Office × organisation. */
  readonly relations: readonly Relation[];
  readonly bureauLeaders: number;
  readonly tally: Tally;
}

/** Codes of a contract's state: sim/codes.py. */
export const VACANT = 0;
export const AWAITING = 2;
export const RUNNING = 3;
export const PASSED = 4;
export const FAILED = 5;
export const TERMINATED = 6;

/** Codes of who opened what opens. */
export const BY_OFFICE = 1;
export const BY_MISSION = 2;
export const BY_CONTRACT = 3;

export function followWorld(engine: Engine, world: World, arm: number, months: number, changes: Changes = {}): Frame[] {
  const frames: Frame[] = [];
  engine.follow(world, arm, changes, months, (month, measures) => frames.push(readFrame(engine.reader, month, measures)));
  return frames;
}

/** The communities of an office's district, in their order. */
export function districtOf(frame: Frame, office: number): readonly Community[] {
  const { first, communities } = frame.offices[office] ?? { first: 0, communities: frame.communities.length };
  return frame.communities.slice(first, first + communities);
}

function readFrame(reader: Reader, month: number, measures: Float64Array): Frame {
  const rows = <T>(member: string, read: (get: (field: string) => number, all: (field: string) => number[]) => T): T[] =>
    Array.from({ length: reader.count(member) }, (_, row) =>
      read((field) => reader.get(member, row, field), (field) => reader.all(member, row, field)),
    );
  return {
    month,
    measures,
    communities: rows('communities', (_, all) => readCommunity(all, month)),
    contracts: rows('contracts', (get, all) => ({
      state: get('state'), office: get('office'), organization: get('organization'), conditional: get('conditional'),
      signed: get('signed'), start: get('start'), end: get('end'), originalEnd: get('original_end'),
      tranche: get('tranche'), lateUntil: get('late_until'), withheld: get('withheld'), reviewed: get('reviewed'),
      requested: get('requested'), extended: get('extended'), paid: get('paid'), used: get('used'), sum: get('sum'),
      covered: all('covered'), target: all('target'), achieved: all('achieved'),
    })),
    offices: rows('offices', (get) => ({
      leaders: get('leaders'), tenure: get('tenure'), pause: get('pause'), granted: get('granted'), spent: get('spent'),
      committed: get('committed'), free: get('free'), first: get('first'), communities: get('communities'),
    })),
    organizations: rows('organizations', (get) => ({
      leaders: get('leaders'), pause: get('pause'), staff: get('staff'), needed: get('needed'), quits: get('quits'),
      ownPosts: get('own_posts'),
    })),
    relations: rows('relations', (get) => ({
      officeTrust: get('office_trust'), organizationTrust: get('organization_trust'),
    })),
    bureauLeaders: reader.get('bureau', 0, 'leaders'),
    tally: {
      score: reader.get('tally', 0, 'score'), evaluations: reader.get('tally', 0, 'evaluations'),
      extended: reader.get('tally', 0, 'extended'), matured: reader.get('tally', 0, 'groups_matured'),
      returned: reader.get('tally', 0, 'returned'),
    },
  };
}

/** What was received; before the first month, what is open is enjoyed already. */
function readCommunity(all: (field: string) => number[], month: number): Community {
  const [need, level, open, received] = [all('need'), all('level'), all('open'), all('received')];
  return {
    need, open, progress: all('progress'), stage: all('stage'), openedBy: all('opened_by'),
    received: month > 0 ? received : need.map((needed, kind) => (open[kind] ? Math.min(needed, level[kind]!) : 0)),
  };
}
