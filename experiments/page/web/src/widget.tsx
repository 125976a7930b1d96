// The street or the sandbox in a notebook: the page's own screens in a cell, without an address and apart from its styles.
import { effect } from '@preact/signals';
import { render } from 'preact';
import { startModel } from './model/start';
import { Sandbox } from './screens/sandbox';
import { StreetScreen } from './screens/street';
import { StoreContext } from './shell/context';
import { named } from './shell/copies';
import { readData, SCENARIO, unpacked } from './shell/data';
import { place } from './shell/place';
import { size, sizeOf } from './shell/size';
import { Store } from './shell/store';
import { CALLED, speaker } from './texts';

declare const WORKER_SCRIPT: string;
declare const WIDGET_STYLE: string;

/** What the notebook's side of it has. */
interface Given {
  get(name: 'data' | 'module'): DataView<ArrayBuffer>;
  get(name: 'fonts'): string;
  get(name: 'show'): 'street' | 'sandbox';
  set(name: 'changes', value: Readonly<Record<string, string | number>>): void;
  save_changes(): void;
}

const SCREENS = { street: 1, sandbox: 9 } as const;
const VIEWS = { street: StreetScreen, sandbox: Sandbox } as const;
const [WIDE, HIGH, LEAST] = [1280, 720, 560];
const TAGS = { en: 'en', zh: 'zh-Hans' } as const;
const FONTS = 'oneplusone-fonts';

function bytes(view: DataView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** Font faces belong to the document, wherever the words stand. */
function addFonts(style: string): void {
  if (document.getElementById(FONTS)) return;
  document.head.append(Object.assign(document.createElement('style'), { id: FONTS, textContent: style }));
}

/** A slide as wide as the cell; in a narrow one the layout of a phone, as high as it needs. */
function fit(root: HTMLElement, width: number): void {
  const slide = width >= LEAST;
  const zoom = slide ? width / WIDE : 1;
  root.className = slide ? 'widget wide' : 'widget narrow';
  root.style.zoom = String(zoom);
  size.value = slide ? { width: WIDE, height: HIGH, zoom, phone: false } : sizeOf(width, 844);
  root.style.setProperty('--page-height', `${size.value.height}px`);
}

function Cell({ store, show }: { store: Store; show: keyof typeof VIEWS }) {
  const [language, say, View] = [store.language.value, store.say.value, VIEWS[show]];
  const other = language === 'en' ? 'zh' : 'en';
  return (
    <StoreContext.Provider value={store}>
      <div class={`root page screen-${SCREENS[show]}`} lang={TAGS[language]}>
        <header>
          <span class="title">{store.data.scenario.titles[language]}</span>
          <button class="language" lang={TAGS[other]} onClick={() => (store.language.value = other)}>{CALLED[other]}</button>
        </header>
        <main aria-label={say(`screen.${SCREENS[show]}`)}><View /></main>
      </div>
    </StoreContext.Provider>
  );
}

async function start(given: Given, root: HTMLElement, host: HTMLElement): Promise<() => void> {
  const data = await readData(bytes(given.get('data')));
  try {
    const model = await startModel(data.layout, await unpacked(bytes(given.get('module'))), SCENARIO, WORKER_SCRIPT, data.seed);
    const show = given.get('show');
    const store = new Store(data, model);
    store.revealed.value = true; // nobody bets here
    fit(root, host.clientWidth || WIDE);
    const watching = new ResizeObserver(([entry]) => entry && fit(root, entry.contentRect.width));
    watching.observe(host);
    const reported = effect(() => {
      given.set('changes', Object.fromEntries(named(store.levers, store.changed.value)));
      given.save_changes();
    });
    render(<Cell store={store} show={show} />, root);
    return () => {
      watching.disconnect();
      reported();
      render(null, root);
    };
  } catch (error) {
    root.textContent = speaker(data.texts, data.lang || 'en')('shell.failed', { reason: String(error) });
    return () => undefined;
  }
}

export default {
  async render({ model, el }: { model: Given; el: HTMLElement }): Promise<() => void> {
    addFonts(model.get('fonts'));
    const host = document.createElement('div');
    // the notebook's own shortcuts stay away from what is typed here
    host.dataset['lmSuppressShortcuts'] = 'true';
    el.append(host);
    const shadow = host.attachShadow({ mode: 'open' });
    const root = document.createElement('div');
    shadow.append(Object.assign(document.createElement('style'), { textContent: WIDGET_STYLE }), root);
    Object.assign(place, { hash: '', linked: false, keys: root });
    return start(model, root, host);
  },
};
