// Screen 6: what dilemmas take and sources give; ranked by the reader first, then as two waterfalls that answer the ranking.
import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { Part, Played } from '../shell/attribution';
import { useStore } from '../shell/context';
import { seedOf, subjectOf } from '../shell/copies';
import { WORLDS, type Store } from '../shell/store';
import { accountOf, ratioOf, type Account } from '../statistics/attribution';
import { column, type Column } from '../shell/table';
import { ALONE, SIDE_BY_SIDE } from '../statistics/synergy';
import { grouped } from '../street/sentences';
import { Sign } from './icons';
import { Against, Choice } from './jars';
import { ledgerAnswer, ledgerTotals } from './ledger-words';
import { ALL, Source } from './source';
import { extent, Waterfall } from './waterfall';

type Side = 'dilemmas' | 'sources';

const RANKED = 3;
/** With fewer draws an interval says nothing. */
const LEAST = 4;
const LEDGER = 6;

export const fine = (value: number): string => value.toFixed(3).replace('-', '−');

export function brief(label: string): string {
  const [first] = label.split(/ (?:and|without|of own|as) |与/);
  return first!;
}

export function Ledger() {
  const store = useStore();
  const setting = store.chosen.neutral;
  // what comes next begins at its title, wherever one had scrolled to
  useLayoutEffect(() => scrollTo(0, 0), [store.chosen.ranking.value]);
  const order: readonly Played[] = setting.value === 0 ? [0, 'sources', 1] : [1, 'sources', 0];
  useEffect(() => void store.attributed.run(order, () => store.screen.value === LEDGER), [setting.value]);
  return store.chosen.ranking.value === 2 ? <Revealed store={store} /> : <Ranking key={store.chosen.ranking.value} store={store} side={store.chosen.ranking.value === 0 ? 'dilemmas' : 'sources'} />;
}

function sentenceOf(store: Store, { name, sentences }: Part): string {
  return sentences[store.language.value] ?? store.say.value(`gives.${name}`);
}

function Ranking({ store, side }: { store: Store; side: Side }) {
  const say = store.say.value;
  const language = store.language.value;
  const chosen = store.chosen.picks[side].value;
  const toggle = (name: string): void => {
    store.chosen.picks[side].value = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
  };
  const full = chosen.length >= RANKED;
  const cards = store.attributed.cards(side);
  const last = side === 'sources' || store.attributed.cards('sources').length === 0;
  return (
    <section class="sheet ledger">
      <h1>{say(`ledger.question.${side}`)}</h1>
      <p class="note">{say(cards.length ? `ledger.rank.${side}` : 'ledger.nothing')}</p>
      <div class="deck" role="group" aria-label={say(`ledger.question.${side}`)}>
        {cards.map((part) => {
          const rank = chosen.indexOf(part.name);
          return (
            <button key={part.name} class="tile" aria-pressed={rank >= 0} disabled={full && rank < 0} onClick={() => toggle(part.name)}>
              <Sign name={part.name} />
              <b>{part.labels[language]}</b>
              <span>{sentenceOf(store, part)}</span>
              {rank >= 0 && <i class="pick">{rank + 1}</i>}
            </button>
          );
        })}
      </div>
      <div class="choices">
        <button class="go" disabled={cards.length > 0 && chosen.length === 0} onClick={() => (store.chosen.ranking.value = last ? 2 : 1)}>{say(last ? 'bet.reveal' : 'ledger.next')}</button>
        {side === 'sources' && <button onClick={() => (store.chosen.ranking.value = 0)}>{say('ledger.before')}</button>}
      </div>
      <Line store={store} />
    </section>
  );
}

function Line({ store, accounts }: { store: Store; accounts?: Both }) {
  const setting = store.chosen.neutral;
  const { data } = store;
  const say = store.say.value;
  const all = data.attribution.draws.ledger;
  /** What has run of each side: one may have begun while the other waits. */
  const apart = accounts ? ([[setting.value, 'dilemmas'], ['sources', 'sources']] as const).map(([played, side]) => [say(`ledger.title.${side}`), store.attributed.of(played).done.value] as const) : [];
  const ran = accounts ? Math.min(...apart.map(([, done]) => done)) : all;
  const shows = say('take.shows.ledger', { against: say(`spread.${store.chosen.against.value}`), setting: say(setting.value === 0 ? 'ledger.first' : 'ledger.second') });
  return (
    <Source name="ledger" counted={[ran, all]} apart={apart} shows={shows} forms={accounts ? ALL : []} table={() => accountsTable(store, accounts)} text={say('ledger.source', {
      command: `oneplusone ledger ${subjectOf(data.asked)} --draws ${data.attribution.draws.ledger} --seeds 1${seedOf(data.seed)}`,
      version: data.version, title: data.scenario.titles[store.language.value],
    })} />
  );
}

interface Both {
  readonly dilemmas: Account | undefined;
  readonly sources: Account | undefined;
}

