// What comes of a bet: a picture, how the bet stands, the number with its interval in words, what else changes, and the command.
import { Bars, Changes, Points, Windows } from './pictures';
import { Command } from '../screens/command';
import { Dots } from '../screens/dots';
import { Ratios } from '../screens/ratios';
import { Meanings } from '../screens/meanings';
import { Files } from '../screens/source';
import { useStore } from '../shell/context';
import type { Sample } from '../shell/sample';
import { size } from '../shell/size';
import type { Store } from '../shell/store';
import { column, type Column } from '../shell/table';
import { armsTable, labelled, worldsColumn } from '../shell/tables';
import { meanInterval } from '../statistics/intervals';
import { ownRatios } from '../statistics/synergy';
import { answerOf, BENCHMARK, differences, overlapping, paired, standing, type Answer, type Found } from './answer';
import { totalOf } from './room';
import { roomWords, tallyOf, type Asked } from './room-panel';
import { RoomStrip } from './room-strip';
import { createdName, foundIn, termsOf } from './state';
import { filled } from '../texts';
import { placesOf, valueAt, type Bet } from './types';
import { answerWords, betWords, changeWords, commandsFor, labelOf, numberWords, printedWords, roundedApart, writer } from './words';

interface Shown {
  readonly bet: Bet;
  readonly placed: number;
  readonly samples: readonly Sample[];
  /** Of whom the room's bets are counted. */
  readonly asked: Asked;
  /** What was said at the beginning, where the question is asked again. */
  readonly before?: string;
  readonly limit?: string;
}

export function Reveal({ bet, placed, samples, asked, before, limit }: Shown) {
  const store = useStore();
  const say = store.say.value;
  const language = store.language.value;
  const worlds = samples[0]!.wanted.worlds;
  const done = Math.min(...samples.map((sample) => sample.done.value));
  if (done < worlds) return <p class="note" role="status">{say('bet.running', { done, worlds })}</p>;
  const found = samples.map(foundIn);
  const answer = answerOf(bet, found);
  const fields = { bet: betWords(store, bet, placed), answer: answerWords(store, bet, answer), worlds };
  const sentence = filled(bet[standing(bet, answer, placed)][language], fields);
  const reading = bet.when[answer.outcome]?.[language];
  const number = numberWords(store, bet, answer);
  const room = roomWords(store, asked, placed);
  const source = say('lesson.source', { worlds, version: store.data.version });
  const created = [bet.quantity, ...bet.beside].some(createdName);
  return (
    <>
      {bet.reveal !== 'number' && <RevealPicture bet={bet} placed={placed} found={found} answer={answer} label={number} again={limit !== undefined} asked={asked} />}
      {!axisOfBets(bet) && <RoomStrip asked={asked} place={placed} wide={widthOfReveal()} />}
      <div class="answer lesson-answer" role="status">
        <p class="sentence">{[sentence, before].filter(Boolean).join(language === 'en' ? ' ' : '')}</p>
        <p class={answer.outcome === 'open' ? 'note number open' : 'note number'}>{number}{room && `${language === 'en' ? ' ' : ''}${room}`}</p>
        {reading && <p class="reading">{reading}</p>}
        {barsOverlap(bet, answer) && <p class="note">{say('lesson.paired')}</p>}
        {limit && <p class="note">{limit}</p>}
      </div>
      {bet.beside.length > 0 && <Beside bet={bet} found={found} store={store} />}
      <div class={limit === undefined ? 'source taking' : 'source taking last'}>
      <Meanings own={termsOf(bet)} />
      {bet.reveal !== 'number' && <Files name={`lesson-${store.lessons.lesson?.name}-${store.lessons.scene.value}`} shows={number.replace(/[.。]$/, '')} text={source} table={() => tableOf(store, bet, found)} />}
      <details class="source" onToggle={(event) => event.currentTarget.open && event.currentTarget.querySelector('.commands')?.scrollIntoView({ block: 'nearest' })}>
        <summary>{source}{created && ` · ${say('lesson.counted')}`} · <u>{say('copy.command')}</u></summary>
        <div class="commands">{commandsFor(store, bet, answer).map((one) => <code key={one}><Command text={one} /></code>)}{printedWords(store, bet)}</div>
      </details>
      </div>
    </>
  );
}

/** What was counted in every world, for each setting: of 1+1 the value of every arm. */
function tableOf(store: Store, bet: Bet, found: readonly Found[]): Column[] {
  const { layout, texts } = store.data;
  const own = layout.measures[store.measure(bet.quantity)]?.labels;
  const net = texts['lesson.net']!;
  const measured = own && (createdName(bet.quantity) ? { en: filled(net.en, { label: own.en }), zh: filled(net.zh, { label: own.zh }) } : own);
  const columns = found.flatMap((one, place) => {
    const { label } = bet.settings[place]!;
    if (!measured) return armsTable(store, one.value, label.en ? label : undefined);
    return [column(label.en ? labelled(label, measured) : measured, one.measure(bet.quantity))];
  });
  return [worldsColumn(store, Math.max(...columns.map(({ values }) => values.length))), ...columns];
}

