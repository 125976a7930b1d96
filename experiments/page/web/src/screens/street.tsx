// Screen 1: the street month by month, to the mid-term review; beyond it once the bet is revealed.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { districtOf } from '../model/frames';
import { useStore } from '../shell/context';
import { agreeingOf } from '../shell/copies';
import { place } from '../shell/place';
import { size } from '../shell/size';
import type { Store, Story } from '../shell/store';
import { monthsTable } from '../shell/tables';
import { toneOf } from '../street/events';
import { grouped, sentenceOf } from '../street/sentences';
import { coinValue, institutionsOf } from '../street/state';
import { houseLabel, houseSentence } from './house';
import { Key } from './key';
import { Picture } from './picture';
import { Ribbon } from './ribbon';
import { SkyWords } from './sky-words';
import { Files, PIXELS, Source } from './source';

const playing = signal(false);
const fast = signal(false);
const chosen = signal(-1);
/** Whether somebody asked for what may not be seen yet. */
const halted = signal(false);
let playedFrom = 0;

const SLOW = 850;
const QUICK = 260;
const EARLY = 14;
const LINES = 2;

export function StreetScreen() {
  const store = useStore();
  const story = store.story.value;
  const last = store.revealed.value ? store.horizon : story.middle;
  const month = Math.min(store.month.value, last);
  const { width, height, phone } = size.value;
  const set = (to: number): void => {
    playing.value = halted.value = false;
    store.month.value = Math.max(0, Math.min(last, to));
  };
  const toggle = (): void => {
    halted.value = false;
    if (month >= last) store.month.value = 0;
    playedFrom = store.month.value;
    playing.value = !playing.value;
  };
  useEffect(() => {
    if (!playing.value) return undefined;
    const stops = month !== playedFrom && story.events.some((event) => event.month === month && event.stop);
    if (stops || month >= last) {
      playing.value = false;
      return undefined;
    }
    const wait = (month > EARLY ? QUICK : SLOW) / (fast.value ? 3 : 1);
    const timer = setTimeout(() => (store.month.value = month + 1), wait);
    return () => clearTimeout(timer);
  }, [month, playing.value, fast.value, last]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === ' ' && !(event.target instanceof HTMLButtonElement)) {
        toggle();
        event.preventDefault();
      } else if (event.key === '.') set(Math.min(store.month.value, last) + 1);
      else if (event.key === ',') set(Math.min(store.month.value, last) - 1);
    };
    place.keys.addEventListener('keydown', pressed as EventListener);
    return () => place.keys.removeEventListener('keydown', pressed as EventListener);
  });
  const frame = story.frames[month]!;
  const purse = { sum: store.value('contract.sum'), coin: coinValue(store.value('contract.sum')) };
  const files = {
    name: 'street', forms: PIXELS, shows: store.say.value('take.shows.street', { month }), table: () => monthsTable(store, story, month), text: sourceLine(store),
    title: store.say.value('take.title.street', { month, title: store.data.scenario.titles[store.language.value], world: worldName(store) }),
  };
  const below = phone ? 52 + 66 + 148 + 56 + 56 : 52 + 80 + 92 + 64;
  const tall = Math.max(phone ? 380 : 290, height - below);
  return (
    <section class="street">
      <div class="over">
        <Picture frame={frame} width={width} height={tall} top={phone ? 132 : tall < 330 ? 118 : 156} road={phone ? 24 : 28} phone={phone} mostNeed={story.mostNeed}
          label={pictureLabel(store, story, month)} chosen={chosen.value} choose={(place) => (chosen.value = chosen.value === place ? -1 : place)}
          tell={(at) => houseLabel(store, story, month, at)} institutions={institutionsOf(frame, story.events, store.street.office, purse)} />
        <SkyWords frame={frame} />
        {phone ? <p class="source">{worldLine(store)} <Files {...files} /></p> : <Source {...files} />}
        <input class="doors" type="range" min={-1} max={districtOf(frame, store.street.office).length - 1} value={chosen.value} aria-label={store.say.value('street.doors')}
          aria-valuetext={chosen.value >= 0 ? houseSentence(store, story, month, chosen.value) : store.say.value('street.none_chosen')}
          onInput={(event) => (chosen.value = Number(event.currentTarget.value))} />
      </div>
      <Ribbon story={story} month={month} last={last} set={set} beyond={() => { set(last); chosen.value = -1; halted.value = true; }} />
      <div class="say" aria-live="polite"><Said story={story} month={month} /></div>
      <div class="bar">
        <b class="month">{store.say.value('street.month', { month })}</b>
        {month >= last && !store.revealed.value
          ? <button class="go" onClick={() => store.turn(1)}>{store.say.value('street.bet_now')}</button>
          : <button class="play" onClick={toggle}><i class={playing.value ? 'pause' : 'start'} />{store.say.value(`street.${playing.value ? 'pause' : month > 0 && month < last ? 'continue' : 'play'}`)}</button>}
        <button onClick={() => set(month + 1)} disabled={month >= last} aria-label={store.say.value('street.step')} title={store.say.value('street.step')}>+1</button>
        <button onClick={() => (fast.value = !fast.value)} aria-pressed={fast.value} aria-label={store.say.value('street.faster')} title={store.say.value('street.faster')}>×3</button>
      </div>
      <div class="apart">
        <button class="quiet" onClick={() => set(0)}>{store.say.value('street.reset')}</button>
        <button class="quiet" onClick={() => { playing.value = false; chosen.value = -1; store.newWorld(); }}>{store.say.value('street.other')}</button>
      </div>
    </section>
  );
}

