// What a reader chose by name, on whatever screen: kept in the link, and there again when one comes back.
import { signal, type Signal } from '@preact/signals';
import { BENCHMARKS, type BenchmarkName } from '../statistics/synergy';
import type { Attributed } from './attribution';
import { leftOut, readLink, readNames, type Allowed, type LinkState, type Named } from './link';

/** Of the ranking: dilemmas, sources, revealed. */
const STEPS = 3;

/** What the jars may count: measures of the model. */
export const COUNTED = ['value', 'services', 'groups'] as const;
export type Counted = (typeof COUNTED)[number];
const SECOND = 'second';

export class Choices {
  /** What 1+1 is compared with, wherever that is chosen. */
  readonly against: Signal<BenchmarkName>;
  /** What was ranked, the first first; and how far the ranking is. */
  readonly picks: Readonly<Record<'dilemmas' | 'sources', Signal<readonly string[]>>>;
  readonly ranking: Signal<number>;
  /** The doors that are open, and the one that was opened first of all: the reader's bet. */
  readonly doors: Signal<readonly string[]>;
  readonly first: Signal<string>;
  /** The path that the street is compared with; without one, the contract with none. */
  readonly path: Signal<string>;
  /** To which month the jars count, the last of all where it is 0; and what counts. */
  readonly until: Signal<number>;
  readonly counts: Signal<Counted>;
  /** The neutral setting of the losses: the first or the second. */
  readonly neutral: Signal<0 | 1>;
  /** What a link asked for that is not there. */
  readonly refused: readonly string[];

  constructor(hash: string, attributed: Attributed, allowed: Allowed, months: readonly number[]) {
    const there: Named = (field, name) => {
      if (field === 'against') return BENCHMARKS.some((one) => one.name === name);
      if (field === 'counts') return COUNTED.some((one) => one === name);
      if (field === 'neutral') return name === SECOND;
      const parts = field === 'takes' ? attributed.cards('dilemmas') : field === 'gives' ? attributed.cards('sources') : attributed.data.paths;
      return parts.some((one) => one.name === name);
    };
    const { against, takes, gives, doors, first, path, counts, neutral } = readNames(hash, there);
    const { ranking = 0, until = 0 } = readLink(hash);
    this.against = signal((against ?? 'side_by_side') as BenchmarkName);
    this.picks = { dilemmas: signal(takes ?? []), sources: signal(gives ?? []) };
    this.ranking = signal(takes && ranking < STEPS ? ranking : 0);
    this.doors = signal(doors ?? []);
    this.first = signal(first ?? doors?.[0] ?? '');
    this.path = signal(path ?? '');
    this.until = signal(months.includes(until) ? until : 0);
    this.counts = signal((counts ?? COUNTED[0]) as Counted);
    this.neutral = signal(neutral === SECOND ? 1 : 0);
    this.refused = [
      ...leftOut(hash, allowed, there),
      ...(ranking >= STEPS ? [`ranking=${ranking}`] : []), ...(until !== 0 && !months.includes(until) ? [`until=${until}`] : []),
    ];
  }

  /** Open a door, or shut it. */
  toggle(door: string): void {
    this.first.value ||= door;
    const open = this.doors.value;
    this.doors.value = open.includes(door) ? open.filter((one) => one !== door) : [...open, door];
  }

  /** What is not as the page opens. */
  link(): LinkState {
    const [takes, gives, doors, first, path] = [this.picks.dilemmas.value, this.picks.sources.value, this.doors.value, this.first.value, this.path.value];
    return {
      ...(this.against.value === 'side_by_side' ? {} : { against: this.against.value }),
      ...(takes.length ? { takes, ranking: this.ranking.value } : {}), ...(gives.length ? { gives } : {}),
      ...(doors.length ? { doors } : {}), ...(first && first !== doors[0] ? { first } : {}), ...(path ? { path } : {}),
      ...(this.until.value ? { until: this.until.value } : {}), ...(this.counts.value === COUNTED[0] ? {} : { counts: this.counts.value }),
      ...(this.neutral.value === 1 ? { neutral: SECOND } : {}),
    };
  }
}
