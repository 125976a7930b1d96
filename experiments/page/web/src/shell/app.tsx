// The frame of all screens: the name, where one is, the other language, on and back; and the keys.
import type { ComponentType } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { LessonsView } from '../lessons/lessons';
import { roomOpen } from '../lessons/room-panel';
import { Bet } from '../screens/bet';
import { Hook } from '../screens/hook';
import { Jars } from '../screens/jars';
import { Ledger } from '../screens/ledger';
import { Limits } from '../screens/limits';
import { Paths } from '../screens/paths';
import { Sandbox } from '../screens/sandbox';
import { Spread } from '../screens/spread';
import { StreetScreen } from '../screens/street';
import { Twins } from '../screens/twins';
import { CALLED } from '../texts';
import { StoreContext } from './context';
import { Places } from './places';
import { Refused } from './refused';
import { SCREENS, type Store } from './store';

const VIEWS: Readonly<Record<number, ComponentType>> = { 0: Hook, 1: StreetScreen, 2: Bet, 3: Twins, 4: Jars, 5: Spread, 6: Ledger, 7: Paths, 8: Limits, 9: Sandbox };
const UNTITLED: readonly number[] = [1, 3];
const TAGS = { en: 'en', zh: 'zh-Hans' } as const;

export function App({ store }: { store: Store }) {
  const [screen, language, say] = [store.screen.value, store.language.value, store.say.value];
  const lessons = store.lessons.open.value !== null;
  const other = language === 'en' ? 'zh' : 'en';
  const switchLanguage = (): void => void (store.language.value = store.language.value === 'en' ? 'zh' : 'en');
  useEffect(() => {
    document.documentElement.lang = TAGS[language];
    document.title = `1 + 1 · ${store.lessons.lesson?.title[language] ?? say(lessons ? 'lesson.all' : `screen.${screen}`)}`;
  }, [language, screen, store.lessons.open.value]);
  useLayoutEffect(() => scrollTo(0, 0), [screen, store.lessons.open.value, store.lessons.scene.value, store.lessons.paper.value]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLSelectElement) return;
      const slides = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      // a remote turns screens wherever one types
      if (slides && event.target instanceof HTMLInputElement && event.target.type !== 'range' && !event.key.startsWith('Page')) return;
      const by = event.key === 'PageDown' || (event.key === 'ArrowRight' && !slides) ? 1 : event.key === 'PageUp' || (event.key === 'ArrowLeft' && !slides) ? -1 : 0;
      if (by !== 0) {
        store.turn(by);
        event.preventDefault();
      } else if (event.key === 'l' || event.key === 'L') switchLanguage();
      else if (/^\d$/.test(event.key) && SCREENS.includes(Number(event.key)) && store.lessons.open.value === null && !roomOpen()) store.screen.value = Number(event.key);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  if (lessons) return <StoreContext.Provider value={store}><LessonsView /></StoreContext.Provider>;
  const View = VIEWS[screen]!;
  const last = SCREENS.at(-1)!;
  return (
    <StoreContext.Provider value={store}>
      <div class={`page screen-${screen}`}>
        <header>
          <button class="brand" onClick={() => (store.screen.value = 0)}>{say('shell.name')}</button>
          <Places label={say('shell.screens')} names={SCREENS.map((place) => say(`screen.${place}`))} at={SCREENS.indexOf(screen)} go={(at) => (store.screen.value = SCREENS[at]!)} />
          {UNTITLED.includes(screen) ? <h1 class="title">{say(`screen.${screen}`)}</h1> : <span class="title">{say(`screen.${screen}`)}</span>}
          {store.lessons.all.length > 0 && <button class="to-lessons" onClick={() => (store.lessons.open.value = '')}>{say('lesson.all')}</button>}
          <button class="language" lang={TAGS[other]} onClick={switchLanguage}>{CALLED[other]}</button>
        </header>
        <Refused />
        <main><View key={screen} /></main>
        {screen > 0 && (
          <footer>
            <button onClick={() => store.turn(-1)}>← <span>{say('shell.back')}</span></button>
            <span class="fill" />
            {screen < last && <button class="next" onClick={() => store.turn(1)}>{say('shell.next')} →</button>}
            {screen === last && store.lessons.all.length > 0 && <button class="next" onClick={() => (store.lessons.open.value = '')}>{say('lesson.all')} →</button>}
          </footer>
        )}
      </div>
    </StoreContext.Provider>
  );
}
