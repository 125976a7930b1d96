// Screen 2: a bet on how many doors will have opened; then the street plays on, and two hundred worlds fall as dots.
import { useEffect } from 'preact/hooks';
import { keep } from '../lessons/storage';
import { RoomBar, roomWords, tallyOf, type Asked } from '../lessons/room-panel';
import { useStore } from '../shell/context';
import { countingOf } from '../shell/copies';
import { size } from '../shell/size';
import { wholeDone } from '../street/events';
import { endOf, promisedAndDelivered } from './bet-words';
import { termInWords } from '../street/sentences';
import { WORLDS, type Store } from '../shell/store';
import { column } from '../shell/table';
import { worldsColumn } from '../shell/tables';
import { Dots } from './dots';
import { houseLabel } from './house';
import { Picture } from './picture';
import { ALL, PIXELS, Source } from './source';

const PLAYED = 620;

export function Bet() {
  const store = useStore();
  const say = store.say.value;
  const story = store.story.value;
  const { width, height, phone } = size.value;
  const revealed = store.revealed.value;
  const [target, offices] = [store.betTarget, store.value('population.offices')];
  const asked = roomOf(store, target);
  const bet = Math.min(store.bet.value, target);
  const month = revealed ? Math.min(store.term, Math.max(story.middle, store.month.value)) : story.middle;
  useEffect(() => store.runCoverage(), []);
  useEffect(() => {
    if (!revealed || month >= store.term) return undefined;
    const timer = setTimeout(() => (store.month.value = month + 1), PLAYED);
    return () => clearTimeout(timer);
  }, [revealed, month]);
  const set = (to: number): void => {
    store.bet.value = Math.max(0, Math.min(target, to));
    keep(asked.key, store.bet.value);
  };
  const shown = revealed && month >= store.term;
  const fact = store.fact('coverage');
  const extended = store.data.scenario.facts.extension_requested?.value === true;
  const values = Array.from(store.coverage.value.values, (one) => Math.min(target, wholeDone(one)));
  const reach = values.filter((one) => one >= bet).length;
  const place = Math.floor(bet / stepOf(target));
  const room = roomWords(store, asked, place);
  const theirs = Object.fromEntries(Object.entries(tallyOf(asked)).map(([at, count]) => [Number(at) * stepOf(target), count]));
  const [stated, simulated] = shown ? [promisedAndDelivered(store), endOf(store, story)] : ['', ''];
  const below = Number(stated !== '') + Number(simulated !== '');
  const wide = Math.min(width - (phone ? 32 : 120), 1060);
  const low = !phone && height <= 640 && width >= 2 * height; // there the worlds take the title's place
  const tall = phone ? Math.max(220, height - 448) : Math.max(120, height - 52 - 64 - 236);
  return (
    <section class={shown ? 'sheet bet shown' : 'sheet bet'}>
      <h1>{say(offices > 1 ? 'bet.question_of_all' : 'bet.question', { offices, term: termInWords(store.term, store.speaking.value, true), target, noun: store.noun(target) })}</h1>
      <div class="stepper">
        <button onClick={() => set(bet - 1)} aria-label={say('bet.fewer')}>−</button>
        <output aria-live="polite">{bet}</output>
        <button onClick={() => set(bet + 1)} aria-label={say('bet.moreof')}>+</button>
        {!revealed && <button class="go" onClick={() => { store.month.value = story.middle; store.revealed.value = true; }}>{say('bet.reveal')}</button>}
        {!phone && <RoomBar asked={asked} place={place} revealed={revealed} />}
      </div>
      <input class="bet-line" type="range" min={0} max={target} value={bet} aria-label={say('bet.yours')} style={{ width: `${wide - wide / (target + 1) + 20}px` }}
        onInput={(event) => set(Number(event.currentTarget.value))} />
      {phone && <RoomBar asked={asked} place={place} revealed={revealed} />}
      {!shown && (
        <div class="wide-picture">
          <Picture frame={story.frames[month]!} width={width} height={tall} top={28} road={10} phone={phone} mostNeed={story.mostNeed} storey={phone ? 12 : 15} label={say('street.month', { month })} tell={(at) => houseLabel(store, story, month, at)} />
          <b class="month-on">{say('street.month', { month })}</b>
        </div>
      )}
      {shown && (
        <Dots values={values} bet={bet} most={target} {...(fact !== undefined ? { fact } : {})} room={theirs} width={wide} height={phone ? Math.max(below ? 120 : 190, Math.min(360, height - (below ? 666 + 24 * below : 540))) : Math.max(below ? 96 : 150, height - (low ? 376 : 424) - (below && 22 + 6 * below) - (room ? 24 : 0))}
          label={`${say('bet.worlds', { reach, worlds: values.length, bet, less: values.length - reach })} ${room}`} />
      )}
      {shown && (
        <div class="answer">
          {fact !== undefined && <p class="sentence">{say(`bet.${bet === fact ? 'exact' : 'near'}${extended ? '_extended' : ''}`, { bet, value: fact })}</p>}
          {stated && <p class="note stated">{stated}</p>}
          {simulated && <p class="note simulated">{simulated}</p>}
          <p class="note">{values.length < WORLDS ? say('bet.running', { done: values.length, worlds: WORLDS }) : say('bet.worlds', { reach, worlds: values.length, bet, less: values.length - reach })}{room && `${store.language.value === 'en' ? ' ' : ''}${room}`}</p>
        </div>
      )}
      <Source name="bet" shows={say(shown ? 'take.shows.bet' : 'take.shows.street', { month })} {...(shown ? { counted: [values.length, WORLDS] as const } : {})} forms={shown ? ALL : PIXELS} table={() => [worldsColumn(store, values.length), column(store.data.layout.measures[store.measure('coverage')]!.labels, store.coverage.value.values)]} text={say('bet.source', { command: countingOf(store.data, shown ? values.length : WORLDS, 'coverage', bet), version: store.data.version, title: store.data.scenario.titles[store.language.value] })} />
    </section>
  );
}

/** How many bets share a code where there are more than two digits distinguish. */
function stepOf(target: number): number {
  return Math.ceil((target + 1) / CODES);
}

const CODES = 100;

function roomOf(store: Store, target: number): Asked {
  const step = stepOf(target);
  return {
    key: `bet.${store.data.scenario.fingerprint.slice(0, 8)}.street`, places: Math.floor(target / step) + 1, first: 0, ordered: true,
    words: (place) => String(place * step),
  };
}
