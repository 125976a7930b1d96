// The state to take away: a link, a command, Python, an overlay.
import { signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { commandOf, pythonOf, tomlOf, type Copied } from '../shell/copies';
import type { Store } from '../shell/store';
import { WORLDS } from '../shell/store';

const FORMS = ['link', 'command', 'python', 'toml'] as const;
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
      {FORMS.map((one) => <button key={one} aria-pressed={form.value === one} onClick={() => (form.value = form.value === one ? '' : one)}>{say(`copy.${one}`)}</button>)}
      {text && (
        <div class="code">
          <textarea ref={box} readOnly rows={Math.min(3, text.split('\n').length + Math.ceil(text.length / 52))} aria-label={say(`copy.${form.value}`)} value={text} />
          <button onClick={() => void copy()}>{say(copied.value === text ? 'copy.done' : 'copy.copy')}</button>
        </div>
      )}
    </div>
  );
}