function Beside({ bet, found, store }: { bet: Bet; found: readonly Found[]; store: Store }) {
  const say = store.say.value;
  const rows = bet.beside.map((name) => {
    const means = found.map((one) => meanInterval(one.measure(name).filter(Number.isFinite)));
    const write = writer(store, name);
    if (found.length !== 2) return { name, open: false, rounded: false, said: say('lesson.mean_short', { value: write(means.at(-1)!.value), between: say('many.between', { low: write(means.at(-1)!.low), high: write(means.at(-1)!.high) }) }) };
    const change = paired(found[0]!, found[1]!, name);
    const [before, after] = [means[0]!.value, means[1]!.value];
    return { name, open: !(change.low > 0 || change.high < 0), rounded: roundedApart(store, name, before, after, change), said: changeWords(store, name, before, after, change, true) };
  });
  return (
    <>
      <dl class="beside">
        {rows.map(({ name, open, said }) => (
          <div key={name} class={open ? 'open' : ''}><dt>{labelOf(store, name)}</dt><dd>{said}</dd></div>
        ))}
      </dl>
      {rows.some(({ rounded }) => rounded) && <p class="note unrounded">{say('lesson.unrounded')}</p>}
    </>
  );
}

interface Pictured {
  readonly bet: Bet;
  readonly placed: number;
  readonly found: readonly Found[];
  readonly answer: Answer;
  readonly label: string;
  /** Whether more words than usual stand under it. */
  readonly again: boolean;
  readonly asked: Asked;
}

/** Whether the picture's own bars would have it that nothing differs. */
function barsOverlap(bet: Bet, answer: Answer): boolean {
  return bet.reveal === 'bars' && overlapping(bet, answer);
}

/** What a line of the room's marks takes, what windows have over an axis of bets, and what dots over the room's marks have at least. */
const [ROOM, WINDOWS, OVER_ROOM] = [22, 170, 176];

/** Whether the picture of a reveal has an axis on which bets stand. */
function axisOfBets(bet: Bet): boolean {
  return bet.reveal === 'dots' && bet.slider !== undefined && bet.of !== 'worlds' && !BENCHMARK[bet.quantity];
}

function widthOfReveal(): number {
  const { width, phone } = size.value;
  return Math.min(width - (phone ? 32 : 120), 1060);
}

function RevealPicture({ bet, placed, found, answer, label, again, asked }: Pictured) {
  const store = useStore();
  const say = store.say.value;
  const language = store.language.value;
  const { height, phone } = size.value;
  const wide = widthOfReveal();
  /** The room's line stands under a picture, or in it. */
  const line = totalOf(tallyOf(asked)) > 0 ? ROOM : 0;
  const tall = phone ? (again ? 150 : 190) : Math.max(90, Math.min(270, height - (bet.beside.length > 0 ? 458 : 400) - (again ? 94 : 0) - (barsOverlap(bet, answer) ? 30 : 0)) - (axisOfBets(bet) ? 0 : line));
  const benchmark = BENCHMARK[bet.quantity];
  const last = found.at(-1)!;
  const write = writer(store, bet.quantity);
  if (bet.reveal === 'bars' && bet.of !== 'worlds') {
    const rows = bet.settings.map((setting, place) => ({
      name: setting.label[language] || labelOf(store, bet.quantity), estimate: answer.each[place]!, said: write(answer.each[place]!.value),
      tone: setting.set.length === 0 ? ('reference' as const) : ('contract' as const),
    }));
    const axis = labelOf(store, bet.quantity);
    if (benchmark) return <Points rows={rows} axis={axis} even={2} width={wide} height={Math.max(tall, phone ? 60 * rows.length : 0)} label={label} />;
    return <Bars rows={rows} axis={axis} width={wide} height={Math.max(tall, phone ? 60 * rows.length : 0)} label={label} />;
  }
  if (benchmark) {
    const [own, case_] = [last, found[0]!].map((one) => Array.from(ownRatios(one.value, benchmark)).filter(Number.isFinite)) as [number[], number[]];
    const two = bet.kind === 'change';
    return (
      <Ratios above={own} below={two ? case_ : []} scale={[...own, ...case_]} width={wide} height={tall} label={label}
        {...(two ? { names: [bet.settings[1]!.label[language], bet.settings[0]!.label[language]] as const } : {})} />
    );
  }
  if (bet.kind === 'change') return <Changes values={differences(found[0]!, last, bet.quantity)} axis={labelOf(store, bet.quantity)} write={(value) => write(value, 'change')} width={wide} height={tall} label={label} />;
  const values = last.measure(bet.quantity).filter(Number.isFinite);
  if (bet.of === 'worlds') return <Windows values={values} reach={bet.reach!} bet={valueAt(bet.slider!, placed)} width={wide} height={line > 0 ? Math.min(WINDOWS, tall) : tall} label={label} />;
  const slider = bet.slider!;
  const fact = bet.fact ? store.fact(bet.fact) : undefined;
  return (
    <Dots values={values.map((one) => Math.floor(one + 1e-9))} bet={valueAt(slider, placed)} most={placesOf(slider) - 1} {...(fact !== undefined ? { fact } : {})} width={wide} height={line > 0 && !phone ? Math.max(tall + line, OVER_ROOM) : tall + line} room={tallyOf(asked)}
      label={label} axis={labelOf(store, bet.quantity)} middle={{ value: answer.estimate.value, name: say('lesson.middle', { value: write(answer.estimate.value) }) }} />
  );
}
