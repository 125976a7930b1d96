// Screen 9: change the rules; two numbers beside the case in the same worlds, each with its interval in words, and the price.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Changes } from '../model/engine';
import { useStore } from '../shell/context';
import { settableIn, yearlyPrice, type Lever } from '../shell/levers';
import { Sample } from '../shell/sample';
import { size } from '../shell/size';
import { LIMITS, WORLDS, type Store } from '../shell/store';
import type { Column } from '../shell/table';
import { armsTable, worldsColumn } from '../shell/tables';
import { wayOf, type Way } from '../shell/ways';
import { grouped, ratio } from '../street/sentences';
import type { Estimate } from '../statistics/intervals';
import { onePlusOne, ownRatios, ratioChange, together, togetherChange, ALONE, BENCHMARKS, SIDE_BY_SIDE } from '../statistics/synergy';
import { CopyBox } from './copy-box';
import { Against } from './jars';
import { LeverRow, leverValue } from './lever';
import { borneOut, changesOf } from './nearest';
import { Ratios } from './ratios';
import { Source } from './source';
import { between, levelled, sizeOfChange, verdictOf } from './words';

/** More levers than these scroll. */
const FEW = 4;
const all = signal(false);
/** The worlds under the reader's own rules, where there are any. */
export const yours = signal<Sample | null>(null);
/** The case under what is set as known; nothing where nothing is. */
export const theirs = signal<Sample | null>(null);

/** What is set of the uncertain, as if it were known. */
function knownIn(store: Store): Changes {
  return Object.fromEntries(Object.entries(store.changed.value).filter(([name]) => store.known.some((one) => one.name === name)));
}

export function Sandbox() {
  const store = useStore();
  const say = store.say.value;
  const changes = store.changed.value;
  const changed = Object.keys(changes);
  useEffect(() => store.cases.start(), []);
  const known = knownIn(store);
  useEffect(() => {
    if (Object.keys(known).length === 0) {
      theirs.value = null;
      return undefined;
    }
    const sample = new Sample(store, { worlds: WORLDS, measures: ['value'], changes: known });
    sample.start();
    theirs.value = sample;
    return () => sample.cancel();
  }, [JSON.stringify(known)]);
  useEffect(() => {
    if (changed.length === Object.keys(known).length) {
      yours.value = null;
      return undefined;
    }
    const sample = new Sample(store, { worlds: WORLDS, measures: ['value'], changes });
    sample.start();
    yours.value = sample;
    return () => sample.cancel();
  }, [JSON.stringify(changes)]);
  const set = (lever: Lever, value: number): void => {
    const { [lever.name]: _, ...others } = changes;
    store.changed.value = value === lever.usual && !lever.drawn ? others : { ...others, [lever.name]: value };
  };
  const drop = (name: string): void => {
    const { [name]: _, ...others } = changes;
    store.changed.value = others;
  };
  // what has been set stays in sight
  const shown = store.levers.filter((lever) => all.value || lever.first || lever.name in changes);
  const ran = shownWorlds(store);
  const against = say(`spread.${store.chosen.against.value}`);
  const named = changed.map((name) => store.settable.find((lever) => lever.name === name)!).map((lever) => `${lever.labels[store.language.value]} ${leverValue(lever, changes[lever.name]!, store)}`);
  const shows = named.length && !yours.value
    ? say('take.shows.supposed', { against, changes: named.join(say('take.and')), case: levelOf(store, theirs.value) })
    : named.length
    ? say('take.shows.sandbox', { against, changes: named.join(say('take.and')), yours: levelOf(store, yours.value ?? theirs.value), case: levelOf(store, theirs.value ?? store.cases) })
    : say('take.shows.case', { against, case: levelOf(store, store.cases) });
  const unset = store.known.filter(({ name }) => !(name in changes));
  return (
    <section class="sheet sandbox">
      <div class="head"><h1>{say('sandbox.title')}</h1><Against store={store} /></div>
      <div class="halves">
        <div class={all.value || shown.length + Object.keys(known).length > FEW ? 'levers all' : 'levers'}>
          <div class="rows">
          {shown.map((lever) => <LeverRow key={lever.name} lever={lever} store={store} set={set} />)}
          {store.known.filter(({ name }) => name in changes).map((one) => <LeverRow key={one.name} lever={one} store={store} set={set} />)}
          </div>
          <div class="foldrow"><button class="quiet fold" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
            {all.value ? say('sandbox.few') : say('sandbox.all', { count: store.levers.length })}
          </button>
          <select class="known" aria-label={say('sandbox.known')} value="" onChange={(event) => {
            const one = unset.find(({ name }) => name === event.currentTarget.value);
            if (one) set(one, settableIn(one, one.usual));
            event.currentTarget.value = '';
          }}>
            <option value="">{say('sandbox.known')} …</option>
            {unset.map((one) => <option key={one.name} value={one.name} title={one.help[store.language.value]}>{one.labels[store.language.value]}</option>)}
          </select></div>
        </div>
        <div class="found">
          <Numbers store={store} />
          <div class="chips">
            {changed.length > 0 && <span>{say('sandbox.changed')}</span>}
            {changed.map((name) => {
              const one = store.settable.find((lever) => lever.name === name)!;
              const label = one.labels[store.language.value];
              return <button key={name} class={one.known ? 'chip known' : 'chip'} aria-label={say('sandbox.drop', { lever: label })} onClick={() => drop(name)}>{label} ×</button>;
            })}
          </div>
        </div>
        <CopyBox store={store} />
      </div>
      <Source name="sandbox" counted={[ran, WORLDS]} shows={shows} table={() => sandboxTable(store)} text={say('many.source', { worlds: ran, version: store.data.version, title: store.data.scenario.titles[store.language.value] })} />
    </section>
  );
}

