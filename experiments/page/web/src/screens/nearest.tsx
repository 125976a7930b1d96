// What would have to change for two: the few parameters that the build found, from what to what, and at what price.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Changes } from '../model/engine';
import { seedOf, subjectOf } from '../shell/copies';
import { Sample } from '../shell/sample';
import { size } from '../shell/size';
import { wayOf, type Move, type Way } from '../shell/ways';
import { settableIn } from '../shell/levers';
import { WORLDS, type Store } from '../shell/store';
import { CREATED, gainsOf, ratioOf } from '../statistics/attribution';
import { NOTHING, type Estimate } from '../statistics/intervals';
import { BENCHMARKS, EVEN, together, togetherChange } from '../statistics/synergy';
import { grouped, ratio } from '../street/sentences';
import { Against } from './jars';
import { sameMoney } from './money';
import { between, sizeOfChange, verdictOf, type Verdict } from './words';

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
  const { phone } = size.value;
  const doors = way !== undefined && !way.above && store.attributed.data.paths.length > 0;
  return (
    <div class="nearest">
      <div class="choices">
        <h2>{say(way?.above ? 'nearest.down' : 'nearest.up')}</h2>
        {way && !phone && <SetButton store={store} way={way} />}
        <span class="fill" />
        {nearest && <Against store={store} />}
        {doors && !phone && <DoorsButton store={store} />}
      </div>
      {way ? <div class={doors ? 'ways' : 'ways one'}><WayShown store={store} way={way} phone={phone} />{doors && <DoorsShown store={store} phone={phone} />}</div> : <p class="note">{without(store, store.chosen.against.value)}</p>}
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

function SetButton({ store, way }: { store: Store; way: Way }) {
  return <button class="go" onClick={() => tryOut(store, way)}>{store.say.value(way.moves.some(believed) ? 'nearest.suppose' : 'nearest.set')}</button>;
}

function DoorsButton({ store }: { store: Store }) {
  return <button class="go all-doors" onClick={() => openAll(store)}>{store.say.value('nearest.open_all')}</button>;
}

interface Creating {
  readonly before: number;
  readonly after: number;
  readonly change: Estimate;
}

/** What the two create together, before and after, and how much more or less that is; nothing of it before enough worlds have run. */
function Made({ store, created, same = false }: { store: Store; created: Creating | undefined; same?: boolean }) {
  const say = store.say.value;
  const turn = created ? verdictOf(created.change, 0) : 'none';
  return (
    <p class={turn === 'less' ? 'made less' : 'made'}>
      {say('nearest.made')} <b>{created ? `${grouped(created.before)} → ${grouped(created.after)}` : '…'}</b>
      {created && say(`nearest.created.${turn}`, { by: grouped(Math.abs(created.change.value)), between: between(sizeOfChange(created.change), store, grouped) })}
      {same && say('nearest.same_purse')}
    </p>
  );
}

function WayShown({ store, way, phone }: { store: Store; way: Way; phone: boolean }) {
  const { nearest } = store.data;
  const say = store.say.value;
  const space = store.language.value === 'en' ? ' ' : '';
  const created = createdOn(store);
  const turn = created ? verdictOf(created.change, 0) : 'none';
  const found = way.verified
    ? { value: ratio(way.verified.value), low: ratio(way.verified.low), high: ratio(way.verified.high), draws: nearest?.held_out ?? 0, verdict: say(`nearest.verdict.${borneOut({ ...NOTHING, ...way.verified }, store)}`) }
    : { value: '–', low: '–', high: '–', draws: nearest?.held_out ?? 0, verdict: say('nearest.verdict.none') };
  const kind = !way.reached ? 'none' : way.group === 'levers' ? 'levers' : rulesTried(store, way.benchmark) ? 'beliefs' : 'beliefs_alone';
  const said: string[] = [];
  if (Math.round(way.price) !== 0) said.push(say(way.price > 0 ? 'nearest.price' : 'nearest.cheaper', { yuan: grouped(Math.abs(way.price)) }));
  if (turn === 'less' && !way.above) said.push(say('nearest.caution'));
  if (way.moves.some(believed)) said.push(say('nearest.supposed'));
  return (
    <div class="way">
      <ul class="moves">
        {way.moves.map((move) => (
          <li key={move.parameter} class={believed(move) ? 'move belief' : 'move'}>
            <span>{store.data.layout.point.parameters[move.parameter]?.labels[store.language.value]}</span>
            {' '}<b>{moved(store, move, move.before)} → {moved(store, move, move.after)}</b>{' '}{scaleOf(store, move)}
            {believed(move) && <em>{' '}{say(move.assumed ? 'nearest.assumed' : 'nearest.uncertain')}</em>}
          </li>
        ))}
      </ul>
      <p class="reached">{say(`nearest.${kind}`, found)}</p>
      {said.length > 0 && <p class="note">{said.join(space)}</p>}
      <Made store={store} created={created} />
      {phone && <SetButton store={store} way={way} />}
    </div>
  );
}

/** What draws unused by the search say of a way that was looked for because it comes to two: that it does where all of the interval counts as two. */
export function borneOut(found: Estimate, { data: { equivalence } }: Store): Verdict | 'holds' {
  const side = verdictOf(found, EVEN);
  const about = found.low >= EVEN * (1 - equivalence) && found.high <= EVEN * (1 + equivalence);
  return side === 'open' && about ? 'holds' : side;
}

/** Whether the search tried rules alone: where their influence is not resolved there is no direction to go. */
function rulesTried({ data: { nearest } }: Store, benchmark: string): boolean {
  return nearest?.ways.some((way) => way.benchmark === benchmark && way.group === 'levers' && way.moves.length > 0) ?? false;
}

/** What is uncertain is believed; only a lever is set. */
const believed = ({ kind }: Move): boolean => kind !== 'lever';

/** All paths together, as the other answer: that they are still being run, that they come to two and more is created from the same purse, or that they do not. */
function DoorsShown({ store, phone }: { store: Store; phone: boolean }) {
  const say = store.say.value;
  const { paths, draws } = store.attributed.data;
  const done = store.attributed.of('paths').done.value;
  const names = (
    <ul class="moves">{paths.map(({ name, labels }) => <li key={name} class="door-name"><b>{labels[store.language.value]}</b></li>)}</ul>
  );
  if (done < draws.paths) return <div class="way doors-await">{names}<p class="reached">{say('nearest.doors_running', { done, worlds: draws.paths })}</p></div>;
  const benchmark = BENCHMARKS.find(({ name }) => name === store.chosen.against.value)!;
  const games = store.attributed.games('paths');
  const all = 1 << paths.length;
  const [found, created] = [ratioOf(benchmark), CREATED].map((outcome) => gainsOf(outcome, games, all)?.[all - 1]);
  if (!found || !created) return null;
  const same = sameMoney(store, all - 1);
  const better = found.level.value > EVEN && verdictOf(created.change, 0) === 'more' && same;
  return (
    <div class={better ? 'way doors-too' : 'way'}>
      {names}
      <p class="reached">{say('nearest.doors', { ratio: ratio(found.level.value), between: between(found.level, store), worlds: done, verdict: say(`nearest.verdict.${verdictOf(found.level, EVEN)}`) })}</p>
      <Made store={store} created={{ before: created.level.value - created.change.value, after: created.level.value, change: created.change }} same={same} />
      {phone && <DoorsButton store={store} />}
    </div>
  );
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
  if (scaleKey(store, parameter) || !(key in store.data.texts)) return number;
  return store.say.value(key, { number: Math.abs(value) >= 1000 ? grouped(value) : number });
}

/** The words for the scale of a parameter: its own, or those of its unit. */
function scaleKey(store: Store, parameter: string): string | undefined {
  const declared = store.data.layout.point.parameters[parameter];
  return [`scale.${parameter}`, `scale.${declared?.unit}`].find((key) => key in store.data.texts);
}

/** On what scale a value moves, in words, where its unit does not say it. */
function scaleOf(store: Store, { parameter }: Move) {
  const key = scaleKey(store, parameter);
  return key && <small class="of-scale">{store.say.value(key)}</small>;
}
