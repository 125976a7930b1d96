// The module: draws of uncertain parameters, whole runs, and worlds month by month. No DOM: page and workers share it.
import { countOf, FORMAT, known, type Layout, type RecordLayout, type ScenarioLayout } from './layout';
import { Memory, setWhole } from './memory';
import { runSeed } from './random';
import { Reader, setField, setRows } from './records';

/** A world: the number of its draw of the uncertain parameters, and of its replication. */
export type World = readonly [draw: number, replication: number];

/** What lies over the scenario's values and the draws: dotted names and stored values (choices as numbers). */
export type Changes = Readonly<Record<string, number>>;

export interface RunRequest {
  readonly worlds: readonly World[];
  readonly arms: readonly number[];
  readonly changes?: Changes;
  /** Further changes of each world, over those of all. */
  readonly each?: readonly Changes[];
  /** Places of the measures that are wanted; all where it is left out. */
  readonly measures?: readonly number[];
  /** One row of measures for each of so many months instead of one at the end. */
  readonly months?: number;
}

type Entry = (call: number) => void;
type Entries = Record<'run_points' | 'found' | 'month' | 'draw', Entry>;
const FOREVER = 2 ** 31 - 1;
const DRAWN_AT_ONCE = 64;

export class Engine {
  readonly memory: Memory;
  readonly reader: Reader;
  readonly scenario: ScenarioLayout;
  private readonly entries: Entries;
  private readonly template: Uint8Array;
  private readonly places = new Map<string, number>();
  private readonly call: number;
  private readonly tables: Readonly<Record<'names' | 'parts' | 'ends', number>>;
  private readonly drawn = new Map<number, Float64Array>();

  constructor(readonly layout: Layout, module: WebAssembly.Module, name: string, readonly master = 0) {
    if (layout.format !== FORMAT) throw new Error(`layout of format ${layout.format}, not ${FORMAT}`);
    const scenario = (this.scenario = known(layout.scenarios[name], `scenario ${name}`));
    const memory = (this.memory = new Memory(layout.stack));
    const pointer = new WebAssembly.Global({ value: 'i32', mutable: true }, layout.stack);
    const env = { __linear_memory: memory.memory, __stack_pointer: pointer };
    this.entries = new WebAssembly.Instance(module, { env }).exports as Entries;
    this.call = memory.take(Math.max(layout.call.size, layout.draw_call.size));
    for (const [member, table] of Object.entries(layout.members)) {
      this.places.set(member, memory.take(table.size * countOf(table, scenario)));
    }
    this.places.set('random_numbers', this.layRandomNumbers());
    this.tables = this.layPriors();
    memory.keep();
    this.template = this.makeTemplate();
    this.reader = new Reader(layout, scenario, memory, this.places);
  }

  /** The values of the uncertain parameters in draws first … first + count − 1: (draws × names). */
  draw(first: number, count: number): Float64Array {
    const { names, part } = this.scenario.priors;
    this.memory.release();
    const out = this.memory.take(8 * count * names.length);
    this.fill(this.layout.draw_call, {
      seed: this.master, first, n_draws: count, n_names: names.length, n_parts: part.length, out, ...this.tables,
    });
    if (names.length > 0) this.entries.draw(this.call);
    return this.memory.floats(out, count * names.length).slice();
  }

  /** Run worlds in some arms: [world][arm][month, where asked for][measure], NaN where a run failed. */
  run(request: RunRequest): Float64Array {
    const { memory, layout } = this;
    const { worlds, arms, changes = {}, each = [], months = 0 } = request;
    const measures = request.measures ?? layout.measures.map((_, place) => place);
    const rows = Math.max(1, months);
    const width = layout.measures.length;
    const places = this.prepare(worlds, arms, changes, rows, each);
    this.fill(layout.call, { ...places, until: FOREVER, rows_wanted: months });
    this.entries.run_points(this.call);
    const runs = worlds.length * arms.length;
    const all = memory.floats(places.out, runs * rows * width);
    const picked = new Float64Array(runs * rows * measures.length);
    let at = 0;
    for (let run = 0; run < runs; run++) {
      const failed = memory.getWhole(places.faults + 16 * run) !== 0;
      for (let row = run * rows; row < (run + 1) * rows; row++) {
        for (const measure of measures) picked[at++] = failed ? NaN : all[row * width + measure]!;
      }
    }
    return picked;
  }

