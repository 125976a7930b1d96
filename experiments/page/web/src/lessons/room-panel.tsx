// The room's bets on one question: tapped into a histogram, or typed as codes of two digits; kept on this device alone.
import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useStore } from '../shell/context';
import { size } from '../shell/size';
import type { Store } from '../shell/store';
import type { Say } from '../texts';
import { added, beyond, codeOf, keepTally, keptTally, readCodes, taken, totalOf, type Tally, type Typed } from './room';

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
/** The bets that were counted last on each question, which can be taken back. */
const counted = signal<Readonly<Record<string, readonly number[]>>>({});
const DIGIT = /^\d$/;

/** Whether the room's bets lie open: digits are codes then. */
export function roomOpen(): boolean {
  return shown.value !== '';
}

/** What is typed goes to the codes. */
function toCodes(bar: HTMLElement | null): void {
  bar?.querySelector<HTMLInputElement>('.room-codes input')?.focus({ preventScroll: true });
}

/** Where fingers type, the keyboard of the screen would cover the histogram: whoever wants it asks for it. */
function keyed(): boolean {
  return !matchMedia('(pointer: coarse)').matches;
}

export function tallyOf(asked: Asked): Tally {
  return tallies.value[asked.key] ?? keptTally(`room.${asked.key}`, asked.places);
}

function setTally(asked: Asked, tally: Tally): void {
  tallies.value = { ...tallies.value, [asked.key]: tally };
  keepTally(`room.${asked.key}`, tally);
}

/** What the room said, beside a bet on a number: how many said more; nothing where nobody was counted. What was chosen is drawn. */
export function roomWords(store: Store, asked: Asked, place: number): string {
  const tally = tallyOf(asked);
  const all = totalOf(tally);
  return asked.ordered && all > 0 ? store.say.value('room.more', { more: beyond(tally, place), all }) : '';
}

/** The code of one's own bet, and the door to the room's, which shuts where an answer would lie under it. */
export function RoomBar({ asked, place, revealed }: { asked: Asked; place: number | null; revealed: boolean }) {
  const say = useStore().say.value;
  const open = shown.value === asked.key;
  const all = totalOf(tallyOf(asked));
  const bar = useRef<HTMLDivElement>(null);
  const shut = (): void => {
    shown.value = '';
    bar.current?.querySelector<HTMLElement>('[aria-expanded]')?.focus();
  };
  useLayoutEffect(() => {
    if (revealed) shown.value = '';
  }, [revealed]);
  // who goes elsewhere leaves it shut
  useEffect(() => () => void (shown.value = ''), [asked.key]);
  useEffect(() => {
    if (!open) return undefined;
    if (keyed()) toCodes(bar.current);
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.isComposing) shut();
      else if (DIGIT.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) toCodes(bar.current);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [open]);
  return (
    <div class="room-bar" ref={bar}>
      {place !== null && <span class="code-of-bet">{say('room.code')} <b>{codeOf(place, asked.first)}</b>{codesDiffer(asked) && ` ${say('room.stands', { bet: asked.words(place) })}`}</span>}
      <button aria-expanded={open} onClick={() => (shown.value = open ? '' : asked.key)}>{all > 0 ? say('room.open_with', { all }) : say('room.open')}</button>
      {open && <RoomPanel asked={asked} shut={shut} typing={() => keyed() && toCodes(bar.current)} />}
    </div>
  );
}

/** Whether a code is another number than the bet that it stands for. */
export function codesDiffer(asked: Asked): boolean {
  return asked.ordered && (asked.words(0) !== '0' || asked.words(1) !== '1');
}

/** How a bet becomes a code, and back. */
export function codeWords(say: Say, asked: Asked): string {
  if (!asked.ordered) return say('room.code_of_choice', { codes: Array.from({ length: asked.places }, (_, place) => `${codeOf(place, asked.first)} ${asked.words(place)}`).join(say('room.then')) });
  if (!codesDiffer(asked)) return say('room.code_of_number');
  const example = Math.floor(asked.places / 2);
  const step = Number((Number(asked.words(1)) - Number(asked.words(0))).toFixed(6));
  return say(asked.words(0) === '0' ? 'room.code_of_step' : 'room.code_from', { step, low: asked.words(0), code: codeOf(example, asked.first), bet: asked.words(example) });
}

