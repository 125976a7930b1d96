// Answers to bets, how bets stand to them, and the bets of a room.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerOf, counted, differences, overlapping, reaching, rightChoice, standing, type Found } from '../src/lessons/answer';
import { windowGrid } from '../src/lessons/pictures';
import { added, beyond, codeOf, keptTally, readCodes, taken, totalOf } from '../src/lessons/room';
import { foundIn, termsOf } from '../src/lessons/state';
import { forget, keep, keptWhole, readKept } from '../src/lessons/storage';
import { placesOf, valueAt, type Bet } from '../src/lessons/types';
import { offByRounding } from '../src/lessons/words';
import type { Sample } from '../src/shell/sample';

const both = { en: '', zh: '' };
const setting = { label: both, values: {}, set: [] };
const plain = { ask: both, reveal: 'dots', right: both, near: both, wrong: both, when: {}, beside: [] } as const;
const slider = { low: 0, high: 200, step: 5, start: 100, right: 10, near: 35 };

function runs(values: readonly number[]): Found {
  const arms = { none: values.map(() => 0), G: values, S: values, 'G+S': values.map(() => 10), GS: values };
  return { measure: () => values, value: arms };
}

const low = runs([9, 10, 11, 10, 9, 11]);
const high = runs([12, 13, 14, 13, 12, 15]);
const wide = runs([2, 30, 5, 11, 1, 14]);

describe('the words explained beside an answer', () => {
  it('are those of its own amounts', () => {
    expect(termsOf({ quantity: 'side_by_side', beside: ['burden'] })).toEqual(['side_by_side']);
    expect(termsOf({ quantity: 'coverage', beside: [] })).toEqual([]);
    expect(termsOf({ quantity: 'alone', beside: ['value'] })).toEqual(['service_month', 'net', 'alone']);
  });
});

describe('an answer', () => {
  const change: Bet = { ...plain, kind: 'change', quantity: 'x', settings: [setting, setting] };
  it('lies on the side on which its whole interval lies', () => {
    expect(answerOf(change, [low, high]).outcome).toBe('more');
    expect(answerOf(change, [high, low]).outcome).toBe('less');
    expect(answerOf(change, [low, wide]).outcome).toBe('open');
    expect(answerOf(change, [low, low]).outcome).toBe('open');
  });
  it('is paired, world by world', () => {
    const { estimate, each } = answerOf(change, [low, high]);
    expect(estimate.value).toBeCloseTo(each[1]!.value - each[0]!.value, 12);
    expect(estimate.low).toBeGreaterThan(2.5);
  });
  it('counts worlds that reach a number, dust of sums not counted against them', () => {
    const found = reaching([0, 0.9999999999, 1, 2, 0.5], 1);
    expect(found.value).toBe(3);
    expect(found.low).toBeLessThan(3);
    expect(found.high).toBeGreaterThan(3);
    const bet: Bet = { ...plain, kind: 'slider', quantity: 'x', of: 'worlds', reach: 10, against: 3, slider, settings: [setting] };
    expect(answerOf(bet, [low]).estimate.value).toBe(4);
  });
  it('is against two where that is asked', () => {
    const two: Bet = { ...plain, kind: 'two', quantity: 'side_by_side', settings: [setting] };
    expect(answerOf(two, [high]).outcome).toBe('more');
    expect(answerOf(two, [low]).outcome).toBe('open');
    expect(answerOf(two, [runs([7, 8, 7, 8, 7, 8])]).outcome).toBe('less');
    expect(rightChoice(two, answerOf(two, [high]))).toBe(0);
  });
  it('is known better world by world than by both means, whose intervals may overlap', () => {
    const [before, after] = [runs([1, 20, 40, 60]), runs([2, 21.5, 41, 61.5])];
    expect(overlapping(change, answerOf(change, [before, after]))).toBe(true);
    expect(overlapping(change, answerOf(change, [runs([1, 2, 1, 2]), runs([8, 9, 8, 9])]))).toBe(false);
    expect(overlapping(change, answerOf(change, [low, low]))).toBe(false); // open: nothing that they hide
    const which: Bet = { ...plain, kind: 'which', quantity: 'x', best: 'most', settings: [setting, setting, setting] };
    expect(overlapping(which, answerOf(which, [before, after, runs([0, 1, 0, 1])]))).toBe(true);
    expect(overlapping({ ...plain, kind: 'two', quantity: 'side_by_side', settings: [setting] }, answerOf({ ...plain, kind: 'two', quantity: 'side_by_side', settings: [setting] }, [high]))).toBe(false);
  });
  it('names the setting that leads, and only where its lead is resolved', () => {
    const which: Bet = { ...plain, kind: 'which', quantity: 'x', best: 'most', settings: [setting, setting, setting] };
    const resolved = answerOf(which, [low, high, runs([1, 2, 1, 2, 1, 2])]);
    expect([resolved.outcome, resolved.best, resolved.next]).toEqual(['resolved', 1, 0]);
    expect(rightChoice(which, resolved)).toBe(1);
    const least = answerOf({ ...which, best: 'least' }, [low, high, runs([1, 2, 1, 2, 1, 2])]);
    expect([least.outcome, least.best, least.next]).toEqual(['resolved', 2, 0]);
    const open = answerOf(which, [low, wide, low]);
    expect(open.outcome).toBe('open');
    expect(rightChoice(which, open)).toBe(3);
  });
});

