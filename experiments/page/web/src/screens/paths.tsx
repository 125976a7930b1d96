// Screen 7: three doors paid out of one purse, any of them together; and what would have to change for two.
import { useEffect } from 'preact/hooks';
import { useStore } from '../shell/context';
import { seedOf, subjectOf } from '../shell/copies';
import { size } from '../shell/size';
import type { Store } from '../shell/store';
import { column, type Column } from '../shell/table';
import { CREATED, drawsAbove, gainsOf, ratioOf, type Gain, type Outcome } from '../statistics/attribution';
import { ALONE, BENCHMARKS, SIDE_BY_SIDE } from '../statistics/synergy';
import { grouped, ratio } from '../street/sentences';
import { moneySpent, sameMoney } from './money';
import { NearestPanel, nearestCommand } from './nearest';
import { Source } from './source';
import { between, sizeOfChange } from './words';

const PATHS = 7;

export function Paths() {
  const store = useStore();
  const say = store.say.value;
  const language = store.language.value;
  const { paths, draws } = store.attributed.data;
  useEffect(() => void store.attributed.run(['paths'], () => store.screen.value === PATHS), []);
  const open = store.chosen.doors.value;
  const { phone } = size.value;
  const purse = say('paths.purse', { yuan: grouped(store.value('contract.sum')) });
  const done = store.attributed.of('paths').done.value;
  const combination = paths.reduce((all, { name }, bit) => (open.includes(name) ? all | (1 << bit) : all), 0);
  return (
    <section class={open.length ? 'sheet paths placed' : 'sheet paths'}>
      <h1>{say('paths.question')}</h1>
      {phone && <p class="note">{purse}</p>}
      <div class="doorway" role="group" aria-label={say('paths.question')}>
        {paths.map(({ name, labels, sentences }) => (
          <button key={name} class="gate" title={sentences[language] ?? ''} aria-pressed={open.includes(name)} onClick={() => store.chosen.toggle(name)}>
            <svg width="54" height="84" viewBox="0 0 54 84" aria-hidden="true">
              <path d="M4 84V27a23 23 0 0 1 46 0v57z" class="hall" />
              <path d={open.includes(name) ? 'M4 84V27a23 23 0 0 1 14-21v78z' : 'M4 84V27a23 23 0 0 1 46 0v57z'} class="leaf" />
              {!open.includes(name) && <circle cx="42" cy="52" r="3" class="knob" />}
            </svg>
            <span><b>{labels[language]}</b>{`way.${name}` in store.data.texts ? say(`way.${name}`) : sentences[language]}</span>
          </button>
        ))}
      </div>
      {done < 2 ? <p class="note">{say('bet.running', { done, worlds: draws.paths })}</p> : <Found store={store} combination={combination} done={done} purse={phone ? '' : purse} />}
      <NearestPanel store={store} />
      <Source name="paths" counted={[done, draws.paths]} shows={say('take.shows.paths', { against: say(`spread.${store.chosen.against.value}`) })} table={() => pathsTable(store)} text={say('paths.source', {
        nearest: nearestCommand(store), paths: `oneplusone paths ${subjectOf(store.data.asked)} --draws ${draws.paths} --seeds 1${seedOf(store.data.seed)}`,
        version: store.data.version, title: store.data.scenario.titles[language],
      })} />
    </section>
  );
}

/** 1+1 by both benchmarks with its interval, for every combination of paths. */
function pathsTable(store: Store): Column[] {
  const { texts, attribution: { paths } } = store.data;
  const games = store.attributed.games('paths');
  const all = 1 << paths.length;
  const open = (combination: number): string => paths.filter((_, bit) => combination & (1 << bit)).map(({ labels }) => `${labels.en} / ${labels.zh}`).join('; ') || '–';
  const rows = Array.from({ length: all }, (_, combination) => combination);
  const with_ = (key: string, end: string) => ({ en: `${texts[`take.${key}`]!.en}: ${texts[`take.${end}`]!.en}`, zh: `${texts[`take.${key}`]!.zh}：${texts[`take.${end}`]!.zh}` });
  const created = gainsOf(CREATED, games, all);
  const done = store.attributed.of('paths').done.value;
  return [column(texts['take.paths']!, rows.map(open)), ...BENCHMARKS.flatMap((benchmark) => {
    const gains = gainsOf(ratioOf(benchmark), games, all);
    return (['value', 'low', 'high'] as const).map((end) => column(with_(benchmark.name, end), rows.map((row) => gains?.[row]?.level[end] ?? NaN)));
  }), ...(['value', 'low', 'high'] as const).map((end) => column(with_('created', end), rows.map((row) => created?.[row]?.level[end] ?? NaN))), column(texts['take.draws']!, rows.map(() => done))];
}

function change(gain: Gain): 'case' | 'more' | 'less' | 'open' {
  if (!gain.resolved) return 'open';
  return gain.change.value > 0 ? 'more' : 'less';
}