/** What was refused, as much of it as a line has room for. */
function namesOf(wrong: readonly string[]): readonly string[] {
  const short = wrong.map((one) => (one.length > 12 ? `${one.slice(0, 11)}…` : one));
  return short.length > 8 ? [...short.slice(0, 8), '…'] : short;
}

/** From where to where the first refused code stands in what was typed; all of it where it was read as other signs. */
export function refusedIn(typed: string, wrong = ''): readonly [begin: number, end: number] {
  const begin = wrong ? typed.indexOf(wrong) : -1;
  return begin < 0 ? [0, typed.length] : [begin, begin + wrong.length];
}

function RoomPanel({ asked, shut, typing }: { asked: Asked; shut: () => void; typing: () => void }) {
  const say = useStore().say.value;
  const { width, phone } = size.value;
  const tally = tallyOf(asked);
  const [typed, type] = useState('');
  const [said, tell] = useState<Typed | null>(null);
  const lately = counted.value[asked.key] ?? [];
  const note = (places: readonly number[]): void => void (counted.value = { ...counted.value, [asked.key]: places });
  const codes = useRef<HTMLInputElement>(null);
  const all = totalOf(tally);
  const add = (places: readonly number[]): void => {
    setTally(asked, added(tally, places));
    note([...lately, ...places]);
    tell({ places, wrong: [] });
    typing();
  };
  const count = (event: Event): void => {
    event.preventDefault();
    const read = readCodes(typed, asked.places, asked.first);
    if (read.wrong.length > 0 || read.places.length === 0) {
      // what is typed next takes the place of what was refused
      const [begin, end] = refusedIn(typed, read.wrong[0]);
      codes.current?.setSelectionRange(begin, end);
      return tell(read);
    }
    add(read.places);
    type('');
  };
  const back = (): void => {
    setTally(asked, taken(tally, lately.at(-1)!));
    note(lately.slice(0, -1));
    tell(null);
    typing();
  };
  const clear = (): void => {
    setTally(asked, {});
    note([]);
    tell(null);
    typing();
  };
  const range = { low: codeOf(0, asked.first), high: codeOf(asked.places - 1, asked.first) };
  const refused = said !== null && (said.wrong.length > 0 || said.places.length === 0);
  const words = said === null ? say('room.tap')
    : said.wrong.length > 0 ? say('room.wrong', { ...range, codes: namesOf(said.wrong).join(say('room.then')) })
    : said.places.length === 0 ? say('room.none', range)
    : say('room.added', { count: said.places.length, bets: said.places.map(asked.words).join(say('room.then')) });
  const wide = Math.min(width - (phone ? 56 : 200), 980);
  return (
    <div class="room" role="group" aria-label={say('room.title')}>
      <div class="room-head">
        <b>{say('room.title')}</b> <span>{say('room.counted', { all })}</span>
        <button onClick={shut} aria-label={say('room.close')}>×</button>
      </div>
      <Histogram asked={asked} tally={tally} width={wide} height={phone ? 130 : 170} add={(place) => add([place])} />
      <form class="room-codes" onSubmit={count}>
        <label>{say('room.codes')} <input ref={codes} inputMode="numeric" autocomplete="off" value={typed} aria-invalid={refused} onInput={(event) => { type(event.currentTarget.value); tell(null); }} /></label>
        <button>{say('room.add')}</button>
        <button type="button" disabled={lately.length === 0} onClick={back}>{say('room.back')}</button>
        <button type="button" disabled={all === 0} onClick={clear}>{say('room.clear')}</button>
      </form>
      <p class="note" role="status">{words}</p>
      <p class="note">{codeWords(say, asked)}</p>
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
