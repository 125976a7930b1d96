// What a page and its workers say to each other.
import type { RunRequest } from './engine';
import type { Layout } from './layout';

export type ToWorker =
  | { kind: 'start'; layout: Layout; module: WebAssembly.Module; scenario: string; master: number }
  | { kind: 'run'; id: number; request: RunRequest };

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'done'; id: number; values: Float64Array<ArrayBuffer> }
  | { kind: 'failed'; id: number; said: string };