/** Both accounts as rows: what each takes or gives, its interval, and whether it is resolved. */
function accountsTable(store: Store, accounts?: Both): Column[] {
  const { texts, attribution } = store.data;
  const parts = new Map([...attribution.dilemmas, ...attribution.sources].map(({ name, labels }) => [name, labels]));
  const head = (key: string) => texts[`take.${key}`]!;
  const said = (key: string): string => `${texts[key]!.en} / ${texts[key]!.zh}`;
  const sides = (['dilemmas', 'sources'] as const).flatMap((side) => (accounts?.[side] ? [{ side, account: accounts[side]! }] : []));
  const of = sides.flatMap(({ side, account }) => [...account.entries, ...account.entries.slice(0, 1)].map(() => said(`take.account_${side}`)));
  const rows = sides.flatMap(({ account }) => [
    ...account.entries,
    ...(account.entries.length ? [{ name: said('take.total'), estimate: account.total, resolved: account.total.low > 0 || account.total.high < 0 }] : []),
  ]);
  const same = (value: string): string[] => rows.map(() => value);
  return [
    column(head('account'), of),
    column(head('setting'), same(said(store.chosen.neutral.value === 0 ? 'ledger.first' : 'ledger.second'))),
    column(head('against'), same(said(`spread.${store.chosen.against.value}`))),
    column(head('part'), rows.map(({ name }) => (parts.get(name) ? `${parts.get(name)!.en} / ${parts.get(name)!.zh}` : name))),
    column(head('value'), rows.map(({ estimate }) => estimate.value)),
    column(head('low'), rows.map(({ estimate }) => estimate.low)), column(head('high'), rows.map(({ estimate }) => estimate.high)),
    column(head('resolved'), rows.map(({ resolved }) => Number(resolved))), column(head('draws'), rows.map(({ estimate }) => estimate.clusters)),
  ];
}

/** Both accounts of 1+1; of its gain where 1+1 is undefined with all draws. */
function accounts(store: Store, gain: boolean): Both {
  const { attributed } = store;
  const setting = store.chosen.neutral;
  const against = store.chosen.against.value === 'alone' ? ALONE : SIDE_BY_SIDE;
  const outcome = gain ? { numerator: against.gain } : ratioOf(against);
  const of = (played: Played, parts: readonly Part[], sign: 1 | -1): Account | undefined =>
    attributed.of(played).done.value < LEAST ? undefined : accountOf(outcome, attributed.games(played), parts.map(({ name }) => name), sign);
  return { dilemmas: of(setting.value, attributed.data.dilemmas, -1), sources: of('sources', attributed.data.sources, 1) };
}

function Revealed({ store }: { store: Store }) {
  const say = store.say.value;
  const setting = store.chosen.neutral;
  const { attributed } = store;
  const { draws } = attributed.data;
  const done = [attributed.of(setting.value).done.value, attributed.of('sources').done.value] as const;
  const complete = done.every((one) => one === draws.ledger);
  const ratios = accounts(store, false);
  const gain = complete && (!ratios.dilemmas || !ratios.sources);
  const both = gain ? accounts(store, true) : ratios;
  const number = gain ? grouped : fine;
  const even = gain ? 0 : 2;
  const labels = new Map([...attributed.data.dilemmas, ...attributed.data.sources].map(({ name, labels: own }) => [name, own[store.language.value]]));
  const names = (name: string): string => brief(labels.get(name) ?? name);
  const ends = [...(both.dilemmas ? extent(both.dilemmas, -1) : []), ...(both.sources ? extent(both.sources, 1) : []), even];
  const margin = 0.03 * (Math.max(...ends) - Math.min(...ends) || 1);
  const scale = [Math.min(...ends) - margin, Math.max(...ends) + margin] as const;
  const side = (which: Side, sign: 1 | -1) => {
    const account = both[which];
    const ran = which === 'dilemmas' ? done[0] : done[1];
    return (
      <div class="half">
        <h2>{say(`ledger.title.${which}`)}<small class="so-far">{store.language.value === 'en' ? ', ' : '，'}{say(gain ? 'ledger.unit_gain' : 'ledger.unit')}</small>{account && ran < draws.ledger && <small class="so-far"> · {say('take.so_far', { done: ran, of: draws.ledger })}</small>}</h2>
        {account
          ? <Waterfall account={account} sign={sign} names={names} scale={scale} even={even} number={number} axis={say(gain ? 'ledger.axis_gain' : 'ledger.axis')} picks={store.chosen.picks[which].value}
              ends={[say(`ledger.neutral.${which}`), say('ledger.actual', { worlds: ran })]} label={say(`ledger.title.${which}`)} />
          : <p class="note">{say('ledger.running', { done: ran, draws: draws.ledger })}</p>}
        {account && <p class="sentence" aria-live="polite">{ledgerAnswer(store, which === 'dilemmas' ? 'takes' : 'gives', account, store.chosen.picks[which].value, names, number)}</p>}
      </div>
    );
  };
  return (
    <section class="sheet ledger revealed">
      <h1>{say('ledger.revealed')}</h1>
      <div class="choices">
        <Choice label={say('ledger.set.label')} options={[[0, say('ledger.set.first')], [1, say('ledger.set.second')]]} chosen={setting.value} locked={false} long choose={(one) => (setting.value = one as 0 | 1)} />
        <Against store={store} />
        <button onClick={() => (store.chosen.ranking.value = 0)}>{say('ledger.again')}</button>
      </div>
      <p class="note means">{say(gain ? 'ledger.means_gain' : 'ledger.means', { draws: draws.ledger, worlds: WORLDS })}</p>
      <div class="halves">{side('dilemmas', -1)}{side('sources', 1)}</div>
      <div class="answer">
        <p class="note">{complete ? ledgerTotals(store, both.dilemmas, both.sources, number) : ''}{complete && store.language.value === 'en' ? ' ' : ''}{say('ledger.legend', { even })}</p>
      </div>
      <Line store={store} accounts={both} />
    </section>
  );
}
