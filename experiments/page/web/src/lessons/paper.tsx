// What is printed of a lesson: the teacher's page, whose answers are run when they are asked for, and a worksheet of one page.
import { Command } from '../screens/command';
import { useState } from 'preact/hooks';
import type { Labels } from '../model/layout';
import { useStore } from '../shell/context';
import type { Paper } from '../shell/link';
import { answerOf, choiceCount } from './answer';
import { codeOf } from './room';
import { codesDiffer, codeWords } from './room-panel';
import { askedOf } from './scene';
import { foundIn } from './state';
import type { Bet, Lesson } from './types';
import { answerWords, betWords, commandsFor, numberWords, printedWords } from './words';

export function PaperView({ lesson, paper }: { lesson: Lesson; paper: Paper }) {
  return paper === 'teacher' ? <TeacherPage lesson={lesson} /> : <Worksheet lesson={lesson} />;
}

/** What a rubric distinguishes: each is worth a point more. */
const LEVELS = ['low', 'middle', 'high'] as const;

function useLabels(): (labels: Labels) => string {
  const language = useStore().language.value;
  return (labels) => labels[language];
}

function TeacherPage({ lesson }: { lesson: Lesson }) {
  const say = useStore().say.value;
  const here = useLabels();
  const { teacher } = lesson;
  const list = (name: string, items: readonly Labels[]) => (
    <section><h2>{say(`teacher.${name}`)}</h2><ul>{items.map((one, place) => <li key={place}>{here(one)}</li>)}</ul></section>
  );
  return (
    <article class="paper teacher">
      <h1>{here(lesson.title)}</h1>
      <p class="note">{say('teacher.title')}</p>
      <div class="columns">
        {list('aims', teacher.aims)}
        {list('prepare', teacher.prepare)}
        <section>
          <h2>{say('teacher.minutes')}</h2>
          <table><tbody>{teacher.minutes.map((one) => <tr key={one.from}><th scope="row">{one.from}–{one.to}</th><td>{here(one.do)}</td></tr>)}</tbody></table>
        </section>
        {list('board', teacher.board)}
        <section>
          <h2>{say('teacher.wrong')}</h2>
          <dl>{teacher.wrong.map((one, place) => <div key={place}><dt>{here(one.say)}</dt><dd>{here(one.reply)}</dd></div>)}</dl>
        </section>
        {list('homework', teacher.homework)}
        <section><h2>{say('limits.title')}</h2><p>{here(lesson.limit)}</p></section>
      </div>
      <section>
        <h2>{say('teacher.cards')} <small>{say('teacher.cut')}</small></h2>
        <ul class="to-cut">{teacher.cards.map((one, place) => <li key={place}>{here(one)}</li>)}</ul>
      </section>
      <section>
        <h2>{say('teacher.rubric', { most: (LEVELS.length - 1) * teacher.rubric.length })}</h2>
        <table class="rubric">
          <thead><tr><th scope="col">{say('teacher.aspect')}</th>{LEVELS.map((level, points) => <th key={level} scope="col">{say('teacher.points', { level: say(`teacher.${level}`), points })}</th>)}</tr></thead>
          <tbody>{teacher.rubric.map((row, place) => <tr key={place}><th scope="row">{here(row.aspect)}</th>{LEVELS.map((level) => <td key={level}>{here(row[level])}</td>)}</tr>)}</tbody>
        </table>
      </section>
      <Answers lesson={lesson} />
    </article>
  );
}

function Answers({ lesson }: { lesson: Lesson }) {
  const say = useStore().say.value;
  const [open, show] = useState(false);
  return (
    <section class={open ? 'answers-of' : 'answers-of unasked'}>
      <h2>{say('teacher.answers')}</h2>
      {!open && <button onClick={() => show(true)}>{say('teacher.show')}</button>}
      {open && <ol>{[lesson.question, ...lesson.scenes].map((bet, place) => <AnswerOf key={place} bet={bet} />)}</ol>}
    </section>
  );
}

function AnswerOf({ bet }: { bet: Bet }) {
  const store = useStore();
  const here = useLabels();
  const samples = store.lessons.samplesOf(bet);
  const ready = samples.every((sample) => sample.done.value === sample.wanted.worlds);
  if (!ready) return <li>{here(bet.ask)} …</li>;
  const answer = answerOf(bet, samples.map(foundIn));
  return (
    <li>
      {here(bet.ask)} <b>{answerWords(store, bet, answer)}</b>{store.language.value === 'en' ? '. ' : '。'}{numberWords(store, bet, answer)}{store.language.value === 'en' ? ' ' : ''}{bet.when[answer.outcome] && here(bet.when[answer.outcome]!)}
      {commandsFor(store, bet, answer).map((one) => <code key={one}><Command text={one} /></code>)}
      {printedWords(store, bet) && <small class="prints">{printedWords(store, bet)}</small>}
    </li>
  );
}

function Worksheet({ lesson }: { lesson: Lesson }) {
  const store = useStore();
  const say = store.say.value;
  const here = useLabels();
  return (
    <article class="paper worksheet">
      <p class="who"><span>{say('sheet.name')}</span><span>{say('sheet.class')}</span><span>{say('sheet.date')}</span></p>
      <h1>{here(lesson.title)}</h1>
      <p>{here(lesson.lead)}</p>
      <h2>{say('sheet.first')}</h2>
      <p>{here(lesson.question.ask)}</p>
      <Boxes bet={lesson.question} />
      <h2>{say('sheet.scenes')}</h2>
      <table>
        <thead><tr><th scope="col">{say('sheet.question')}</th><th scope="col">{say('sheet.mine')}</th><th scope="col">{say('sheet.room')}</th><th scope="col">{say('sheet.model')}</th><th scope="col">{say('sheet.why')}</th></tr></thead>
        <tbody>{lesson.scenes.map((bet, place) => <tr key={place}><td>{place + 1}. {here(bet.ask)}<Boxes bet={bet} /></td><td /><td /><td /><td /></tr>)}</tbody>
      </table>
      <h2>{say('sheet.again')}</h2>
      <Boxes bet={lesson.question} />
      {lesson.worksheet.tasks.map((task, place) => <div key={place} class="task"><p>{here(task)}</p><hr /><hr /><hr /></div>)}
      <p class="foot">{say('sheet.codes')} · oneplusone {store.data.version}</p>
    </article>
  );
}

function Boxes({ bet }: { bet: Bet }) {
  const store = useStore();
  if (bet.slider) {
    const asked = askedOf(store, bet, '');
    return <p class="boxes"><span>{bet.slider.low}–{bet.slider.high}: ______</span>{codesDiffer(asked) && <span>{codeWords(store.say.value, asked)}</span>}</p>;
  }
  return <p class="boxes">{Array.from({ length: choiceCount(bet) }, (_, place) => <span key={place}>□ {betWords(store, bet, place)}{store.say.value('sheet.code', { code: codeOf(place, 1) })}</span>)}</p>;
}
