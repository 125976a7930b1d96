// The lessons: their list, a lesson's cover, its scenes, and its pages for paper; with a frame of their own.
import { Picture } from '../screens/picture';
import { useStore } from '../shell/context';
import { Places } from '../shell/places';
import { Refused } from '../shell/refused';
import { size } from '../shell/size';
import type { Store } from '../shell/store';
import { CALLED, type Say } from '../texts';
import { PaperView } from './paper';
import { Scene } from './scene';
import { lastOf } from './state';
import type { Lesson } from './types';

const TAGS = { en: 'en', zh: 'zh-Hans' } as const;

export function LessonsView() {
  const store = useStore();
  const { lessons } = store;
  const lesson = lessons.lesson;
  const paper = lessons.paper.value;
  return (
    <div class="page lessons">
      <LessonHeader lesson={lesson} />
      <Refused />
      <main>
        {!lesson ? <List /> : paper ? <PaperView lesson={lesson} paper={paper} /> : lessons.scene.value === 0 ? <Cover lesson={lesson} /> : <Scene key={`${lesson.name} ${lessons.scene.value}`} lesson={lesson} scene={lessons.scene.value} />}
      </main>
      {lesson && !onlyCover(store) && <LessonFooter lesson={lesson} />}
    </div>
  );
}

/** Whether the cover has nothing to lead back to: it fills the window. */
function onlyCover({ lessons }: Store): boolean {
  return lessons.alone && lessons.scene.value === 0 && lessons.paper.value === null;
}

/** What a scene is called: on the page as on the papers, which count the scenes between the question and the question again. */
function sceneName(say: Say, lesson: Lesson, scene: number): string {
  if (scene === 0) return say('lesson.opening');
  if (scene === 1) return say('lesson.question');
  return scene === lastOf(lesson) ? say('lesson.question_again') : say('lesson.scene', { number: scene - 1 });
}

function LessonHeader({ lesson }: { lesson: Lesson | undefined }) {
  const store = useStore();
  const { lessons } = store;
  const say = store.say.value;
  const language = store.language.value;
  const other = language === 'en' ? 'zh' : 'en';
  const names = lesson ? Array.from({ length: lastOf(lesson) + 1 }, (_, scene) => sceneName(say, lesson, scene)) : [];
  const [at, paper] = [lessons.scene.value, lessons.paper.value];
  return (
    <header>
      <button class="brand" aria-label={lessons.alone ? lesson!.title[language] : say('shell.name')} onClick={() => lessons.leave()}>{say('shell.name')}</button>
      {lesson && (
        <Places label={say('lesson.scenes')} names={names} at={at} furthest={lessons.furthest(lesson)}
          go={(scene) => { lessons.paper.value = null; lessons.scene.value = scene; }} />
      )}
      <span class="title">{lesson ? `${lesson.title[language]} · ${paper ? say(`lesson.${paper}`) : names[at]}` : say('lesson.all')}</span>
      <button class="language" lang={TAGS[other]} onClick={() => (store.language.value = other)}>{CALLED[other]}</button>
    </header>
  );
}

function LessonFooter({ lesson }: { lesson: Lesson }) {
  const store = useStore();
  const { lessons } = store;
  const say = store.say.value;
  const [scene, last] = [lessons.scene.value, lastOf(lesson)];
  if (lessons.paper.value) {
    return (
      <footer>
        <button onClick={() => (lessons.paper.value = null)}>← <span>{say('shell.back')}</span></button>
        <span class="fill" />
        <button class="next" onClick={() => print()}>{say('lesson.print')}</button>
      </footer>
    );
  }
  return (
    <footer>
      {scene > 0 ? <button onClick={() => lessons.turn(-1)}>← <span>{say('shell.back')}</span></button> : !lessons.alone && <button onClick={() => (lessons.open.value = '')}>← <span>{say('lesson.all')}</span></button>}
      <span class="fill" />
      {scene > 0 && scene < last && <button class="next" disabled={lessons.waits(lesson, scene)} onClick={() => lessons.turn(1)}>{say('shell.next')} →</button>}
      {scene === last && !lessons.waits(lesson, scene) && <button onClick={() => lessons.again(lesson)}>{say('lesson.restart')}</button>}
      {scene === last && !lessons.alone && !lessons.waits(lesson, scene) && <button class="next" onClick={() => (lessons.open.value = '')}>{say('lesson.all')}</button>}
    </footer>
  );
}

function Cover({ lesson }: { lesson: Lesson }) {
  const store = useStore();
  const say = store.say.value;
  const language = store.language.value;
  const { width, height, phone } = size.value;
  const tall = height - 52 - (onlyCover(store) ? 0 : phone ? 56 : 64);
  const houses = Math.min(tall * 0.4, phone ? 330 : 210);
  const source = say('lesson.source_cover', { version: store.data.version, title: store.data.scenario.titles[language] });
  return (
    <section class="hook cover" style={{ height: `${tall}px` }}>
      <Picture frame={store.story.value.frames[0]!} width={width} height={tall} top={tall - houses - 26} road={26} phone={phone} mostNeed={store.story.value.mostNeed} storey={phone ? 10 : 12} label={say('lesson.picture')} />
      <div class="words">
        <p class="lit">{say('lesson.cover', { scenes: lastOf(lesson) })}</p>
        <h1>{lesson.title[language]}</h1>
        <p class="lead">{lesson.lead[language]}</p>
        <button class="go" onClick={() => store.lessons.turn(1)}>{say('hook.begin')}</button>
        <p class="papers">
          <button onClick={() => (store.lessons.paper.value = 'teacher')}>{say('lesson.teacher')}</button>
          <button onClick={() => (store.lessons.paper.value = 'worksheet')}>{say('lesson.worksheet')}</button>
        </p>
      </div>
      <p class="source">{source}</p>
    </section>
  );
}

function List() {
  const store = useStore();
  const say = store.say.value;
  const language = store.language.value;
  return (
    <section class="sheet lesson-list">
      <h1>{say('lesson.all')}</h1>
      <ul class="cards">
        {store.lessons.all.map((lesson) => (
          <li key={lesson.name}><button class="card" onClick={() => store.lessons.enter(lesson.name)}><b>{lesson.title[language]}</b><span>{lesson.question.ask[language]}</span></button></li>
        ))}
      </ul>
      <button class="quiet back" onClick={() => store.lessons.leave()}>← {say('lesson.whole')}</button>
    </section>
  );
}
