// Screen 4: what each creates alone, both side by side, and both under contract, as jars; what counts is chosen first.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useStore } from '../shell/context';
import { COUNTED } from '../shell/choices';
import { seedOf, subjectOf } from '../shell/copies';
import { LOW, size } from '../shell/size';
import { WORLDS, type Store } from '../shell/store';
import { contrast, onePlusOne, ownRatios, ALONE, BENCHMARKS, SIDE_BY_SIDE, type ArmValues, type Weights } from '../statistics/synergy';
import { mean, quantile } from '../statistics/intervals';
import { armsTable, worldsColumn } from '../shell/tables';
import { decimals, ratio } from '../street/sentences';
import { ALL as FORMS, Source } from './source';
import { between, levelled, verdictOf } from './words';

const shown = signal(false);

export function Jars() {
  const store = useStore();
  const say = store.say.value;
  const { counts: counted, until } = store.chosen;
  const months = store.counting;
  const month = until.value || store.horizon;
  useEffect(() => store.cases.start(), []);
  const done = store.cases.done.value;
  const values = store.cases.of(counted.value, done, month);
  const open = shown.value && done > 1;
  const unit = say(`jars.unit.${counted.value}`);
  const ratioAgainst = (benchmark: typeof ALONE): string => (open ? levelled(onePlusOne(values, benchmark), store) : '?');
  return (
    <section class="sheet jars">
      <h1>{say('jars.question')}</h1>
      <div class="choices">
        <Choice label={say('jars.until')} options={months.map((one) => [one, String(one)])} chosen={month} locked={shown.value} choose={(one) => (until.value = one)} />
        <Choice label={say('jars.what')} options={COUNTED.map((one) => [one, say(`jars.${one}`)])} chosen={counted.value} locked={shown.value} choose={(one) => (counted.value = one)} />
        {shown.value
          ? <><span class="locked">{say('jars.locked')}</span><button onClick={() => (shown.value = false)}>{say('jars.again')}</button></>
          : <button class="go" onClick={() => (shown.value = true)}>{say('bet.reveal')}</button>}
      </div>
      <Row values={values} open={open} store={store} unit={unit} />
      {open ? <Answers values={values} store={store} /> : <p class="sentence centre">{say('jars.before')}</p>}
      <Source name={counted.value === COUNTED[0] && month === store.horizon ? 'jars' : `jars-${counted.value}-${month}`} counted={[done, WORLDS]} forms={shown.value ? FORMS : []} shows={say('take.shows.jars', { what: say(`jars.${counted.value}`), month, unit, beside: ratioAgainst(SIDE_BY_SIDE), alone: ratioAgainst(ALONE) })} table={() => [worldsColumn(store, done), ...armsTable(store, store.cases.every(counted.value, done, month))]} text={say('jars.source', { command: jarsCommand(store, month), version: store.data.version, title: store.data.scenario.titles[store.language.value] })} />
    </section>
  );
}

/** The command that prints what the jars hold, to the month that they count to. */
function jarsCommand({ data: { asked, seed }, horizon }: Store, month: number): string {
  return `oneplusone run ${subjectOf(asked)}${month === horizon ? '' : ` --months ${month}`} --draws ${WORLDS} --seeds 1${seedOf(seed)} --full`;
}

interface Choosing<T> {
  readonly label: string;
  readonly options: readonly (readonly [T, string])[];
  readonly chosen: T;
  readonly locked: boolean;
  readonly choose: (one: T) => void;
  /** Whether the options are sentences, which a telephone shows one below the other. */
  readonly long?: boolean;
}

export function Choice<T extends string | number>({ label, options, chosen, locked, choose, long = false }: Choosing<T>) {
  return (
    <div class={long ? 'choice long' : 'choice'} role="group" aria-label={label}>
      <span>{label}</span>
      {options.map(([one, said]) => <button key={one} aria-pressed={one === chosen} disabled={locked && one !== chosen} onClick={() => choose(one)}>{said}</button>)}
    </div>
  );
}

