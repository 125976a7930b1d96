// The ledgers and the paths of the page: what is switched, and the runs of it, made once and kept.
import { Factorial } from '../model/factorial';
import type { Labels } from '../model/layout';
import type { Setting, Switch } from '../model/settings';
import { ARMS_NEEDED } from '../statistics/synergy';
import type { Games } from '../statistics/attribution';
import type { Store } from './store';

/** A dilemma, a source or a path, with what each of its settings sets; `there` is whether that changes the case. */
export interface Part {
  readonly name: string;
  readonly labels: Labels;
  readonly sentences: Labels | Readonly<Record<string, never>>;
  readonly settings: readonly Readonly<Record<string, Setting>>[];
  readonly there: readonly boolean[];
}

export interface Attribution {
  readonly dilemmas: readonly Part[];
  readonly sources: readonly Part[];
  readonly paths: readonly Part[];
  readonly reads: Readonly<Record<string, readonly string[]>>;
  readonly draws: { readonly ledger: number; readonly paths: number };
}

/** The dilemmas under each of their neutral settings, the sources, the paths. */
export const SETTINGS = [0, 1] as const;
export type Played = (typeof SETTINGS)[number] | 'sources' | 'paths';

const SPENT = 'spent';

export class Attributed {
  private readonly made = new Map<Played, Factorial>();

  constructor(private readonly store: Store) {}

  get data(): Attribution {
    return this.store.data.attribution;
  }

  /** Dilemmas or sources that the case has: those that a setting of theirs changes. */
  cards(side: 'dilemmas' | 'sources'): readonly Part[] {
    return this.data[side].filter(({ there }) => there.some(Boolean));
  }

  of(played: Played): Factorial {
    let found = this.made.get(played);
    if (!found) this.made.set(played, (found = this.make(played)));
    return found;
  }

  /** Run them one after the other, as long as they are wanted. */
  async run(order: readonly Played[], wanted: () => boolean): Promise<void> {
    for (const played of order) await this.of(played).run(wanted);
  }

  games(played: Played): Games {
    const found = this.of(played);
    return Object.fromEntries(ARMS_NEEDED.map((name, column) => [name, found.of(column)]));
  }

  /** The money spent under contract: [draw][combination]. */
  spent(): Float64Array {
    return this.of('paths').of(ARMS_NEEDED.indexOf('GS'), 1);
  }

  private make(played: Played): Factorial {
    const { dilemmas, sources, paths, reads, draws } = this.data;
    const parts = played === 'sources' ? sources : played === 'paths' ? paths : dilemmas;
    const setting = typeof played === 'number' ? played : 0;
    const switches: Switch[] = parts.map(({ name, settings }) => ({ name, settings: settings[setting]! }));
    const measures = played === 'paths' ? ['value', SPENT] : ['value'];
    return new Factorial(this.store.model, {
      switches, draws: played === 'paths' ? draws.paths : draws.ledger, arms: this.store.armsNeeded(),
      measures: measures.map((name) => this.store.measure(name)), reads: ARMS_NEEDED.map((name) => new Set(reads[name] ?? [])),
    });
  }
}