  /** Found one world and step it, `seen` after the founding (month 0) and after each month, with all measures. */
  follow(world: World, arm: number, changes: Changes, months: number, seen: (month: number, measures: Float64Array) => void): void {
    const { memory, layout } = this;
    const places = this.prepare([world], [arm], changes, 1);
    const measures = (): Float64Array => memory.floats(places.out, layout.measures.length).slice();
    this.fill(layout.call, { ...places, until: 0, rows_wanted: 0 });
    this.entries.found(this.call);
    seen(0, measures());
    for (let now = 0; now < months; now++) {
      this.fill(layout.call, { now });
      this.entries.month(this.call);
      if (memory.getWhole(places.faults) !== 0) throw new Error(`the run fails in month ${now + 1}`);
      seen(now + 1, measures());
    }
  }

  /** The values of the uncertain parameters in one draw, in the order of their names; its neighbours are drawn with it. */
  valuesOf(draw: number): Float64Array {
    if (!this.drawn.has(draw)) {
      const first = Math.floor(draw / DRAWN_AT_ONCE) * DRAWN_AT_ONCE;
      const values = this.draw(first, DRAWN_AT_ONCE);
      const width = this.scenario.priors.names.length;
      for (let k = 0; k < DRAWN_AT_ONCE; k++) this.drawn.set(first + k, values.subarray(k * width, (k + 1) * width));
    }
    return known(this.drawn.get(draw), `draw ${draw}`);
  }

  private prepare(worlds: readonly World[], arms: readonly number[], changes: Changes, rows: number, each: readonly Changes[] = []) {
    const { memory, layout, scenario } = this;
    for (const [draw] of worlds) this.valuesOf(draw);
    memory.release();
    const size = layout.point.size;
    const runs = worlds.length * arms.length;
    const seeds = memory.take(8 * worlds.length);
    const points = memory.take(size * runs);
    const out = memory.take(8 * runs * rows * layout.measures.length);
    const faults = memory.take(16 * runs);
    const { view, bytes } = memory;
    bytes.fill(0, faults, faults + 16 * runs);
    const chosen = arms.map((arm) => known(layout.arms[arm], `arm ${arm}`));
    worlds.forEach(([draw, replication], i) => {
      view.setBigUint64(seeds + 8 * i, runSeed(BigInt(this.master), draw, replication), true);
      const values = this.valuesOf(draw);
      chosen.forEach((arm, j) => {
        const point = points + size * (i * arms.length + j);
        bytes.set(this.template, point);
        scenario.priors.names.forEach((name, k) => this.setParameter(view, point, name, values[k]!));
        for (const over of [changes, each[i] ?? {}]) {
          for (const name in over) this.setParameter(view, point, name, over[name]!);
        }
        for (const { at, value } of arm.set) setWhole(view, point + at, value);
      });
    });
    const counts = Object.fromEntries(
      Object.keys(layout.call.fields).filter((name) => name in scenario.values).map((name) => [name, scenario.values[name]!]),
    );
    return {
      ...Object.fromEntries(this.places), ...counts,
      seeds, points, out, faults, n_seeds: worlds.length, n_arms: arms.length, n_rows: rows,
    };
  }

  private makeTemplate(): Uint8Array {
    const { point } = this.layout;
    const template = new Uint8Array(point.size);
    const view = new DataView(template.buffer);
    for (const name in this.scenario.values) this.setParameter(view, 0, name, this.scenario.values[name]!);
    return template;
  }

  private layRandomNumbers(): number {
    const { memory, layout, scenario } = this;
    const record = layout.random_numbers;
    const at = memory.take(record.size);
    memory.setWhole(at + known(record.fields.used, 'used').at, scenario.random_numbers.used);
    const spans = at + known(record.fields.spans, 'spans').at;
    for (const [number, span] of Object.entries(scenario.random_numbers.spans)) {
      span.forEach((value, k) => memory.setWhole(spans + 8 * (span.length * Number(number) + k), value));
    }
    return at;
  }

  private layPriors(): Readonly<Record<'names' | 'parts' | 'ends', number>> {
    const { memory, layout, scenario } = this;
    const { name, part, ends } = scenario.priors;
    const names = memory.take(layout.priors.name.size * name.length);
    const parts = memory.take(layout.priors.part.size * part.length);
    const where = memory.take(8 * ends.length);
    setRows(memory.view, names, layout.priors.name, name);
    setRows(memory.view, parts, layout.priors.part, part);
    ends.forEach((end, k) => memory.view.setFloat64(where + 8 * k, end, true));
    return { names, parts, ends: where };
  }

  private setParameter(view: DataView, point: number, name: string, value: number): void {
    setField(view, point, known(this.layout.point.parameters[name], `parameter ${name}`), value);
  }

  private fill(call: RecordLayout, values: Readonly<Record<string, number>>): void {
    for (const name in values) this.memory.setWhole(this.call + known(call.fields[name], `argument ${name}`).at, values[name]!);
  }
}
