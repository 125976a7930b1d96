// The numbers behind the figures: months of a world, arms of many worlds.
import type { Labels } from '../model/layout';
import { SIDE_BY_SIDE, ALONE, ARMS_NEEDED, ownRatios, type ArmValues } from '../statistics/synergy';
import type { Texts } from '../texts';
import type { Store, Story } from './store';
import { column, type Column } from './table';

function both(texts: Texts, key: string): Labels {
  return texts[key]!;
}

export function labelled(labels: Labels, also: Labels): Labels {
  return { en: `${labels.en}: ${also.en}`, zh: `${labels.zh}：${also.zh}` };
}

/** A head with its unit, each in its own language. */
function inUnit(labels: Labels, unit: Labels): Labels {
  return { en: `${labels.en} [${unit.en}]`, zh: `${labels.zh} [${unit.zh}]` };
}

/** A world's measures after each month, from its founding on. */
export function monthsTable(store: Store, story: Story, until = Infinity): Column[] {
  const frames = story.frames.filter(({ month }) => month <= until);
  return [
    column(both(store.data.texts, 'take.month'), frames.map(({ month }) => month)),
    ...store.data.layout.measures.map(({ labels, unit }, place) =>
      column(unit ? inUnit(labels, both(store.data.texts, `measured.${unit}`)) : labels, frames.map(({ measures }) => measures[place]!))),
  ];
}

/** A measure of many worlds in each arm, and the ratios that follow of everything. */
export function armsTable(store: Store, values: ArmValues, of?: Labels): Column[] {
  const { arms } = store.data.layout;
  const named = (name: string): Labels => {
    const { labels } = arms.find((one) => one.name === name)!;
    return of ? labelled(of, labels) : labels;
  };
  return ARMS_NEEDED.map((name) => column(named(name), values[name]!));
}

export function ratiosTable(store: Store, values: ArmValues): Column[] {
  return [SIDE_BY_SIDE, ALONE].map((benchmark) => column(both(store.data.texts, `take.${benchmark.name}`), ownRatios(values, benchmark)));
}

/** The numbers of worlds, which are their draws. */
export function worldsColumn(store: Store, count: number): Column {
  return column(both(store.data.texts, 'take.draw'), Array.from({ length: count }, (_, draw) => draw));
}
