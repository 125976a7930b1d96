// All combinations of some switches at the same draws: in combination c, switch i is on where bit i of c is set.
// What an arm does not read it does not distinguish: such combinations are run once (experiments/runs/sharing.py).
import { signal, type Signal } from '@preact/signals';
import type { Changes, RunRequest } from './engine';
import type { Model } from './start';
import { valuesIn, type Switch } from './settings';

export interface Asked {
  readonly switches: readonly Switch[];
  readonly draws: number;
  /** Places of arms and measures. */
  readonly arms: readonly number[];
  readonly measures: readonly number[];
  /** The parameters that can change what an arm measures, in the order of `arms`. */
  readonly reads: readonly ReadonlySet<string>[];
}

/** Runs of one arm in one draw: `places` says which run each combination has. */
export interface Runs {
  readonly each: readonly Changes[];
  readonly places: readonly number[];
}

/** So many runs are asked for at a time: none holds up the page for long where there are no workers. */
const AT_ONCE = 64;

/** The runs that an arm needs, of what its switches set in a draw. */
export function runsOf(settings: readonly Changes[], reads: ReadonlySet<string>): Runs {
  const read = settings.map((changes) => Object.entries(changes).filter(([name]) => reads.has(name)));
  const own = read.reduce((mask, changes, bit) => (changes.length ? mask | (1 << bit) : mask), 0);
  const each: Changes[] = [];
  const found = new Map<number, number>();
  const places = Array.from({ length: 1 << settings.length }, (_, combination) => {
    const mask = combination & own;
    if (!found.has(mask)) {
      found.set(mask, each.length);
      each.push(Object.fromEntries(read.flatMap((changes, bit) => (mask & (1 << bit) ? changes : []))));
    }
    return found.get(mask)!;
  });
  return { each, places };
}

export class Factorial {
  /** How many draws have been run. */
  readonly done: Signal<number> = signal(0);
  /** [draw][combination][arm][measure] */
  readonly values: Float64Array;
  private running: Promise<void> | null = null;

  constructor(private readonly model: Model, readonly asked: Asked) {
    this.values = new Float64Array(asked.draws * this.width);
  }

  get combinations(): number {
    return 1 << this.asked.switches.length;
  }

  private get width(): number {
    return this.combinations * this.asked.arms.length * this.asked.measures.length;
  }

  /** Run what is left, as long as it is wanted; asked again, it goes on where it stopped. */
  run(wanted: () => boolean): Promise<void> {
    return (this.running ??= this.work(wanted).finally(() => (this.running = null)));
  }

  private async work(wanted: () => boolean): Promise<void> {
    const { draws } = this.asked;
    while (this.done.value < draws && wanted()) {
      const from = this.done.value;
      const to = Math.min(draws, from + this.model.pool.lanes);
      await Promise.all(Array.from({ length: to - from }, (_, k) => this.runDraw(from + k)));
      this.done.value = to;
    }
  }

  private async runDraw(draw: number): Promise<void> {
    const { switches, arms, measures, reads } = this.asked;
    const settings = switches.map((one) => valuesIn(this.model.engine, one, draw));
    await Promise.all(arms.map(async (arm, column) => {
      const { each, places } = runsOf(settings, reads[column]!);
      const parts = Array.from({ length: Math.ceil(each.length / AT_ONCE) }, (_, k) => each.slice(k * AT_ONCE, (k + 1) * AT_ONCE));
      const found = await Promise.all(parts.map((part) => {
        const request: RunRequest = { worlds: part.map(() => [draw, 0] as const), each: part, arms: [arm], measures };
        return this.model.pool.run(request);
      }));
      places.forEach((place, combination) => {
        const values = found[Math.floor(place / AT_ONCE)]!;
        const at = (place % AT_ONCE) * measures.length;
        const to = draw * this.width + (combination * arms.length + column) * measures.length;
        this.values.set(values.subarray(at, at + measures.length), to);
      });
    }));
  }

  /** A measure of an arm in all draws that were run: [draw][combination]. */
  of(column: number, measure = 0, draws = this.done.value): Float64Array {
    const { arms, measures } = this.asked;
    return Float64Array.from({ length: draws * this.combinations }, (_, cell) => {
      return this.values[(cell * arms.length + column) * measures.length + measure]!;
    });
  }
}
