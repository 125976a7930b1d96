// Settings that say what a parameter becomes: a value, or a change of what there is; as sim/parameters/change.py.
import { known, type Parameter } from './layout';
import type { Changes, Engine } from './engine';

/** times, then plus, then no less than at_least and no more than at_most; what comes before it is done first. */
export interface Relative {
  readonly times?: number;
  readonly plus?: number;
  readonly at_least?: number;
  readonly at_most?: number;
  readonly before?: Relative;
}

export type Setting = number | Relative;

/** A named group of settings that is on or off as a whole: a dilemma's, a source's, a path's. */
export interface Switch {
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
}

/** What a value becomes. Whole numbers are rounded, half up; a bound never turns a change round. */
export function settled(setting: Setting, value: number, parameter: Pick<Parameter, 'kind' | 'least' | 'most'>): number {
  if (typeof setting === 'number') return setting;
  const { times = 1, plus = 0, at_least = -Infinity, at_most = Infinity, before } = setting;
  const now = before ? settled(before, value, parameter) : value;
  const moved = now * times + plus;
  let changed = Math.min(Math.max(moved, at_least), at_most);
  if (moved > now) changed = Math.max(changed, now);
  else if (moved < now) changed = Math.min(changed, now);
  if (parameter.kind === 'int') changed = Math.floor(changed + 0.5);
  return Math.min(Math.max(changed, parameter.least ?? -Infinity), parameter.most ?? Infinity);
}

/** The values that a switch sets in a draw; what it would leave as it is, is left out. */
export function valuesIn(engine: Engine, { settings }: Switch, draw: number): Changes {
  const { values, priors } = engine.scenario;
  const drawn = engine.valuesOf(draw);
  return Object.fromEntries(Object.entries(settings).flatMap(([name, setting]) => {
    const place = priors.names.indexOf(name);
    const now = place < 0 ? known(values[name], name) : drawn[place]!;
    const then = settled(setting, now, known(engine.layout.point.parameters[name], name));
    return then === now ? [] : [[name, then] as const];
  }));
}