it('what is created is counted net of nobody acting, all else as it is', () => {
  const alone = (_: string, arm: string): number[] => (arm === 'GS' ? [5, 6] : [1, 2.5]);
  const found = foundIn({ wanted: { measures: ['groups', 'burden'] }, alone } as unknown as Sample);
  expect(found.measure('groups')).toEqual([4, 3.5]);
  expect(found.measure('burden')).toEqual([5, 6]);
});

describe('a change', () => {
  it('is counted world by world, and rounding is none', () => {
    const changes = differences(runs([5, 5, 5, 5000, NaN]), runs([6, 4, 5 + 1e-10, 5000, 1]), 'x');
    expect(changes).toEqual([1, -1, 0, 0]);
    expect(counted(changes)).toEqual({ rises: 1, falls: 1, same: 2 });
  });
  it('is another than what its rounded ends leave', () => {
    expect(offByRounding('17.2', '22.4', '5.2')).toBe(false);
    expect(offByRounding('17.2', '22.4', '5.1')).toBe(true);
    expect(offByRounding('4,930', '4,633', '297')).toBe(false);
    expect(offByRounding('4,930', '4,633', '298')).toBe(true);
    expect(offByRounding('0.4%', '−0.2%', '0.6\u00a0points')).toBe(false);
    expect(offByRounding('1.91', '1.88', '0.034')).toBe(true);
  });
});

describe('a bet', () => {
  it('is right, near or wrong by its distance', () => {
    const bet: Bet = { ...plain, kind: 'slider', quantity: 'x', of: 'mean', slider: { ...slider, high: 25, step: 1, right: 1, near: 4 }, settings: [setting] };
    const answer = answerOf(bet, [low]);
    expect([10, 11, 13, 6, 5, 20].map((place) => standing(bet, answer, place))).toEqual(['right', 'right', 'near', 'near', 'wrong', 'wrong']);
  });
  it('is near where one was sure of what is open, or unsure of what is resolved', () => {
    const bet: Bet = { ...plain, kind: 'change', quantity: 'x', settings: [setting, setting] };
    expect([0, 1, 2].map((place) => standing(bet, answerOf(bet, [low, high]), place))).toEqual(['right', 'wrong', 'near']);
    expect([0, 1, 2].map((place) => standing(bet, answerOf(bet, [low, wide]), place))).toEqual(['near', 'near', 'right']);
    const which: Bet = { ...plain, kind: 'which', quantity: 'x', best: 'most', settings: [setting, setting, setting] };
    const open = answerOf(which, [low, wide, runs([1, 2, 1, 2, 1, 2])]);
    expect([0, 1, 2, 3].map((place) => standing(which, open, place))).toEqual(['near', 'near', 'wrong', 'right']);
  });
  it('has places that two digits distinguish', () => {
    expect(placesOf(slider)).toBe(41);
    expect(valueAt(slider, 29)).toBe(145);
  });
});

