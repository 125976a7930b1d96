// Worlds by the dozen, in every arm that 1+1 needs: run once, growing as they come.
import { signal, type Signal } from '@preact/signals';
import { firstWorlds, runBatch, type Batch, type Pace } from '../model/batches';
import type { Changes } from '../model/engine';
import type { Model } from '../model/start';
import { ARMS_NEEDED, whole, type ArmValues } from '../statistics/synergy';

/** What a sample needs of the page. */
export interface Runs {
  readonly model: Model;
  readonly pace: Pace;
  arm(name: string): number;
  measure(name: string): number;
}

export interface Wanted {
  readonly worlds: number;
  readonly measures: readonly string[];
  /** A row for each of so many months; the horizon alone where it is left out. */
  readonly months?: number;
  readonly changes?: Changes;
  /** The arms that are run; those that 1+1 needs where it is left out. */
  readonly arms?: readonly ArmName[];
}

type ArmName = (typeof ARMS_NEEDED)[number];

export class Sample {
  /** How many worlds have been run. */
  readonly done: Signal<number> = signal(0);
  private values = new Float64Array(0);
  private batch: Batch | null = null;

  private readonly arms: readonly ArmName[];

  constructor(private readonly page: Runs, readonly wanted: Wanted) {
    this.arms = wanted.arms ?? ARMS_NEEDED;
  }

  /** Run it, once. */
  start(): void {
    if (this.batch) return;
    const { worlds, measures, months, changes } = this.wanted;
    const request = {
      worlds: firstWorlds(worlds), arms: this.arms.map((name) => this.page.arm(name)), measures: measures.map((name) => this.page.measure(name)),
      ...(months ? { months } : {}), ...(changes ? { changes } : {}),
    };
    this.batch = runBatch(this.page.model.pool, this.page.pace, request, ({ done, values }) => {
      this.values = values.slice();
      this.done.value = done;
    });
  }

  cancel(): void {
    this.batch?.cancel();
  }

  /** A measure at the end in one arm, world by world; NaN where the run failed. */
  alone(measure: string, arm: ArmName): number[] {
    const { measures, months = 1 } = this.wanted;
    const place = this.arms.indexOf(arm);
    return Array.from({ length: this.done.value }, (_, world) =>
      this.values[((world * this.arms.length + place + 1) * months - 1) * measures.length + measures.indexOf(measure)]!);
  }

  /** A measure of the first worlds by arm, at the end or after a month; worlds without a failed arm. */
  of(measure: string, count = this.done.value, month = this.wanted.months ?? 1): ArmValues {
    return whole(this.every(measure, count, month));
  }

  /** The same for every world: NaN where an arm failed. */
  every(measure: string, count = this.done.value, month = this.wanted.months ?? 1): ArmValues {
    const { measures, months = 1 } = this.wanted;
    const [width, place] = [measures.length, measures.indexOf(measure)];
    const many = Math.min(count, this.done.value);
    return Object.fromEntries(this.arms.map((name, arm) => [
      name,
      Array.from({ length: many }, (_, world) => this.values[((world * this.arms.length + arm) * months + month - 1) * width + place]!),
    ]));
  }
}