/** What 1+1 is compared with, one choice for all screens. */
export function Against({ store }: { store: Store }) {
  const say = store.say.value;
  return (
    <Choice label={say('spread.against')} options={BENCHMARKS.map(({ name }) => [name, say(`spread.${name}`)] as const)} chosen={store.chosen.against.value} locked={false}
      choose={(one) => (store.chosen.against.value = one)} />
  );
}

/** From the twentieth to the last but twentieth of a hundred draws. */
const [FIRST, LAST] = [0.05, 0.95];

/** Digits enough that both ratios, as they are written, follow from the numbers in the jars. */
export function digitsFor(g: number, s: number, side: number, both: number): number {
  const follow = (digits: number): boolean => {
    const [a, b, c, d] = [g, s, side, both].map((one) => Number(one.toFixed(digits))) as [number, number, number, number];
    return ratio((2 * d) / c) === ratio((2 * both) / side) && ratio((2 * d) / (a + b)) === ratio((2 * both) / (g + s));
  };
  return [0, 1, 2, 3].find(follow) ?? MOST_DIGITS;
}

const MOST_DIGITS = 4;
/** How far apart two numbers beside a jar stand at least. */
const LETTERS = 19;

/** What each jar holds, net of nobody acting: government alone, the association alone, side by side, under contract. */
function netOf(values: ArmValues): [number, number, number, number] {
  const net = (arm: string): number => mean(contrast({ [arm]: 1, none: -1 }, values));
  return [net('G'), net('S'), net('G+S'), net('GS')];
}

