// From the data in the page to something that runs.
import { Engine } from './engine';
import type { Layout } from './layout';
import { Pool } from './pool';

export interface Model {
  readonly engine: Engine;
  readonly pool: Pool;
}

/** Compile the module and start whoever runs it. */
export async function startModel(layout: Layout, bytes: BufferSource, scenario: string, script: string, master = 0): Promise<Model> {
  const module = await WebAssembly.compile(bytes);
  const engine = new Engine(layout, module, scenario, master);
  const cores = typeof navigator === 'undefined' ? undefined : navigator.hardwareConcurrency;
  return { engine, pool: new Pool(engine, { layout, module, scenario, master }, script, cores) };
}