/** How many worlds stand in the picture: those that have run under all that is shown. */
function shownWorlds(store: Store): number {
  const base = theirs.value ?? store.cases;
  return Math.min(base.done.value, yours.value ? yours.value.done.value : WORLDS);
}

/** 1+1 of what stands in the picture, with its interval. */
function levelOf(store: Store, sample: Sample | null): string {
  const done = shownWorlds(store);
  return sample && done > 1 ? levelled(onePlusOne(sample.of('value', done), store.chosen.against.value === 'alone' ? ALONE : SIDE_BY_SIDE), store) : '–';
}

function sandboxTable(store: Store): Column[] {
  const { texts } = store.data;
  const ran = shownWorlds(store);
  const base = theirs.value ?? store.cases;
  const mine = yours.value ? armsTable(store, yours.value.every('value', ran), texts['sandbox.yours']) : [];
  return [worldsColumn(store, ran), ...armsTable(store, base.every('value', ran), texts['sandbox.case']), ...mine];
}

/** The way to two that is set here, as long as nothing else is: known by what it sets, so that a link has it too. */
function fromSearch(store: Store): Way | undefined {
  const { nearest } = store.data;
  const set = Object.entries(store.changed.value);
  const ways = nearest && set.length > 0 ? [store.chosen.against.value, ...BENCHMARKS.map(({ name }) => name)].map((name) => wayOf(nearest, name)) : [];
  return ways.find((way) => {
    const changes = way ? changesOf(store, way) : {};
    return Object.keys(changes).length === set.length && set.every(([name, value]) => changes[name] === value);
  });
}

/** What the search has of this way on draws of its own, and what was passed over on the way here. */
function FromSearch({ store, here }: { store: Store; here: Estimate }) {
  const say = store.say.value;
  const way = fromSearch(store);
  if (!way) return null;
  const verified = way.benchmark === store.chosen.against.value ? way.verified : null;
  return (
    <p class="note search">
      {verified && say('sandbox.search', { value: ratio(verified.value), between: between({ ...here, ...verified }, store), draws: store.data.nearest?.held_out ?? 0, verdict: say(`nearest.verdict.${borneOut({ ...here, ...verified }, store)}`) })}{' '}
      {store.cards.value < store.data.limits.length && <button class="over-limits" onClick={() => (store.screen.value = LIMITS)}>{say('sandbox.limits')}</button>}
    </p>
  );
}

