// The state to take away: a link, a command, Python, an overlay, a code to scan.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { encode } from 'uqr';
import { commandOf, pythonOf, tomlOf, type Copied } from '../shell/copies';
import { place } from '../shell/place';
import { save } from '../shell/save';
import type { Store } from '../shell/store';
import { WORLDS } from '../shell/store';
import { Command } from './command';

const FORMS = ['link', 'command', 'python', 'toml', 'code'] as const;
/** What needs an address. */
const LINKED: readonly string[] = ['link', 'code'];
/** Signs in a line of the box, and its lines at most. */
const [WIDE, LINES] = [44, 12];
const form = signal<(typeof FORMS)[number] | ''>('');
const copied = signal('');

function written(store: Store): string {
  const { data } = store;
  const one: Copied = { ...data.asked, levers: store.settable, changes: store.changed.value, worlds: WORLDS, seed: data.seed, against: store.chosen.against.value };
  if (form.value === 'command') return commandOf(one);
  if (form.value === 'python') return pythonOf(one);
  if (form.value === 'toml') return tomlOf(one, { en: store.data.texts['sandbox.title']!.en, zh: store.data.texts['sandbox.title']!.zh });
  return addressOf(store).href;
}

/** The address with the state as it is now: what the browser shows may come a moment later, or never change. */
function addressOf(store: Store): Pick<Location, 'protocol' | 'href' | 'hash'> {
  const hash = store.link;
  return { protocol: location.protocol, href: location.href.split('#')[0] + hash, hash };
}

/** What the page's file is called. */
const fileName = (): string => decodeURIComponent(location.pathname.split('/').at(-1) ?? '');

/** What a code has: the address, where another device reaches it; else what follows the name of the file. */
export function carried({ protocol, href, hash }: Pick<Location, 'protocol' | 'href' | 'hash'>): string {
  return protocol.startsWith('http') ? href : hash;
}

/** Lines that a text takes. */
function linesOf(text: string): number {
  return Math.min(LINES, text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / WIDE)), 0));
}

function Code({ store }: { store: Store }) {
  const say = store.say.value;
  const text = carried(addressOf(store));
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <>
      <svg class="scan" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={say('copy.code')}><rect width={size} height={size} /><path d={path} /></svg>
      <p class="note">{say(text.startsWith('#') ? 'copy.scan_here' : 'copy.scan', { file: fileName() })}</p>
    </>
  );
}

/** Shut what is open by Escape, and by a press anywhere else. */
function useShutting(box: { readonly current: HTMLElement | null }, shut: () => void): void {
  useEffect(() => {
    const keyed = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      const pressed = box.current?.querySelector<HTMLElement>('[aria-pressed="true"]');
      shut();
      pressed?.focus();
    };
    const pointed = (event: PointerEvent): void => {
      if (box.current && !event.composedPath().includes(box.current)) shut();
    };
    place.keys.addEventListener('keydown', keyed as EventListener);
    addEventListener('pointerdown', pointed);
    return () => {
      place.keys.removeEventListener('keydown', keyed as EventListener);
      removeEventListener('pointerdown', pointed);
    };
  }, []);
}

export function CopyBox({ store }: { store: Store }) {
  const say = store.say.value;
  const whole = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const line = useRef<HTMLElement>(null);
  const shut = (): void => void (form.value = '');
  useShutting(whole, shut);
  const text = form.value ? written(store) : '';
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      box.current?.select();
      if (line.current) getSelection()?.selectAllChildren(line.current);
      document.execCommand('copy');
    }
    copied.value = text;
  };
  return (
    <div class="take" ref={whole}>
      <span>{say('copy.title')}</span>
      {FORMS.filter((one) => place.linked || !LINKED.includes(one)).map((one) => <button key={one} aria-pressed={form.value === one} onClick={() => (form.value = form.value === one ? '' : one)}>{say(`copy.${one}`)}</button>)}
      {form.value && (
        <div class="code card-over" role="group" aria-label={say(`copy.${form.value}`)}>
          {form.value === 'code' ? <Code store={store} /> : (
            <>
              {form.value === 'command'
                ? <code ref={line} class="line" tabIndex={0}><Command text={text} /></code>
                : <textarea ref={box} readOnly rows={linesOf(text)} aria-label={say(`copy.${form.value}`)} value={text} />}
              <button onClick={() => void copy()}>{say(copied.value === text ? 'copy.done' : 'copy.copy')}</button>
              {form.value === 'command' && <p class="note">{say('lesson.prints.net')}</p>}
              {form.value === 'toml' && <button onClick={() => save('mine.toml', `${text}\n`, 'application/toml')}>{say('copy.file')}</button>}
              {form.value === 'link' && carried(addressOf(store)).startsWith('#') && <p class="note">{say('copy.link_here', { file: fileName() })}</p>}
            </>
          )}
          <button class="shut" aria-label={say('copy.shut')} title={say('copy.shut')} onClick={shut}>×</button>
        </div>
      )}
    </div>
  );
}
