// The state to take away: a link, a command, Python, an overlay, a code to scan.
import { signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { encode } from 'uqr';
import { commandOf, pythonOf, tomlOf, type Copied } from '../shell/copies';
import { place } from '../shell/place';
import { save } from '../shell/save';
import type { Store } from '../shell/store';
import { WORLDS } from '../shell/store';

const FORMS = ['link', 'command', 'python', 'toml', 'code'] as const;
/** What needs an address. */
const LINKED: readonly string[] = ['link', 'code'];
const form = signal<(typeof FORMS)[number] | ''>('');
const copied = signal('');

function written(store: Store): string {
  const { data } = store;
  const one: Copied = { ...data.asked, levers: store.settable, changes: store.changed.value, worlds: WORLDS, seed: data.seed };
  if (form.value === 'command') return commandOf(one);
  if (form.value === 'python') return pythonOf(one);
  if (form.value === 'toml') return tomlOf(one, { en: store.data.texts['sandbox.title']!.en, zh: store.data.texts['sandbox.title']!.zh });
  void store.changed.value;
  return location.href;
}

/** What a code has: the address, where another device reaches it; else what follows the name of the file. */
export function carried({ protocol, href, hash }: Pick<Location, 'protocol' | 'href' | 'hash'>): string {
  return protocol.startsWith('http') ? href : hash;
}

function Code({ store }: { store: Store }) {
  const say = store.say.value;
  void store.changed.value;
  const text = carried(location);
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <div class="code card-over">
      <svg class="scan" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={say('copy.code')}><rect width={size} height={size} /><path d={path} /></svg>
      <p class="note">{say(text.startsWith('#') ? 'copy.scan_here' : 'copy.scan', { file: decodeURIComponent(location.pathname.split('/').at(-1) ?? '') })}</p>
    </div>
  );
}

export function CopyBox({ store }: { store: Store }) {
  const say = store.say.value;
  const box = useRef<HTMLTextAreaElement>(null);
  const text = form.value ? written(store) : '';
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      box.current?.select();
      document.execCommand('copy');
    }
    copied.value = text;
  };
  return (
    <div class="take">
      <span>{say('copy.title')}</span>
      {FORMS.filter((one) => place.linked || !LINKED.includes(one)).map((one) => <button key={one} aria-pressed={form.value === one} onClick={() => (form.value = form.value === one ? '' : one)}>{say(`copy.${one}`)}</button>)}
      {form.value === 'code' && <Code store={store} />}
      {form.value !== 'code' && text && (
        <div class="code">
          <textarea ref={box} readOnly rows={Math.min(3, text.split('\n').length + Math.ceil(text.length / 52))} aria-label={say(`copy.${form.value}`)} value={text} />
          <button onClick={() => void copy()}>{say(copied.value === text ? 'copy.done' : 'copy.copy')}</button>
          {form.value === 'toml' && <button onClick={() => save('mine.toml', `${text}\n`, 'application/toml')}>{say('copy.file')}</button>}
        </div>
      )}
    </div>
  );
}
