// Where a bet is placed: a slider with its number, or choices.
import { useState } from 'preact/hooks';
import { useStore } from '../shell/context';
import { choiceCount } from './answer';
import { placesOf, valueAt, type Bet } from './types';
import { betWords } from './words';

interface Placing {
  readonly bet: Bet;
  readonly placed: number | null;
  readonly place: (at: number) => void;
  readonly wide: number;
}

export function BetPlace(placing: Placing) {
  return placing.bet.slider ? <Slide {...placing} /> : <Choices {...placing} />;
}

function Slide({ bet, placed, place, wide }: Placing) {
  const say = useStore().say.value;
  const slider = bet.slider!;
  const most = placesOf(slider) - 1;
  const [at, move] = useState(placed ?? Math.round((slider.start - slider.low) / slider.step));
  const to = (next: number): void => move(Math.max(0, Math.min(most, next)));
  if (placed !== null) return null;
  return (
    <div class="placing">
      <div class="stepper">
        <button onClick={() => to(at - 1)} aria-label={say('bet.fewer')}>−</button>
        <output aria-live="polite">{valueAt(slider, at)}</output>
        <button onClick={() => to(at + 1)} aria-label={say('bet.moreof')}>+</button>
      </div>
      <input class="bet-line" type="range" min={0} max={most} value={at} aria-label={say('bet.yours')} aria-valuetext={String(valueAt(slider, at))}
        style={{ width: `${wide}px` }} onInput={(event) => to(Number(event.currentTarget.value))} />
      <button class="go" onClick={() => place(at)}>{say('lesson.place')}</button>
    </div>
  );
}

function Choices({ bet, placed, place }: Placing) {
  const store = useStore();
  if (placed !== null) return null;
  return (
    <div class={choiceCount(bet) > 3 ? 'placing options many' : 'placing options'} role="group" aria-label={store.say.value('bet.yours')}>
      {Array.from({ length: choiceCount(bet) }, (_, at) => <button key={at} onClick={() => place(at)}>{betWords(store, bet, at)}</button>)}
    </div>
  );
}
