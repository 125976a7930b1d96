// A worker's script: an engine of its own over the module that the page compiled.
import { Engine } from './engine';
import type { FromWorker, ToWorker } from './messages';

let engine: Engine | undefined;
const answer = (message: FromWorker, moved: Transferable[] = []): void => {
  (postMessage as (message: FromWorker, moved: Transferable[]) => void)(message, moved);
};

onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  try {
    if (data.kind === 'start') {
      engine = new Engine(data.layout, data.module, data.scenario, data.master);
      answer({ kind: 'ready' });
    } else if (engine) {
      const values = engine.run(data.request) as Float64Array<ArrayBuffer>;
      answer({ kind: 'done', id: data.id, values }, [values.buffer]);
    }
  } catch (error) {
    answer({ kind: 'failed', id: data.kind === 'run' ? data.id : -1, said: String(error) });
  }
};
