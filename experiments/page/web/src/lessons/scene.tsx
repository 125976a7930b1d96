// One scene: what is said first, what is asked, the bet, and once it is placed and the room counted, what comes of it.
import { useLayoutEffect } from 'preact/hooks';
import { useStore } from '../shell/context';
import { size } from '../shell/size';
import { choiceCount } from './answer';
import { BetPlace } from './bet-place';
import { Reveal } from './reveal';
import { RoomBar, type Asked } from './room-panel';
import { lastOf } from './state';
import { placesOf, type Bet, type Lesson } from './types';
import { betWords } from './words';

export function Scene({ lesson, scene }: { lesson: Lesson; scene: number }) {
  const store = useStore();
  const { lessons } = store;
  const say = store.say.value;
  const language = store.language.value;
  const { width, phone } = size.value;
  const bet = lessons.betAt(lesson, scene)!;
  const placed = lessons.placed(lesson, scene).value;
  const covered = lessons.covered(lesson, scene);
  const [first, again] = [scene === 1, scene === lastOf(lesson)];
  const samples = lessons.samplesOf(bet);
  useLayoutEffect(() => {
    document.querySelector<HTMLElement>('.scene h1')?.focus();
  }, [scene]);
  const asked = askedOf(store, bet, lessons.key(lesson, scene));
  const before = again && placed !== null ? lessons.placed(lesson, 1).value : null;
  const opening = first ? say('lesson.first') : again ? say('lesson.again') : bet.tell?.[language];
  return (
    <section class={placed === null ? 'sheet scene' : first || covered ? 'sheet scene shown kept' : 'sheet scene shown'}>
      <p class="opening">{opening}</p>
      <h1 tabIndex={-1}>{bet.ask[language]}</h1>
      {placed === null && bet.settings.length > 1 && bet.kind === 'change' && (
        <p class="from-to"><span>{bet.settings[0]!.label[language]}</span><i aria-hidden="true">→</i><span class="contract">{bet.settings[1]!.label[language]}</span></p>
      )}
      <BetPlace key={`${scene}`} bet={bet} placed={placed} place={(at) => lessons.place(lesson, scene, at)} wide={Math.min(width - (phone ? 48 : 240), 900)} />
      {placed !== null && (first
        ? <p class="sentence centre">{say('lesson.kept', { bet: betWords(store, bet, placed) })}</p>
        : covered
        ? <div class="covered"><p class="sentence centre">{say('lesson.covered', { bet: betWords(store, bet, placed) })}</p>
          <button class="go" onClick={() => lessons.turn(1)}>{say('bet.reveal')}</button></div>
        : <Reveal bet={bet} placed={placed} samples={samples} asked={asked}
            {...(before !== null ? { before: say(before === placed ? 'lesson.as_before' : 'lesson.before', { bet: betWords(store, bet, before) }) } : {})}
            {...(again ? { limit: lesson.limit[language] } : {})} />)}
      <RoomBar asked={asked} place={placed} revealed={placed !== null && !covered} />
      {store.lessons.hurried.value && <p class="hurry" role="alert">{say('lesson.hurry')}</p>}
    </section>
  );
}

export function askedOf(store: Parameters<typeof betWords>[0], bet: Bet, key: string): Asked {
  const slides = bet.slider !== undefined;
  return {
    key, places: bet.slider ? placesOf(bet.slider) : choiceCount(bet), first: slides ? 0 : 1, ordered: slides,
    words: (place) => betWords(store, bet, place),
  };
}
