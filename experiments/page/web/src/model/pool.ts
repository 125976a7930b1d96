// Who runs: workers given the compiled module, or the same engine on the main thread where no worker starts.
import { Engine, type RunRequest } from './engine';
import type { Layout } from './layout';
import type { FromWorker, ToWorker } from './messages';

/** Runs requests; several at a time where there are workers. */
export interface Runner {
  readonly lanes: number;
  run(request: RunRequest): Promise<Float64Array>;
}

export interface Source {
  readonly layout: Layout;
  readonly module: WebAssembly.Module;
  readonly scenario: string;
  readonly master: number;
}

/** How long a worker may take to say that it is ready; until then the page runs without it, so that waiting costs nothing. */
const PATIENCE = 30_000;
const MOST_WORKERS = 4;

/** Runs on the main thread, each part after the browser had its turn. */
export class MainThread implements Runner {
  readonly lanes = 1;
  constructor(private readonly engine: Engine) {}

  async run(request: RunRequest): Promise<Float64Array> {
    await new Promise((resume) => setTimeout(resume, 0));
    return this.engine.run(request);
  }
}

interface Lane {
  readonly worker: Worker;
  waiting: number;
}

interface Waiting {
  readonly lane: Lane;
  readonly resolve: (values: Float64Array) => void;
  readonly reject: (error: Error) => void;
}

class Workers implements Runner {
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;

  constructor(private readonly pool: readonly Lane[]) {
    for (const lane of pool) lane.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.answered(data);
  }

  get lanes(): number {
    return this.pool.length;
  }

  run(request: RunRequest): Promise<Float64Array> {
    const lane = this.pool.reduce((best, one) => (one.waiting < best.waiting ? one : best));
    const id = this.next++;
    lane.waiting++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { lane, resolve, reject });
      const message: ToWorker = { kind: 'run', id, request };
      lane.worker.postMessage(message);
    });
  }

  private answered(data: FromWorker): void {
    if (data.kind === 'ready') return;
    const one = this.waiting.get(data.id);
    if (!one) return;
    this.waiting.delete(data.id);
    one.lane.waiting--;
    if (data.kind === 'done') one.resolve(data.values);
    else one.reject(new Error(data.said));
  }
}

/** Workers from a script's text, or nothing where one does not start. */
async function startWorkers(script: string, source: Source, count: number): Promise<Workers | null> {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const lanes: Lane[] = [];
  try {
    await Promise.all(
      Array.from({ length: count }, async () => {
        const worker = new Worker(url);
        lanes.push({ worker, waiting: 0 });
        await new Promise<void>((resolve, reject) => {
          const late = setTimeout(() => reject(new Error('no worker starts')), PATIENCE);
          worker.onerror = () => reject(new Error('no worker starts'));
          worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
            clearTimeout(late);
            if (data.kind === 'ready') resolve();
            else reject(new Error('no worker starts'));
          };
          worker.postMessage({ kind: 'start', ...source } satisfies ToWorker);
        });
      }),
    );
    return new Workers(lanes);
  } catch {
    for (const { worker } of lanes) worker.terminate();
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** How many workers: one core is left to the page where there are more than two. */
export function workerCount(cores: number | undefined): number {
  const all = cores ?? 2;
  return Math.max(1, Math.min(MOST_WORKERS, all > 2 ? all - 1 : all));
}

/** Workers where they start, the main thread until then and otherwise. */
export class Pool implements Runner {
  private runner: Runner;
  readonly started: Promise<boolean>;

  constructor(readonly engine: Engine, source: Source, script: string, cores?: number) {
    this.runner = new MainThread(engine);
    const able = script !== '' && typeof Worker === 'function' && typeof Blob === 'function';
    const starting = able ? startWorkers(script, source, workerCount(cores)) : Promise.resolve(null);
    this.started = starting.then((workers) => {
      if (workers) this.runner = workers;
      return workers !== null;
    });
  }

  get lanes(): number {
    return this.runner.lanes;
  }

  run(request: RunRequest): Promise<Float64Array> {
    return this.runner.run(request);
  }
}