function Numbers({ store }: { store: Store }) {
  const say = store.say.value;
  const { width, height, phone } = size.value;
  const sample = yours.value;
  const base = theirs.value ?? store.cases;
  const done = shownWorlds(store);
  const before = base.of('value', done);
  const after = sample ? sample.of('value', done) : before;
  if (done < 2) return <p class="note">{say('bet.running', { done, worlds: WORLDS })}</p>;
  const [leading, beside] = store.chosen.against.value === 'alone' ? [ALONE, SIDE_BY_SIDE] : [SIDE_BY_SIDE, ALONE];
  const found = onePlusOne(after, leading);
  const other = onePlusOne(after, beside);
  const created = together(after);
  const own = Array.from(ownRatios(after, leading)).filter(Number.isFinite);
  const case_ = Array.from(ownRatios(before, leading)).filter(Number.isFinite);
  const price = yearlyPrice(store.levers, (lever) => store.changed.value[lever.name] ?? lever.usual);
  const usual = yearlyPrice(store.levers, (lever) => lever.usual);
  const change = sample && ratioChange(before, after, leading);
  const rise = sample && togetherChange(before, after);
  /** Sentences beside the usual ones, which take from the picture's room. */
  const crowded = 1.5 * Number(fromSearch(store) !== undefined) + Number(theirs.value !== null);
  const wide = phone ? width - 32 : Math.min(540, (width - 88 - 56) / 2);
  const first = change && done < WORLDS && verdictOf(change, 0) === 'none'
    ? say('paths.few')
    : change
    ? say(`sandbox.ratio.${verdictOf(change, 0)}`, { by: ratio(Math.abs(change.value)), between: between(sizeOfChange(change), store) })
    : say(theirs.value ? 'sandbox.ratio.supposed' : 'sandbox.ratio.case', { between: between(found, store) });
  const level = fromSearch(store) ? say(`sandbox.own_draws.${borneOut(found, store)}`, { worlds: done, here: between(found, store) }) : '';
  const percent = rise ? Math.abs((100 * rise.value) / together(before).value).toFixed(1) : '';
  const second = rise
    ? say(`sandbox.value.${verdictOf(rise, 0)}`, { percent, between: between(sizeOfChange(rise), store, grouped) })
    : say('sandbox.value.case', { between: between(created, store, grouped) });
  const space = store.language.value === 'en' ? ' ' : '';
  const cost = price === usual ? 'same' : price > usual ? 'more' : 'less';
  return (
    <>
      <div class="two">
        <div><p class="big">1 + 1 = {ratio(found.value)}</p><p class="note">{level && <><b class="own-draws">{level}</b>{space}</>}{first}</p></div>
        <div><p class="big">{grouped(created.value)}</p><p class="note">{second}</p></div>
      </div>
      <p class="note price">{say(`sandbox.price.${cost}`, { yuan: grouped(price), by: grouped(Math.abs(price - usual)) })}{space}{say(`sandbox.beside.${beside.name}`, { value: ratio(other.value), between: between(other, store) })}</p>
      <FromSearch store={store} here={found} />
      {theirs.value && <p class="note if-known">{say(Object.keys(store.changed.value).length > Object.keys(knownIn(store)).length ? 'sandbox.under' : 'sandbox.under_alone')}</p>}
      <Ratios above={own} below={sample ? case_ : []} scale={[...own, ...case_]} width={wide} height={phone ? 190 : Math.max(crowded > 1 ? 86 : 110, Math.min(210, height - 506 - 48 * crowded))}
        label={`${first} ${second}`} {...(sample ? { names: [say('sandbox.yours'), say('sandbox.case')] as const } : {})} />
    </>
  );
}
