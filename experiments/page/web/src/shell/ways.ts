// The nearest ways to two, as the build found them: experiments/page/nearest.py.
interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Move {
  readonly parameter: string;
  readonly kind: string;
  readonly before: number;
  readonly after: number;
  readonly assumed: boolean;
}

export interface Way {
  readonly benchmark: string;
  readonly group: string;
  readonly above: boolean;
  readonly reached: boolean;
  readonly holds: boolean;
  /** Yuan a year, more than the case. */
  readonly price: number;
  readonly start: Interval | null;
  readonly verified: Interval | null;
  readonly moves: readonly Move[];
}

export interface Nearest {
  readonly draws: number;
  readonly held_out: number;
  readonly seeds: number;
  readonly ways: readonly Way[];
}

/** The way to show: that of the levers where it reaches two, else that of both, else the one that comes nearest. */
export function wayOf(nearest: Nearest, benchmark: string): Way | undefined {
  const ways = nearest.ways.filter((way) => way.benchmark === benchmark && way.moves.length > 0);
  const named = (group: string): Way | undefined => ways.find((way) => way.group === group);
  return ['levers', 'both', 'uncertain'].map(named).find((way) => way?.reached) ?? named('levers') ?? ways[0];
}
