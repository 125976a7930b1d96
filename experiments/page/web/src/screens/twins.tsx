// Screen 3: two streets in the same random numbers, with the contract and without, the running difference, and why.
import { useEffect, useMemo } from 'preact/hooks';
import { differenceOf, differencesUnder, causesAt, partOf, withoutEach, type Cause } from '../street/causes';
import { districtOf, type Frame } from '../model/frames';
import { useStore } from '../shell/context';
import { place as cell } from '../shell/place';
import { LOW, size } from '../shell/size';
import { CONTRACT, SIDE, type Store, type Story } from '../shell/store';
import type { Labels } from '../model/layout';
import { column, type Column } from '../shell/table';
import { filled } from '../texts';
import { grouped } from '../street/sentences';
import { sealOf } from '../street/state';
import { Difference } from './difference';
import { houseLabel } from './house';
import { Picture } from './picture';
import { Meanings } from './meanings';
import { Files, Source } from './source';
import { sourceLine, worldLine, worldName } from './street';

export function Twins() {
  const store = useStore();
  const say = store.say.value;
  const { width, height, phone } = size.value;
  const place = store.world.value;
  const month = Math.min(store.twin.value, store.horizon);
  const both = useMemo(() => {
    const [own, other] = [store.storyOf(place, CONTRACT, store.chosen.path.value), store.storyOf(place, store.chosen.path.value ? CONTRACT : SIDE)];
    return { own, other, difference: differenceOf(own.frames, other.frames, store.measure('value')) };
  }, [place, store.chosen.path.value]);
  const without = useMemo(() => causesWithout(store), [place, store.chosen.path.value]);
  const named = pathName(store);
  const set = (to: number): void => void (store.twin.value = Math.max(0, Math.min(store.horizon, to)));
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '.') set(store.twin.value + 1);
      else if (event.key === ',') set(store.twin.value - 1);
    };
    cell.keys.addEventListener('keydown', pressed as EventListener);
    return () => cell.keys.removeEventListener('keydown', pressed as EventListener);
  });
  const { own, other, difference } = both;
  const [mine, theirs] = [own.frames[month]!, other.frames[month]!];
  const mostNeed = Math.max(own.mostNeed, other.mostNeed);
  const open = (frame: Frame): number => districtOf(frame, store.street.office).filter((one) => one.open[store.street.roles.light] === 1).length;
  const [below, chart] = phone ? [56 + 268 + 48 + 92, 92] : height < LOW ? [64 + 152 + 60, 60] : [64 + 172 + 84, 84];
  const tall = Math.max(phone ? 130 : 96, Math.floor((height - 52 - below - 2) / 2));
  const rows = phone ? 2 : 1;
  const stops = [...new Set([0, store.term, 12, store.horizon])].filter((stop) => stop <= store.horizon).sort((a, b) => a - b);
  const street = (story: Story, frame: Frame, title: string, seal: string) => (
    <div class="wide over">
      <Picture frame={frame} width={width} height={tall} top={phone ? 34 : height < LOW ? 26 : 10} road={4} phone={phone} mostNeed={mostNeed} storey={phone ? 9 : 11}
        {...(phone ? { least: (width - 24) / 21.01 } : {})} tell={(at) => houseLabel(store, story, month, at)} label={`${title}. ${say('twins.open', { month: say('street.month', { month }), open: open(frame) })}`} />
      <b class="street-name">{title}</b>
      {seal && <b class="street-seal">{seal}</b>}
    </div>
  );
  /** A contract has a stamp on either street; without one there is none to show. */
  const stamp = (frame: Frame): string => {
    const seal = sealOf(frame, store.street.office);
    return month > 0 && seal !== 'none' ? say(`seal.${seal}`) : '';
  };
  const causes = causesAt(month, difference, without);
  const [first, second] = named ? [say('twins.path.with', { path: named }), say('twins.path.without')] : [say('twins.with'), say('twins.without_short')];
  const called = { first, second, title: store.data.scenario.titles[store.language.value], world: worldName(store) };
  const files = {
    name: 'twins', title: say('take.title.twins', called), plotTitle: say('take.title.difference', called),
    shows: say('take.shows.twins', { month, total: signed(difference[month]!) }),
    lines: say('take.shows.difference', { month, total: signed(difference[month]!), first, second: named ? second : say('twins.without') }),
    table: () => twinsTable(store, own, other, difference), text: sourceLine(store),
  };
  return (
    <section class={`twins rows-${rows}`}>
      {street(own, mine, named ? (phone ? named : say('twins.path.with', { path: named })) : say('twins.with'), stamp(mine))}
      {street(other, theirs, named ? say('twins.path.without') : say(phone ? 'twins.without_short' : 'twins.without'), stamp(theirs))}
      <Difference values={difference} month={month} stops={stops} width={width} height={chart} set={set} title={say(named ? 'twins.path.chart' : 'twins.chart')} />
      <div class="say" aria-live="polite">
        <p class="sentence">{summary(store, month, open(mine), open(theirs), mine, theirs)}</p>
        <p class="note">{why(store, month, difference, causes.slice(0, 1))}</p>
        {phone && <p class="which"><Meanings /> {worldLine(store)}</p>}
      </div>
      <div class="bar">
        {stops.map((stop) => <button key={stop} aria-pressed={month === stop} onClick={() => set(stop)}>{phone ? stop : say('street.month', { month: stop })}</button>)}
        {!phone && <button onClick={() => set(month + 1)} disabled={month >= store.horizon} aria-label={say('street.step')} title={say('street.step')}>+1</button>}
      </div>
      <div class="choosing">
        <label class="versus">
          <span>{say('twins.path.versus')}</span>
          <select value={store.chosen.path.value} onChange={(event) => (store.chosen.path.value = event.currentTarget.value)}>
            <option value="">{say('twins.path.contract')}</option>
            {store.data.attribution.paths.map(({ name, labels }) => <option key={name} value={name}>{labels[store.language.value]}</option>)}
          </select>
        </label>
        {phone && <Files {...files} />}
      </div>
      {!phone && <Source {...files} />}
    </section>
  );
}

