// Many worlds in growing parts: a first answer after a tenth of a second, the rest as it comes, and cancelling.
import type { RunRequest, World } from './engine';
import type { Runner } from './pool';

export interface BatchRequest extends Omit<RunRequest, 'worlds'> {
  readonly worlds: readonly World[];
}

/** All worlds that have been run so far, in the order in which they were asked for. */
export interface Part {
  readonly done: number;
  readonly values: Float64Array;
}

export interface Batch {
  /** Whether all worlds were run; false where it was cancelled. */
  readonly finished: Promise<boolean>;
  cancel(): void;
}

const FIRST_ANSWER = 100;
const LEAST = 8;
const MOST = 64;

/** How long a run takes here, in milliseconds, measured as runs are made; a guess before the first. */
export class Pace {
  private each = 0.6;

  note(runs: number, milliseconds: number): void {
    if (runs > 0) this.each = Math.max(0.01, milliseconds / runs);
  }

  /** How many worlds give an answer in time, on so many lanes and in so many arms. */
  first(lanes: number, arms: number): number {
    const worlds = Math.floor((FIRST_ANSWER * lanes) / (this.each * Math.max(1, arms)));
    return Math.max(LEAST, Math.min(MOST, worlds));
  }
}

/** The first `count` worlds of a scenario: one replication of each draw. */
export function firstWorlds(count: number, from = 0): World[] {
  return Array.from({ length: count }, (_, place) => [from + place, 0] as const);
}

/** Where parts end: the first as large as is quick, the others as large as is good. */
export function parts(worlds: number, first: number, rest = MOST): number[] {
  const ends = [];
  for (let end = Math.min(worlds, first); ; end = Math.min(worlds, end + rest)) {
    ends.push(end);
    if (end === worlds) return ends;
  }
}

export function runBatch(runner: Runner, pace: Pace, request: BatchRequest, seen: (part: Part) => void, now = () => performance.now()): Batch {
  let alive = true;
  const { worlds, arms, months, measures } = request;
  const wide = arms.length * Math.max(1, months ?? 0);

  const work = async (): Promise<boolean> => {
    let all: Float64Array | undefined;
    let done = 0;
    for (const end of parts(worlds.length, pace.first(runner.lanes, arms.length))) {
      const started = now();
      const lanes = runner.lanes;
      const step = Math.max(1, Math.ceil((end - done) / lanes));
      const starts = Array.from({ length: Math.ceil((end - done) / step) }, (_, lane) => done + lane * step);
      const found = await Promise.all(
        starts.map((start) => runner.run({ ...request, worlds: worlds.slice(start, Math.min(end, start + step)) })),
      );
      if (!alive) return false;
      const each = measures ? wide * measures.length : found[0]!.length / Math.min(step, end - done);
      all ??= new Float64Array(worlds.length * each);
      found.forEach((values, lane) => all!.set(values, starts[lane]! * each));
      pace.note(((end - done) * arms.length) / Math.min(lanes, starts.length), now() - started);
      done = end;
      seen({ done, values: all.subarray(0, done * each) });
    }
    return true;
  };

  return { finished: worlds.length ? work() : Promise.resolve(true), cancel: () => void (alive = false) };
}