function Said({ story, month }: { story: Story; month: number }) {
  const store = useStore();
  const say = store.say.value;
  if (chosen.value >= 0) return <p class="sentence"><i class="dot residents" />{houseSentence(store, story, month, chosen.value)}</p>;
  if (halted.value && !store.revealed.value) return <p class="sentence"><i class="dot" />{say('street.halt')}</p>;
  if (month === 0) {
    const open = districtOf(story.frames[0]!, store.street.office).filter((one) => one.open[store.street.roles.light] === 1).length;
    const said = say('street.start', { open, noun: store.noun(open), yuan: grouped(store.value('contract.sum')) });
    return <><p class="sentence">{said}</p><Key /></>;
  }
  const here = story.events.filter((event) => event.month === month);
  if (here.length === 0) return <p class="sentence faint">{say('street.quiet')}</p>;
  const hidden = here.length - LINES;
  return (
    <>
      {here.slice(0, LINES).map((event, place) => (
        <p class="sentence" key={`${event.kind}${place}`}>
          <i class={`dot ${toneOf(event.kind)}`} />{sentenceOf(event, store.speaking.value)}
          {hidden > 0 && place === LINES - 1 && <span class="more"> {say('street.more', { count: hidden })}</span>}
        </p>
      ))}
    </>
  );
}

function pictureLabel(store: Store, story: Story, month: number): string {
  const { roles, kinds, office } = store.street;
  const communities = districtOf(story.frames[month]!, office);
  return store.say.value('street.picture', {
    month: store.say.value('street.month', { month }),
    open: communities.filter((one) => one.open[roles.light] === 1).length,
    communities: communities.length,
    groups: communities.filter((one) => roles.groups.some((kind) => (one.stage[kind] ?? 0) >= kinds[kind]!.stages)).length,
  });
}

/** Which world is shown, where there is no room for the line of source. */
export function worldLine(store: Store): string {
  const { found, facts } = store.data.worlds;
  return store.say.value(facts.length ? 'street.world' : 'street.world_free', { world: store.world.value + 1, found: found.length });
}

/** A world by its draw and its random numbers, as its source names it. */
export function worldName(store: Store): string {
  return store.data.worlds.found[store.world.value]!.join('.');
}

export function sourceLine(store: Store): string {
  const { found, agreeing, runs, facts } = store.data.worlds;
  return store.say.value(facts.length ? 'street.source' : 'street.source_free', {
    found: found.length, agreeing: grouped(agreeing), runs: grouped(runs), command: agreeingOf(store.data), version: store.data.version, title: store.data.scenario.titles[store.language.value], world: worldName(store),
  });
}
