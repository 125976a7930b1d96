// Under every figure: its numbers and its picture to take away, and where they are from.
import { useRef } from 'preact/hooks';
import { useStore } from '../shell/context';
import { drawingOf } from '../shell/drawing';
import { photographOf } from '../shell/photograph';
import { save } from '../shell/save';
import { csvOf, type Column } from '../shell/table';

interface Shown {
  /** What the files are called, after the scenario. */
  readonly name: string;
  readonly text: string;
  readonly table: () => readonly Column[];
  /** Whether there is a plot to be drawn as lines; a street is made of pixels. */
  readonly lines?: boolean;
}

export function Source({ name, text, table, lines = true }: Shown) {
  const store = useStore();
  const say = store.say.value;
  const line = useRef<HTMLParagraphElement>(null);
  const section = (): Element => line.current!.closest('section')!;
  const file = (ending: string): string => `oneplusone-${store.data.scenario.name}-${name}.${ending}`;
  const forms = {
    csv: () => save(file('csv'), csvOf(table()), 'text/csv'),
    svg: () => save(file('svg'), drawingOf(section().querySelector<SVGSVGElement>('svg.plot')!, text).text, 'image/svg+xml'),
    png: async () => save(file('png'), await photographOf(section(), text)),
  };
  const offered = (['csv', 'png', 'svg'] as const).filter((one) => lines || one !== 'svg');
  return (
    <p class="source" ref={line}>
      <span class="files">
        {offered.map((one) => <button key={one} aria-label={say(`take.${one}`)} title={say(`take.${one}`)} onClick={() => void forms[one]()}>{one.toUpperCase()}</button>)}
      </span>
      {text}
    </p>
  );
}
