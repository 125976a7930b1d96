// What would have to change for two: the few parameters that the build found, from what to what, and at what price.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Changes } from '../model/engine';
import { seedOf, subjectOf } from '../shell/copies';
import { Sample } from '../shell/sample';
import { wayOf, type Move, type Way } from '../shell/ways';
import { settableIn } from '../shell/levers';
import { WORLDS, type Store } from '../shell/store';
import { CREATED, gainsOf, ratioOf } from '../statistics/attribution';
import { NOTHING } from '../statistics/intervals';
import { BENCHMARKS, EVEN, together, togetherChange } from '../statistics/synergy';
import { grouped, ratio } from '../street/sentences';
import { Against } from './jars';
import { sameMoney } from './money';
import { between, sizeOfChange, verdictOf } from './words';

const SANDBOX = 9;
/** The worlds of the way that is shown. */
const tried = signal<Sample | null>(null);

/** The command that looks for it, with the build's sizes where the build did. */
export function nearestCommand({ data: { nearest, asked, seed } }: Store): string {
  const sizes = nearest ? ` --draws ${nearest.draws} --held-out ${nearest.held_out} --seeds ${nearest.seeds}${seedOf(seed)}` : '';
  return `oneplusone nearest ${subjectOf(asked)}${sizes}`;
}

export function NearestPanel({ store }: { store: Store }) {
  const say = store.say.value;
  const { nearest } = store.data;
  const way = nearest ? wayOf(nearest, store.chosen.against.value) : undefined;
  useEffect(() => {
    if (!way) return undefined;
    store.cases.start();
    const sample = new Sample(store, { worlds: WORLDS, measures: ['value'], changes: changesOf(store, way) });
    sample.start();
    tried.value = sample;
    return () => {
      sample.cancel();
      tried.value = null;
    };
  }, [way]);
  const created = createdOn(store);
  return (
    <div class="nearest">
      <div class="choices">
        <h2>{say(way?.above ? 'nearest.down' : 'nearest.up')}</h2>
        {way && (
          <p class={created && verdictOf(created.change, 0) === 'less' ? 'made less' : 'made'}>
            {say('nearest.made')} <b>{created ? `${grouped(created.before)} → ${grouped(created.after)}` : '…'}</b>
          </p>
        )}
        <span class="fill" />
        {nearest && <Against store={store} />}
        {way && <button class="go" onClick={() => tryOut(store, way)}>{say(way.moves.some(believed) ? 'nearest.suppose' : 'nearest.set')}</button>}
      </div>
      {way ? <WayShown store={store} way={way} /> : <p class="note">{without(store, store.chosen.against.value)}</p>}
    </div>
  );
}

/** What is said where there is no way to show: two is there already, nothing moves it, or nobody looked. */
function without(store: Store, name: string): string {
  const ways = store.data.nearest?.ways.filter((way) => way.benchmark === name);
  if (!ways?.length) return store.say.value('nearest.absent', { command: nearestCommand(store) });
  return store.say.value(ways.some(({ reached }) => reached) ? 'nearest.already' : 'nearest.unmoved');
}

/** What the way moves, as the sandbox sets it. */
export function changesOf(store: Store, way: Way): Changes {
  return Object.fromEntries(way.moves.flatMap(({ parameter, after }) => {
    const one = store.settable.find(({ name }) => name === parameter);
    return one ? [[parameter, settableIn(one, after)]] : [];
  }));
}

/** Set it in the sandbox, and go there. */
function tryOut(store: Store, way: Way): void {
  store.changed.value = changesOf(store, way);
  store.screen.value = SANDBOX;
}

/** What the two create together in the case and on the way, in the same worlds; nothing before enough of them have run. */
function createdOn(store: Store) {
  const sample = tried.value;
  const done = sample ? Math.min(store.cases.done.value, sample.done.value) : 0;
  if (!sample || done < Math.min(WORLDS, sample.wanted.worlds)) return undefined;
  const [before, after] = [store.cases.of('value', done), sample.of('value', done)];
  return { before: together(before).value, after: together(after).value, change: togetherChange(before, after) };
}

