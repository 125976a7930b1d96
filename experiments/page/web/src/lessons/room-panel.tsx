// The room's bets on one question: tapped into a histogram, or typed as codes of two digits; kept on this device alone.
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { useStore } from '../shell/context';
import { size } from '../shell/size';
import type { Store } from '../shell/store';
import { added, beyond, codeOf, keepTally, keptTally, readCodes, taken, totalOf, type Tally } from './room';

/** A question of which bets are counted. */
export interface Asked {
  /** Under what its bets are kept. */
  readonly key: string;
  readonly places: number;
  /** The code of the first place. */
  readonly first: number;
  readonly words: (place: number) => string;
  /** Whether places stand in an order, so that some bets are more than others. */
  readonly ordered: boolean;
}

const tallies = signal<Readonly<Record<string, Tally>>>({});
const shown = signal('');

export function tallyOf(asked: Asked): Tally {
  return tallies.value[asked.key] ?? keptTally(`room.${asked.key}`, asked.places);
}

function setTally(asked: Asked, tally: Tally): void {
  tallies.value = { ...tallies.value, [asked.key]: tally };
  keepTally(`room.${asked.key}`, tally);
}

/** What the room said, beside a bet: how many said more, or how many chose each; nothing where nobody was counted. */
export function roomWords(store: Store, asked: Asked, place: number): string {
  const tally = tallyOf(asked);
  const all = totalOf(tally);
  if (all === 0) return '';
  if (asked.ordered) return store.say.value('room.more', { more: beyond(tally, place), all });
  const parts = Array.from({ length: asked.places }, (_, at) => store.say.value('room.chose', { choice: asked.words(at), count: tally[at] ?? 0 }));
  return store.say.value('room.said', { all, parts: parts.join(store.language.value === 'zh' ? '；' : '; ') });
}

/** The code of one's own bet, and the door to the room's. */
export function RoomBar({ asked, place }: { asked: Asked; place: number | null }) {
  const say = useStore().say.value;
  const open = shown.value === asked.key;
  const all = totalOf(tallyOf(asked));
  return (
    <div class="room-bar">
      {place !== null && <span class="code-of-bet">{say('room.code')} <b>{codeOf(place, asked.first)}</b></span>}
      <button aria-expanded={open} onClick={() => (shown.value = open ? '' : asked.key)}>{all > 0 ? say('room.open_with', { all }) : say('room.open')}</button>
      {open && <RoomPanel asked={asked} />}
    </div>
  );
}

function RoomPanel({ asked }: { asked: Asked }) {
  const say = useStore().say.value;
  const { width, phone } = size.value;
  const tally = tallyOf(asked);
  const [typed, type] = useState('');
  const [wrong, complain] = useState(false);
  const [lately, note] = useState<readonly number[]>([]);
  const all = totalOf(tally);
  const add = (places: readonly number[]): void => {
    setTally(asked, added(tally, places));
    note([...lately, ...places]);
  };
  const count = (event: Event): void => {
    event.preventDefault();
    const places = readCodes(typed, asked.places, asked.first);
    complain(places === null);
    if (!places) return;
    add(places);
    type('');
  };
  const wide = Math.min(width - (phone ? 56 : 200), 980);
  return (
    <div class="room" role="group" aria-label={say('room.title')}>
      <div class="room-head">
        <b>{say('room.title')}</b> <span>{say('room.counted', { all })}</span>
        <button onClick={() => (shown.value = '')} aria-label={say('room.close')}>×</button>
      </div>
      <Histogram asked={asked} tally={tally} width={wide} height={phone ? 130 : 170} add={(place) => add([place])} />
      <form class="room-codes" onSubmit={count}>
        <label>{say('room.codes')} <input inputMode="numeric" autocomplete="off" value={typed} aria-invalid={wrong} onInput={(event) => type(event.currentTarget.value)} /></label>
        <button>{say('room.add')}</button>
        <button type="button" disabled={lately.length === 0} onClick={() => { setTally(asked, taken(tally, lately.at(-1)!)); note(lately.slice(0, -1)); }}>{say('room.back')}</button>
        <button type="button" disabled={all === 0} onClick={() => { setTally(asked, {}); note([]); }}>{say('room.clear')}</button>
      </form>
      <p class="note" role="status">{wrong ? say('room.wrong', { low: codeOf(0, asked.first), high: codeOf(asked.places - 1, asked.first) }) : say('room.tap')}</p>
    </div>
  );
}

function Histogram({ asked, tally, width, height, add }: { asked: Asked; tally: Tally; width: number; height: number; add: (place: number) => void }) {
  const { phone } = size.value;
  const cell = width / asked.places;
  const [head, foot] = [20, asked.ordered ? 26 : 30];
  const base = height - foot;
  const most = Math.max(5, ...Object.values(tally));
  const every = asked.ordered ? Math.ceil(asked.places / (phone ? 6 : 13)) : 1;
  const places = Array.from({ length: asked.places }, (_, place) => place);
  const fits = (words: string): string => (asked.ordered || cell > 9 * words.length ? words : codeOf(asked.places > 0 ? places.find((one) => asked.words(one) === words) ?? 0 : 0, asked.first));
  return (
    <svg width={width} height={height} class="plot histogram" role="img" aria-label={places.filter((place) => tally[place]).map((place) => `${asked.words(place)}: ${tally[place]}`).join(', ') || '0'}>
      {places.map((place) => {
        const high = ((tally[place] ?? 0) / most) * (base - head);
        return (
          <g key={place} onClick={() => add(place)}>
            <rect x={place * cell} width={cell} y={0} height={height} class="tap" />
            <rect x={place * cell + cell * 0.12} width={cell * 0.76} y={base - high} height={high} class="said" />
            {(tally[place] ?? 0) > 0 && <text x={(place + 0.5) * cell} y={base - high - 4} class="tick" text-anchor="middle">{tally[place]}</text>}
            {place % every === 0 && <text x={(place + 0.5) * cell} y={base + 20} class="tick" text-anchor="middle">{fits(asked.words(place))}</text>}
          </g>
        );
      })}
      <line x1={0} x2={width} y1={base} y2={base} class="axis" />
    </svg>
  );
}
