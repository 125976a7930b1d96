// The page starts here: the data, the module, the store, the screens.
import { render } from 'preact';
import { startModel } from './model/start';
import { cost } from './screens/picture';
import { theirs, yours } from './screens/sandbox';
import { App } from './shell/app';
import { readData, readModule, SCENARIO, type PageData } from './shell/data';
import { watchSize } from './shell/size';
import { Store } from './shell/store';
import { speaker } from './texts';

declare const WORKER_SCRIPT: string;

async function start(): Promise<void> {
  const root = document.getElementById('app')!;
  let data: PageData | undefined;
  try {
    data = await readData();
    const model = await startModel(data.layout, await readModule(), SCENARIO, WORKER_SCRIPT, data.seed);
    watchSize();
    const store = new Store(data, model);
    root.textContent = '';
    render(<App store={store} />, root);
    Object.assign(globalThis, { page: { store, cost, yours, theirs } });
  } catch (error) {
    const line = document.createElement('p');
    line.className = 'still';
    line.textContent = data ? speaker(data.texts, data.lang || 'en')('shell.failed', { reason: String(error) }) : String(error);
    root.append(line);
  }
}

void start();