function WayShown({ store, way }: { store: Store; way: Way }) {
  const { nearest } = store.data;
  const say = store.say.value;
  const space = store.language.value === 'en' ? ' ' : '';
  const created = createdOn(store);
  const turn = created ? verdictOf(created.change, 0) : 'none';
  const found = way.verified
    ? { value: ratio(way.verified.value), low: ratio(way.verified.low), high: ratio(way.verified.high), draws: nearest?.held_out ?? 0, verdict: say(`nearest.verdict.${verdictOf({ ...NOTHING, ...way.verified }, EVEN)}`) }
    : { value: '–', low: '–', high: '–', draws: nearest?.held_out ?? 0, verdict: say('nearest.verdict.open') };
  const kind = way.reached ? (way.group === 'levers' ? 'levers' : 'beliefs') : 'none';
  const said = [say(`nearest.${kind}`, found)];
  if (Math.round(way.price) !== 0) said.push(say(way.price > 0 ? 'nearest.price' : 'nearest.cheaper', { yuan: grouped(Math.abs(way.price)) }));
  if (created) said.push(say(`nearest.created.${turn}`, { by: grouped(Math.abs(created.change.value)), between: between(sizeOfChange(created.change), store, grouped) }));
  if (turn === 'less' && !way.above) said.push(say('nearest.caution'));
  if (way.moves.some(believed)) said.push(say('nearest.supposed'));
  const doors = way.above ? '' : throughDoors(store);
  return (
    <>
      <ul class="moves">
        {way.moves.map((move) => (
          <li key={move.parameter} class={believed(move) ? 'move belief' : 'move'}>
            <span>{store.data.layout.point.parameters[move.parameter]?.labels[store.language.value]}</span>
            <b>{moved(store, move, move.before)} → {moved(store, move, move.after)}</b>
            {believed(move) && <em>{say(move.assumed ? 'nearest.assumed' : 'nearest.uncertain')}</em>}
          </li>
        ))}
        {doors && <li class="doors-too"><span>{doors}</span> <button class="go all-doors" onClick={() => openAll(store)}>{say('nearest.open_all')}</button></li>}
      </ul>
      <p class="note"><b>{said[0]}</b>{space}{said.slice(1).join(space)}</p>
    </>
  );
}

/** What is uncertain is believed; only a lever is set. */
const believed = ({ kind }: Move): boolean => kind !== 'lever';

/** That all paths together come to more than two and create more from the same purse: said where it is so, and nowhere else. */
function throughDoors(store: Store): string {
  const { data } = store.attributed;
  const benchmark = BENCHMARKS.find(({ name }) => name === store.chosen.against.value)!;
  if (data.paths.length === 0 || store.attributed.of('paths').done.value < data.draws.paths) return '';
  const games = store.attributed.games('paths');
  const all = 1 << data.paths.length;
  const [found, created] = [ratioOf(benchmark), CREATED].map((outcome) => gainsOf(outcome, games, all)?.[all - 1]);
  if (!found || !created || found.level.value <= EVEN || !created.resolved || created.change.value <= 0 || !sameMoney(store, all - 1)) return '';
  return store.say.value('nearest.doors', {
    ratio: ratio(found.level.value), between: between(found.level, store), by: grouped(created.change.value),
  });
}

/** Every path at once, with what comes of it above; no door of them is anybody's first, which is a bet. */
function openAll(store: Store): void {
  store.chosen.doors.value = store.attributed.data.paths.map(({ name }) => name);
  scrollTo(0, 0);
}

/** A value as oneplusone nearest says it: three digits, and its unit. */
function moved(store: Store, { parameter }: Move, value: number): string {
  const declared = store.data.layout.point.parameters[parameter];
  const number = declared?.kind === 'int' && value !== Math.round(value) ? value.toFixed(2) : String(Number(value.toPrecision(3)));
  const key = `unit.${declared?.unit}`;
  return key in store.data.texts ? store.say.value(key, { number: Math.abs(value) >= 1000 ? grouped(value) : number }) : number;
}