function Found({ store, combination, done, purse }: { store: Store; combination: number; done: number; purse: string }) {
  const say = store.say.value;
  const { paths, draws } = store.attributed.data;
  const games = store.attributed.games('paths');
  const all = 1 << paths.length;
  const space = store.language.value === 'en' ? ' ' : '';
  const running = done < draws.paths;
  const big = running ? 'big under-way' : 'big';
  const numbers = BENCHMARKS.map((benchmark) => {
    const gain = gainsOf(ratioOf(benchmark), games, all)?.[combination];
    const above = say('paths.above', {
      reach: drawsAbove(benchmark, games, all, combination), worlds: done, before: drawsAbove(benchmark, games, all, 0),
    });
    const kind = combination === 0 ? 'case' : gain ? change(gain) : 'none';
    const said = gain
      ? say(`paths.ratio.${kind}`, { by: ratio(Math.abs(gain.change.value)), between: combination ? between(sizeOfChange(gain.change), store) : between(gain.level, store) })
      : say(running ? 'paths.few' : 'sandbox.ratio.none');
    return (
      <div key={benchmark.name}>
        <p class={big}>1 + 1 = {gain ? ratio(gain.level.value) : '–'}</p>
        <p class="note"><b>{say(`jars.against.${benchmark.name}`)}</b>{space}{said}{space}{combination ? above : say('paths.above_case', { reach: drawsAbove(benchmark, games, all, 0), worlds: done })}</p>
      </div>
    );
  });
  const opened = paths.filter((_, bit) => combination & (1 << bit)).map(({ labels }) => labels[store.language.value]);
  const created = gainsOf(CREATED, games, all)?.[combination];
  const kind = combination === 0 ? 'case' : created ? change(created) : 'none';
  return (
    <>
      <div class="opened" aria-live="polite">
      <p class="note opened-name"><b>{combination ? say('paths.with_open', { doors: opened.join(say('key.and')) }) : say('paths.with_none')}</b>{running ? <>{space}<b class="so-far">{say('paths.running', { done, worlds: draws.paths })}</b></> : opened.length < 2 && `${space}${say('paths.several')}`}</p>
      <div class="three">
        {numbers}
        {created && (
          <div>
            <p class={big}>{grouped(created.level.value)}</p>
            <p class="note">{say(`paths.created.${kind}`, {
              by: grouped(Math.abs(created.change.value)), between: combination ? between(sizeOfChange(created.change), store, grouped) : between(created.level, store, grouped),
            })}{space}{money(store, combination)}</p>
          </div>
        )}
      </div>
      </div>
      <p class={store.chosen.first.value ? 'note verdict' : 'note ahead'}>{running ? say('bet.running', { done, worlds: draws.paths }) : store.chosen.first.value ? answer(store) : `${purse}${purse && space}${say('paths.choose')}`}</p>
    </>
  );
}

function money(store: Store, combination: number): string {
  const [usual, here] = [moneySpent(store, 0), moneySpent(store, combination)];
  if (combination === 0) return store.say.value('paths.money.case', { yuan: grouped(usual) });
  return store.say.value(`paths.money.${sameMoney(store, combination) ? 'same' : here > usual ? 'more' : 'less'}`, { yuan: grouped(here), by: grouped(Math.abs(here - usual)) });
}

/** The answer to the first door: which of the three brings most to 1+1, and which to what is created. */
function answer(store: Store): string {
  const say = store.say.value;
  const { paths } = store.attributed.data;
  const games = store.attributed.games('paths');
  const all = 1 << paths.length;
  const name = (of: string): string => paths.find((path) => path.name === of)?.labels[store.language.value] ?? of;
  const benchmark = gainsOf(ratioOf(SIDE_BY_SIDE), games, all) ? SIDE_BY_SIDE : ALONE;
  const most = (key: 'ratio' | 'created', outcome: Outcome, number: (value: number) => string): string => {
    const gains = gainsOf(outcome, games, all);
    const single = gains ? paths.map((path, bit) => ({ path, gain: gains[1 << bit]! })) : [];
    const best = single.filter(({ gain }) => gain.resolved && gain.change.value > 0).sort((a, b) => b.gain.change.value - a.gain.change.value)[0];
    if (!best) return say(`paths.bet.${key}.none`);
    const own = best.path.name === store.chosen.first.value;
    return say(`paths.bet.${key}.${own ? 'hit' : 'other'}`, { best: name(best.path.name), value: number(best.gain.change.value), between: between(best.gain.change, store, number) });
  };
  const said = [say('paths.bet.first', { pick: name(store.chosen.first.value) }), most('ratio', ratioOf(benchmark), ratio), most('created', CREATED, grouped)];
  return said.join(store.language.value === 'en' ? ' ' : '');
}
