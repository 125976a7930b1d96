import { describe, expect, it } from 'vitest';
import { firstWorlds, Pace, parts, runBatch } from '../src/model/batches';
import type { RunRequest } from '../src/model/engine';
import type { Runner } from '../src/model/pool';

/** Answers with the draw of each world in each arm, and keeps what it was asked. */
class Echo implements Runner {
  readonly asked: RunRequest[] = [];
  constructor(readonly lanes: number) {}
  run(request: RunRequest): Promise<Float64Array> {
    this.asked.push(request);
    return Promise.resolve(Float64Array.from(request.worlds.flatMap(([draw]) => request.arms.map((arm) => 10 * draw + arm))));
  }
}

describe('batches', () => {
  it('begins with as many worlds as a tenth of a second allows, between 8 and 64', () => {
    const pace = new Pace();
    pace.note(100, 1);
    expect(pace.first(2, 1)).toBe(64);
    pace.note(1, 500);
    expect(pace.first(2, 5)).toBe(8);
    pace.note(100, 100);
    expect(pace.first(1, 4)).toBe(25);
  });
  it('covers all worlds in growing parts', () => {
    expect(parts(200, 30)).toEqual([30, 94, 158, 200]);
    expect(parts(5, 30)).toEqual([5]);
  });
  it('gives every world in its place, whoever ran it', async () => {
    const runner = new Echo(3);
    const seen: number[] = [];
    let last = new Float64Array();
    const batch = runBatch(runner, new Pace(), { worlds: firstWorlds(150), arms: [0, 6], measures: [0] }, ({ done, values }) => {
      seen.push(done);
      last = values.slice();
    });
    expect(await batch.finished).toBe(true);
    expect(seen.at(-1)).toBe(150);
    expect(Array.from(last)).toEqual(Array.from({ length: 150 }, (_, draw) => [10 * draw, 10 * draw + 6]).flat());
    expect(Math.max(...runner.asked.map(({ worlds }) => worlds.length))).toBeLessThanOrEqual(64);
  });
  it('says nothing more once it is cancelled', async () => {
    const runner = new Echo(1);
    let calls = 0;
    const batch = runBatch(runner, new Pace(), { worlds: firstWorlds(200), arms: [0], measures: [0] }, () => {
      calls++;
      batch.cancel();
    });
    expect(await batch.finished).toBe(false);
    expect(calls).toBe(1);
    expect(runner.asked.length).toBeLessThan(4);
  });
});
