// What the room has bet, under a reveal whose picture has no axis of bets: an axis of its own, or the choices.
import { namedWidth, RoomAxis } from '../screens/room-marks';
import { useStore } from '../shell/context';
import { size } from '../shell/size';
import { roomWords, tallyOf, type Asked } from './room-panel';
import { totalOf } from './room';

/** Between numbers on an axis of bets, and how many of them it has room for. */
const [STEPS, MOST, MOST_ON_PHONE] = [[1, 2, 4, 5, 10, 20, 25, 50], 13, 6];

export function RoomStrip({ asked, place, wide }: { asked: Asked; place: number; wide: number }) {
  const store = useStore();
  const say = store.say.value;
  const { phone } = size.value;
  const tally = tallyOf(asked);
  const all = totalOf(tally);
  if (all === 0) return null;
  const places = Array.from({ length: asked.places }, (_, at) => at);
  if (!asked.ordered) {
    return (
      <p class="room-strip">
        <span class="of-room">{say('room.marks', { all })}</span>
        {places.map((at) => <span key={at} class={at === place ? 'chose own' : 'chose'}><b>▲{tally[at] ?? 0}</b> {asked.words(at)}</span>)}
      </p>
    );
  }
  const left = namedWidth();
  const x = (at: number): number => left + ((at + 0.5) * (wide - left)) / asked.places;
  const every = STEPS.find((step) => asked.places / step <= (phone ? MOST_ON_PHONE : MOST)) ?? asked.places;
  return (
    <RoomAxis width={wide} own={x(place)} label={roomWords(store, asked, place)}
      marks={places.map((at) => ({ x: x(at), name: asked.words(at), count: tally[at] ?? 0 }))}
      ticks={places.filter((at) => at % every === 0).map((at) => ({ x: x(at), name: asked.words(at) }))} />
  );
}
