// What would have to change for two: the few parameters that the build found, from what to what, and at what price.
import { signal } from '@preact/signals';
import { seedOf, subjectOf } from '../shell/copies';
import { wayOf, type Move, type Way } from '../shell/ways';
import { settableIn } from '../shell/levers';
import type { Store } from '../shell/store';
import { grouped, ratio } from '../street/sentences';
import { Choice } from './jars';

const SANDBOX = 9;
const benchmark = signal<'side_by_side' | 'alone'>('side_by_side');

/** The command that looks for it, with the build's sizes where the build did. */
export function nearestCommand({ data: { nearest, asked, seed } }: Store): string {
  const sizes = nearest ? ` --draws ${nearest.draws} --held-out ${nearest.held_out} --seeds ${nearest.seeds}${seedOf(seed)}` : '';
  return `oneplusone nearest ${subjectOf(asked)}${sizes}`;
}

export function NearestPanel({ store }: { store: Store }) {
  const say = store.say.value;
  const { nearest } = store.data;
  const way = nearest ? wayOf(nearest, benchmark.value) : undefined;
  return (
    <div class="nearest">
      <div class="choices">
        <h2>{say(way?.above ? 'nearest.down' : 'nearest.up')}</h2>
        <span class="fill" />
        {nearest && <Choice label={say('spread.against')} options={[['side_by_side', say('spread.side_by_side')], ['alone', say('spread.alone')]]} chosen={benchmark.value} locked={false} choose={(one) => (benchmark.value = one)} />}
        {way && <button class="go" onClick={() => tryOut(store, way)}>{say('nearest.set')}</button>}
      </div>
      {way ? <WayShown store={store} way={way} /> : <p class="note">{without(store, benchmark.value)}</p>}
    </div>
  );
}

/** What is said where there is no way to show: two is there already, nothing moves it, or nobody looked. */
function without(store: Store, name: string): string {
  const ways = store.data.nearest?.ways.filter((way) => way.benchmark === name);
  if (!ways?.length) return store.say.value('nearest.absent', { command: nearestCommand(store) });
  return store.say.value(ways.some(({ reached }) => reached) ? 'nearest.already' : 'nearest.unmoved');
}

/** Set what the way moves in the sandbox, and go there. */
function tryOut(store: Store, way: Way): void {
  store.changed.value = Object.fromEntries(way.moves.flatMap(({ parameter, after }) => {
    const one = store.settable.find(({ name }) => name === parameter);
    return one ? [[parameter, settableIn(one, after)]] : [];
  }));
  store.screen.value = SANDBOX;
}

function WayShown({ store, way }: { store: Store; way: Way }) {
  const say = store.say.value;
  const space = store.language.value === 'en' ? ' ' : '';
  const found = way.verified ? { value: ratio(way.verified.value), low: ratio(way.verified.low), high: ratio(way.verified.high) } : { value: '–', low: '–', high: '–' };
  const kind = way.reached ? (way.group === 'levers' ? 'levers' : 'beliefs') : 'none';
  const said = [say(`nearest.${kind}`, found)];
  if (Math.round(way.price) !== 0) said.push(say(way.price > 0 ? 'nearest.price' : 'nearest.cheaper', { yuan: grouped(Math.abs(way.price)) }));
  return (
    <>
      <ul class="moves">
        {way.moves.map((move) => (
          <li key={move.parameter} class={move.kind === 'lever' ? 'move' : 'move belief'}>
            <span>{store.data.layout.point.parameters[move.parameter]?.labels[store.language.value]}</span>
            <b>{moved(store, move, move.before)} → {moved(store, move, move.after)}</b>
            {move.kind !== 'lever' && <em>{say(move.assumed ? 'nearest.assumed' : 'nearest.uncertain')}</em>}
          </li>
        ))}
      </ul>
      <p class="note">{said.join(space)}</p>
    </>
  );
}

/** A value as oneplusone nearest says it: three digits, and its unit. */
function moved(store: Store, { parameter }: Move, value: number): string {
  const declared = store.data.layout.point.parameters[parameter];
  const number = declared?.kind === 'int' && value !== Math.round(value) ? value.toFixed(2) : String(Number(value.toPrecision(3)));
  const key = `unit.${declared?.unit}`;
  return key in store.data.texts ? store.say.value(key, { number: Math.abs(value) >= 1000 ? grouped(value) : number }) : number;
}