function Row({ values, open, store, unit }: { values: ArmValues; open: boolean; store: Store; unit: string }) {
  const say = store.say.value;
  const { width, height, phone } = size.value;
  const wide = Math.min(width - (phone ? 32 : 120), 1060);
  const tall = phone ? (open ? Math.max(260, Math.min(320, height - 560)) : Math.max(180, Math.min(400, height - 556))) : Math.max(120, Math.min(300, height - (height < LOW ? 426 : 484)));
  const drawn = (weights: Weights): Float64Array => contrast(weights, values);
  const [g, s, side, both] = open ? netOf(values) : [0, 0, 0, 0];
  const digits = digitsFor(g, s, side, both);
  const written = (value: number): string => decimals(value, digits);
  const legend = say(`jars.unit.legend${phone ? '_short' : ''}`, phone ? { unit, g: written(g), s: written(s) } : { unit }).split('\n');
  const spans = open ? [{ G: 1, S: 1, none: -2 }, { 'G+S': 1, none: -1 }, { GS: 1, none: -1 }].map((weights) => {
    const all = drawn(weights);
    return [quantile(all, FIRST), quantile(all, LAST)] as const;
  }) : [];
  const most = Math.max(g + s, side, both, ...spans.map(([, last]) => last), 1e-9) * 1.06;
  const [lip, foot] = [12, phone ? 50 + (open ? 18 * legend.length : 2) : 60];
  const jar = Math.min(170, wide / 3.6);
  const base = tall - foot;
  const x = (place: number): number => wide * (phone ? (place + 0.5) / 3 : 0.2 + 0.3 * place) - jar / 2;
  const high = (value: number): number => (Math.max(0, value) / most) * (base - lip - 6);
  const fill = (place: number, from: number, value: number, tone: string) => high(value) > 0 && (
    <>
      <rect x={x(place) + 5} width={jar - 10} y={base - 5 - high(from) - high(value)} height={high(value)} class={`fill ${tone}`} />
      {high(value) > (phone ? 14 : 24)
        ? <text x={x(place) + jar / 2} y={base - 5 - high(from) - high(value) / 2 + (phone ? 5 : 8)} class="inside" text-anchor="middle">{written(value)}</text>
        : !phone && <text x={x(place) - 14} y={base + 1 - Math.max(high(from) + high(value) / 2, from > 0 ? high(from) / 2 + LETTERS : 0)} class="word small" text-anchor="end">{written(value)}</text>}
    </>
  );
  const named = ['alone', 'side', 'contract'] as const;
  const label = open ? say('jars.picture', { g: written(g), s: written(s), side: written(side), both: written(both) }) : say('jars.covered');
  return (
    <svg class="plot" width={wide} height={tall} role="img" aria-label={label}>
      {open && fill(0, 0, g, 'office')}
      {open && fill(0, g, s, 'association')}
      {open && !phone && ([['office', 0, g], ['association', g, s]] as const).map(([tone, from, value]) => high(value) > 24 && (
        <text key={tone} x={x(0) - 14} y={base + 1 - high(from) - high(value) / 2} class="word small" text-anchor="end">{say(`jars.${tone}`)}</text>
      ))}
      {open && fill(1, 0, side, 'reference')}
      {open && fill(2, 0, both, 'contract')}
      {named.map((name, place) => (
        <g key={name}>
          <path d={`M${x(place) - 6} ${lip} h8 v${base - lip - 14} a12 12 0 0 0 12 12 h${jar - 28} a12 12 0 0 0 12 -12 v${-(base - lip - 14)} h8`} class="jar" />
          {!open && <text x={x(place) + jar / 2} y={base / 2 + 26} class="unknown" text-anchor="middle">?</text>}
          {say(`jars.name.${name}${phone ? '_short' : ''}`).split('\n').map((line, row) => (
            <text key={line} x={x(place) + jar / 2} y={base + 24 + 20 * row} class="under" text-anchor="middle">{line}</text>
          ))}
        </g>
      ))}
      {spans.map(([first, last], place) => (
        <path key={place} d={`M${x(place) + jar - 22} ${base - 5 - high(first)} h10 m-5 0 V${base - 5 - high(last)} m-5 0 h10`} class="span-of-draws" />
      ))}
      {open && legend.map((line, row) => <text key={line} x={wide / 2} y={tall - 4 - 18 * (legend.length - 1 - row)} class="tick" text-anchor="middle">{line}</text>)}
      {open && <text x={x(2) + jar + 12} y={base + 1 - high(g + s)} class="word small">{phone ? '' : say('jars.even')}</text>}
      {open && <path d={`M${x(0) + jar + 6} ${base - 5 - high(g + s)} H${x(2) + jar + 6}`} class="even" />}
    </svg>
  );
}

function Answers({ values, store }: { values: ArmValues; store: Store }) {
  const say = store.say.value;
  const space = store.language.value === 'en' ? ' ' : '';
  const [g, s, side, both] = netOf(values);
  const digits = digitsFor(g, s, side, both);
  const [inG, inS, inSide, inBoth] = [g, s, side, both].map((value) => decimals(value, digits)) as [string, string, string, string];
  const shownNumbers = { g: inG, s: inS, side: inSide, both: inBoth };
  return (
    <>
    <p class="note formula">{say('jars.formula')}</p>
    <div class="answers">
      {[SIDE_BY_SIDE, ALONE].map((benchmark) => {
        const found = onePlusOne(values, benchmark);
        const verdict = verdictOf(found, 2);
        const own = Array.from(ownRatios(values, benchmark)).filter(Number.isFinite);
        return (
          <div key={benchmark.name}>
            <p class="big">1 + 1 = {Number.isFinite(found.value) ? found.value.toFixed(2) : '–'}{Number.isFinite(found.value) && <small class="worked"> = {say(`jars.worked.${benchmark.name}`, shownNumbers)}</small>}</p>
            <p class="note"><b>{say(`jars.against.${benchmark.name}`)}</b>{space}{say(`verdict.${verdict}`, { between: between(found, store) })}{own.length > 1 && `${space}${say('jars.draws', { first: ratio(quantile(own, FIRST)), last: ratio(quantile(own, LAST)) })}`}</p>
          </div>
        );
      })}
    </div>
    </>
  );
}
