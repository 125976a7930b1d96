// Under every figure: its numbers and its picture to take away, and where they are from.
import { useRef } from 'preact/hooks';
import { useStore } from '../shell/context';
import { drawingOf, type Caption, type Drawing } from '../shell/drawing';
import { linesOf } from '../shell/lines';
import { photographOf } from '../shell/photograph';
import { save } from '../shell/save';
import type { Store } from '../shell/store';
import { csvOf, type Column } from '../shell/table';
import { Said } from './command';
import { Meanings } from './meanings';

type Form = 'csv' | 'png' | 'svg';

export const ALL: readonly Form[] = ['csv', 'png', 'svg'];
export const PIXELS: readonly Form[] = ['csv', 'png'];

interface Shown {
  /** What the files are called, after the scenario. */
  readonly name: string;
  readonly text: string;
  readonly table: () => readonly Column[];
  /** What the picture is called where its section has no heading, and what its plot alone. */
  readonly title?: string;
  readonly plotTitle?: string;
  /** What stands on the axes and against what, for those who see the picture alone. */
  readonly shows: string;
  /** The same of its plot alone, where the picture has more than that. */
  readonly lines?: string;
  /** How many worlds have run, of how many. */
  readonly counted?: readonly [done: number, of: number];
  /** The same of parts that run one after the other, each with its name, where they are apart. */
  readonly apart?: readonly (readonly [name: string, done: number])[];
  /** What is offered: a street has no lines. */
  readonly forms?: readonly Form[];
}

/** That not all has run yet, before what is said of all. */
function runningOf(store: Store, { counted: [done, of] = [0, 0], apart = [] }: Pick<Shown, 'counted' | 'apart'>): string {
  const say = store.say.value;
  if (done >= of) return '';
  const parts = apart.map(([name, ran]) => `${name}${store.language.value === 'en' ? ': ' : '：'}${say('take.so_far', { done: ran, of })}`);
  return `${parts.length ? parts.join(' · ') : say('take.so_far', { done, of })} · `;
}

export function Source(shown: Shown) {
  return <p class="source"><Meanings /><Files {...shown} />{runningOf(useStore(), shown)}<Said text={shown.text} /></p>;
}

/** Buttons that give the numbers and the picture of the section that they stand in. */
export function Files({ name, text, table, title, plotTitle = title, shows, lines = shows, counted, apart = [], forms = ALL }: Shown) {
  const store = useStore();
  const say = store.say.value;
  const line = useRef<HTMLSpanElement>(null);
  const section = (): Element => line.current!.closest('section')!;
  /** The same with everything in its place, whatever was still on its way there. */
  const settled = (): Element => {
    section().getAnimations({ subtree: true }).forEach((one) => one.finish());
    return section();
  };
  const [done, of] = counted ?? [0, 0];
  const part = done < of;
  const file = (ending: string): string => `oneplusone-${store.data.scenario.name}-${name}${part ? `-${apart.length ? apart.map(([, ran]) => ran).join('-and-') : done}-of-${of}` : ''}.${ending}`;
  /** Title and caption of a picture that stands alone. */
  const alone = (what = shows, called = title): Caption => ({
    title: section().querySelector('h1')?.textContent || called || say(`screen.${store.screen.value}`),
    text: `${what} · ${runningOf(store, counted ? { counted, apart } : {})}${text} · ${say('take.seed', { seed: store.data.seed })}`,
  });
  /** The plot where there is one; else what the section has in words and bars. */
  const asLines = (from: Element): Drawing => {
    const plot = from.querySelector<SVGSVGElement>('svg.plot:not(.histogram), .ribbon svg');
    return plot ? drawingOf(plot, alone(lines, plotTitle)) : linesOf(from, alone());
  };
  const made: Readonly<Record<Form, () => void | Promise<void>>> = {
    csv: () => save(file('csv'), csvOf(table()), 'text/csv'),
    svg: () => save(file('svg'), asLines(settled()).text, 'image/svg+xml'),
    png: async () => save(file('png'), await photographOf(settled(), alone())),
  };
  return (
    <span class="files" ref={line}>
      {forms.map((one) => <button key={one} aria-label={say(`take.${one}`)} title={say(`take.${one}`)} onClick={() => void made[one]()}>{one.toUpperCase()}</button>)}
    </span>
  );
}