function twinsTable(store: Store, own: Story, other: Story, difference: readonly number[]): Column[] {
  const { texts } = store.data;
  const path = store.data.attribution.paths.find(({ name }) => name === store.chosen.path.value)?.labels;
  const head = (key: string): Labels => {
    const { en, zh } = texts[`twins.${path ? 'path.' : ''}${key}`]!;
    return path ? { en: filled(en, { path: path.en }), zh: filled(zh, { path: path.zh }) } : { en, zh };
  };
  const value = (story: Story): number[] => story.frames.map(({ measures }) => measures[store.measure('value')]!);
  return [
    column(texts['take.month']!, own.frames.map(({ month }) => month)),
    column(head('with'), value(own)), column(head('without'), value(other)), column(head('chart'), difference),
  ];
}

function pathName(store: Store): string {
  return store.data.attribution.paths.find(({ name }) => name === store.chosen.path.value)?.labels[store.language.value] ?? '';
}

function causesWithout(store: Store): Readonly<Record<string, readonly number[]>> {
  const { data, model, horizon } = store;
  const world = data.worlds.found[store.world.value]!;
  const arms = [store.arm(CONTRACT), store.arm(SIDE)] as const;
  const measure = store.measure('value');
  if (store.chosen.path.value) return withoutEach(model.engine, world, arms[0], measure, horizon, store.pathIn(store.world.value, store.chosen.path.value));
  return Object.fromEntries(Object.entries(data.causes).map(([name, changes]) => [
    name, differencesUnder(model.engine, world, arms, measure, horizon, changes),
  ]));
}

function summary(store: Store, month: number, open: number, other: number, mine: Frame, theirs: Frame): string {
  const say = store.say.value;
  const key = store.chosen.path.value ? 'twins.path' : 'twins';
  if (month === 0) return say(`${key}.start`);
  const measure = store.measure('value');
  const [value, beside] = [mine.measures[measure]!, theirs.measures[measure]!];
  const gap = Math.round(value - beside);
  const doors = say(`${key}.doors`, { month: say('street.month', { month }), open, other, noun: store.noun(open) });
  const kind = gap === 0 ? 'same' : gap > 0 ? 'more' : 'fewer';
  const percent = beside > 0 ? Math.abs(Math.round((100 * (value - beside)) / beside)) : 0;
  return `${doors}${store.language.value === 'en' ? ' ' : ''}${say(`${key}.${kind}`, { units: grouped(Math.abs(gap)), percent })}`;
}

function why(store: Store, month: number, difference: readonly number[], causes: readonly Cause[]): string {
  const say = store.say.value;
  const space = store.language.value === 'en' ? ' ' : '';
  if (month === 0) return say('twins.ask');
  if (store.chosen.path.value) return whyOnPath(store, month, difference, causes);
  const part = partOf(store.storyOf(store.world.value, CONTRACT).frames, difference, store.street.office);
  if (!part || part.month > month) return say('part.none');
  const parts = [say(`part.${part.parting}`, { month: part.month })];
  for (const cause of causes) {
    parts.push(say(`cause.${cause.name}`), say('twins.instead', { with: signed(cause.with), without: signed(cause.without) }));
  }
  return parts.join(space);
}

/** When the case and the path part, and which of the path's changes the difference hangs on most in this very world. */
function whyOnPath(store: Store, month: number, difference: readonly number[], causes: readonly Cause[]): string {
  const say = store.say.value;
  const first = difference.findIndex((value) => Math.abs(value) > 1e-9);
  if (first < 0 || first > month) return say('part.none');
  const parts = [say('twins.path.part', { month: first })];
  for (const cause of causes) {
    const lever = store.data.layout.point.parameters[cause.name]!.labels[store.language.value];
    parts.push(say('twins.path.cause', { lever }), say('twins.instead', { with: signed(cause.with), without: signed(cause.without) }));
  }
  return parts.join(store.language.value === 'en' ? ' ' : '');
}

export function signed(value: number): string {
  const whole = Math.round(value);
  return whole > 0 ? `+${grouped(whole)}` : grouped(whole);
}