describe('a room', () => {
  it('reads codes of two digits, whatever stands between them', () => {
    const read = (typed: string, places = 26, first = 0): unknown => readCodes(typed, places, first);
    const all = { places: [18, 20, 7], wrong: [] };
    for (const typed of ['18 20, 07', '182007', '18-20-07', '１８　２０，０７', '１８、２０；０７。', '18２００７']) expect(read(typed), typed).toEqual(all);
    expect(read('01 03', 3, 1)).toEqual({ places: [0, 2], wrong: [] });
  });
  it('names what is no code', () => {
    expect(readCodes('18 2o 07 ９９ -05', 26).wrong).toEqual(['2o', '99', '-05']);
    expect(readCodes('１８２', 26).wrong).toEqual(['182']);
  });
  it.each(['abc', '1', '180', '26', '99 01', '十八'])('does not read %s', (typed) => expect(readCodes(typed, 26).wrong).not.toEqual([]));
  it('finds nothing in nothing', () => expect(readCodes(' ，', 26)).toEqual({ places: [], wrong: [] }));
  it('counts no code below the first', () => expect(readCodes('00', 3, 1).wrong).toEqual(['00']));
  it('shows the codes that it reads', () => {
    for (const place of [0, 7, 25]) expect(readCodes(codeOf(place), 26).places).toEqual([place]);
    for (const place of [0, 1, 2]) expect(readCodes(codeOf(place, 1), 3, 1).places).toEqual([place]);
  });
  it('counts, takes back, and tells how many said more', () => {
    const tally = added({}, [18, 20, 20, 7]);
    expect(totalOf(tally)).toBe(4);
    expect(beyond(tally, 18)).toBe(2);
    expect(beyond(tally, 20)).toBe(0);
    expect(totalOf(taken(tally, 20))).toBe(3);
    expect(taken({}, 3)).toEqual({ 3: 0 });
  });
});

describe('what is kept', () => {
  afterEach(() => vi.unstubAllGlobals());
  function store(): Map<string, string> {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => kept.set(key, text), removeItem: (key: string) => kept.delete(key) });
    return kept;
  }
  it('is kept under a prefix, for all local files share one store', () => {
    const kept = store();
    keep('bet.x', 18);
    expect([...kept.keys()]).toEqual(['oneplusone.bet.x']);
    expect(keptWhole('bet.x')).toBe(18);
    forget('bet.x');
    expect(keptWhole('bet.x')).toBeUndefined();
  });
  it('is forgotten where it makes no sense', () => {
    const kept = store();
    for (const text of ['{', '"x"', '{"99":1}', '{"1":-1}', '{"1":1e9}', '[1]', '{"__proto__":1}']) {
      kept.set('oneplusone.room.x', text);
      expect(keptTally('room.x', 26)).toEqual({});
    }
    kept.set('oneplusone.room.x', '{"18":2}');
    expect(keptTally('room.x', 26)).toEqual({ 18: 2 });
  });
  it('is nothing where the browser refuses', () => {
    const refuse = (): never => {
      throw new Error('refused');
    };
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse });
    keep('bet.x', 18);
    forget('bet.x');
    expect(readKept('bet.x')).toBeUndefined();
  });
});

it('windows fit into their picture', () => {
  for (const [width, height] of [[1044, 200], [342, 174], [100, 90]] as const) {
    const { columns, cell } = windowGrid(200, width, height);
    expect(columns * cell).toBeLessThanOrEqual(width + 1e-9);
    expect(Math.ceil(200 / columns) * cell).toBeLessThanOrEqual(height + 1e-9);
  }
});
