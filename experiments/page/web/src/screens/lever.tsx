// One lever: what it is called, where it stands, and − slider +.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { size } from '../shell/size';
import type { Store } from '../shell/store';
import { moved, type Lever } from '../shell/levers';
import { grouped } from '../street/sentences';

/** Of a value that is not whole, as the way to two writes it. */
const DIGITS = 3;
/** Keys that move a lever, and by how many of its steps. */
const STEP_OF: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
/** A unit that says nothing of what it is a multiple of. */
const MULTIPLE = 'factor';

export function leverValue(lever: Lever, value: number, store: Store): string {
  const say = store.say.value;
  const option = lever.options[value];
  if (option !== undefined) return say(`option.${option}`);
  const number = lever.unit === 'yuan' ? grouped(value) : String(Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS)));
  const key = `unit.${lever.unit}`;
  return key in store.data.texts ? say(key, { number }) : number;
}

/** What the numbers of a lever mean: what its ends are, or in what unit it is counted. */
export function scaleWords({ name, unit, options }: Lever, store: Store): string {
  const { texts, units } = store.data;
  if (options.length > 0 || (`unit.${unit}` in texts && unit !== MULTIPLE)) return '';
  const key = [`ends.${name}`, `ends.${name.replace(/^kinds\.[^.]+\./, 'kinds.')}`, `ends.${unit}`].find((one) => one in texts);
  return key ? store.say.value(key) : (units[unit]?.[store.language.value] ?? '');
}

export function LeverRow({ lever, store, set }: { lever: Lever; store: Store; set: (lever: Lever, value: number) => void }) {
  const say = store.say.value;
  const own = store.changed.value[lever.name];
  const value = own ?? lever.usual;
  const label = lever.labels[store.language.value];
  const help = lever.help[store.language.value];
  const [open, turn] = useState(false);
  const place = useId();
  const row = useRef<HTMLDivElement>(null);
  // what was just chosen from a list may stand below the fold of all levers
  useEffect(() => {
    if (lever.known && !size.value.phone) row.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const scale = scaleWords(lever, store);
  const shown = own === undefined && lever.drawn ? say('sandbox.drawn') : leverValue(lever, value, store);
  return (
    <div ref={row} class={`${own === undefined ? 'lever' : 'lever changed'}${lever.known ? ' known' : ''}`}>
      <span class="lever-name" title={help}>{label}{lever.known && <em>{say(lever.assumed ? 'sandbox.if_assumed' : 'sandbox.if_known')}</em>}{' '}
        <button class="what" aria-label={say('sandbox.what', { lever: label })} aria-expanded={open} aria-controls={place} onClick={() => turn(!open)}>?</button>
        {scale && <>{' '}<small id={`${place}-scale`} class="of-scale">{scale}</small></>}</span>
      <b>{shown}</b>
      <p id={place} class="note help" hidden={!open}>{help}</p>
      <div class="slide">
        <button aria-label={say('sandbox.less', { lever: label })} onClick={() => set(lever, moved(lever, value, -1))}>−</button>
        <input type="range" min={lever.low} max={lever.high} step={lever.whole ? 1 : 'any'} value={value} aria-label={label} aria-valuetext={shown} aria-describedby={scale ? `${place}-scale ${place}` : place}
          onKeyDown={(event) => {
            // a browser goes by a hundredth of the range, which may be nearer to where it stands than to the next step
            const by = lever.whole ? undefined : STEP_OF[event.key];
            if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
            event.preventDefault();
            set(lever, moved(lever, value, by));
          }}
          onInput={(event) => set(lever, snapped(lever, Number(event.currentTarget.value)))} />
        <button aria-label={say('sandbox.more', { lever: label })} onClick={() => set(lever, moved(lever, value, 1))}>+</button>
      </div>
    </div>
  );
}

/** The nearest step, counted from the case. */
function snapped(lever: Lever, value: number): number {
  return moved(lever, lever.usual, Math.round((value - lever.usual) / lever.step));
}
