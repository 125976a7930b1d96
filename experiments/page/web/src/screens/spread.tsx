// Screen 5: more worlds narrow what chance leaves open; nothing narrows parameter uncertainty.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useStore } from '../shell/context';
import { countingOf, ratioName } from '../shell/copies';
import { LOW, size } from '../shell/size';
import { MANY } from '../shell/store';
import { armsTable, ratiosTable, worldsColumn } from '../shell/tables';
import { quantile } from '../statistics/intervals';
import { EVEN, onePlusOne, ownRatios, worldsAbove, ALONE, SIDE_BY_SIDE } from '../statistics/synergy';
import { grouped, ratio } from '../street/sentences';
import { Against, Choice } from './jars';
import { Ratios } from './ratios';
import { Source } from './source';

const STEPS = [8, 50, 200, MANY];
const count = signal(8);
/** Of fewer worlds an interval misses more often than one in twenty. */
const FEW = 50;

export function Spread() {
  const store = useStore();
  const say = store.say.value;
  const { width, height, phone } = size.value;
  useEffect(() => {
    store.many.start();
  }, []);
  const done = store.many.done.value;
  const shown = Math.min(count.value, done);
  const against = store.chosen.against.value === 'alone' ? ALONE : SIDE_BY_SIDE;
  const values = store.many.of('value', shown);
  const found = onePlusOne(values, against);
  const own = Array.from(ownRatios(values, against)).filter(Number.isFinite);
  const all = Array.from(ownRatios(store.many.of('value'), against)).filter(Number.isFinite);
  const wide = Math.min(width - (phone ? 32 : 120), 1100);
  const tall = phone ? Math.max(210, Math.min(360, height - 628)) : Math.max(130, height - (height < LOW ? 408 : 432));
  const [first, last] = own.length ? [quantile(own, 0.05), quantile(own, 0.95)] : [NaN, NaN];
  const reach = worldsAbove(values, against);
  const said = shown > 1 && Number.isFinite(found.low)
    ? say('spread.said', { worlds: grouped(shown), low: ratio(found.low), high: ratio(found.high), first: ratio(first), last: ratio(last) })
    : say('bet.running', { done, worlds: count.value });
  const above = say('spread.above', { reach: grouped(reach), worlds: grouped(values.GS!.length) });
  return (
    <section class="sheet spread">
      <h1>{say('spread.question')}</h1>
      <div class="choices">
        <Choice label={say('spread.worlds')} options={STEPS.map((step) => [step, grouped(step)])} chosen={count.value} locked={false} choose={(one) => (count.value = one)} />
        <Against store={store} />
      </div>
      <Ratios above={own} scale={all} width={wide} height={tall} label={`${said} ${above}`}
        bands={[{ low: found.low, high: found.high, tone: 'chance', name: phone || !Number.isFinite(found.low) ? say('spread.chance') : `${say('spread.chance')}: ${ratio(found.value)} (${ratio(found.low)}–${ratio(found.high)})` }, { low: first, high: last, tone: 'unknown', name: say('spread.unknown') }]} />
      <div class="answer">
        <p class="sentence">{said}</p>
        <p class="note">{above}{shown > 1 && shown < FEW && <b class="few">{store.language.value === 'en' ? ' ' : ''}{say('spread.few', { worlds: shown })}</b>}</p>
      </div>
      <Source name="spread" counted={[shown, count.value]} shows={say('take.shows.spread', { against: say(`spread.${store.chosen.against.value}`), value: ratio(found.value), low: ratio(found.low), high: ratio(found.high) })} table={() => [worldsColumn(store, shown), ...armsTable(store, store.many.every('value', shown)), ...ratiosTable(store, store.many.every('value', shown))]} text={say('bet.source', { command: countingOf(store.data, shown || count.value, ratioName(against.name), EVEN), version: store.data.version, title: store.data.scenario.titles[store.language.value] })} />
    </section>
  );
}
