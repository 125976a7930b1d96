// Settings, shared runs, and the statistics of ledgers and paths.
import { describe, expect, it } from 'vitest';
import { runsOf } from '../src/model/factorial';
import { settled, valuesIn } from '../src/model/settings';
import { brief } from '../src/screens/ledger';
import { ordered } from '../src/screens/waterfall';
import { commandOf, pythonOf, tomlOf } from '../src/shell/copies';
import { wayOf, type Way } from '../src/shell/ways';
import { knownOf, leversOf, settableIn } from '../src/shell/levers';
import { accountOf, drawsAbove, shapley } from '../src/statistics/attribution';
import { beyondZero, estimates, holm, leaveOneOut, rankIntervals } from '../src/statistics/jackknife';
import { ALONE } from '../src/statistics/synergy';
import { differencesOn, withoutEach } from '../src/street/causes';
import { realEngine, there } from './support/model';

const FLOAT = { kind: 'float', least: 0, most: 10 } as const;
const WHOLE = { kind: 'int', least: 0, most: 10 } as const;

describe('settings', () => {
  it.each([
    [3, 5, FLOAT, 3], [{ times: 0.5, plus: 0.5 }, 0.2, FLOAT, 0.6], [{ times: 1, plus: 0, at_least: 4 }, 1, FLOAT, 4], [{ at_least: 4 }, 6, FLOAT, 6],
    [{ at_most: 4 }, 6, FLOAT, 4], [{ times: 1.5, at_most: 4 }, 5, FLOAT, 5], [{ times: 0.1, at_least: 7 }, 5, FLOAT, 5], [{ times: 1.5 }, 3, WHOLE, 5],
    [{ times: 9 }, 3, FLOAT, 10], [{ plus: -9 }, 3, FLOAT, 0], [{ times: 2, before: { plus: 1 } }, 3, FLOAT, 8],
  ] as const)('%j of %d', (setting, value, parameter, wanted) => expect(settled(setting, value, parameter)).toBe(wanted));
});

describe('shared runs', () => {
  it('are one for all combinations of what an arm does not read', () => {
    const { each, places } = runsOf([{ a: 1 }, { b: 2 }, { c: 3, a: 1 }], new Set(['b', 'c']));
    expect(each).toEqual([{}, { b: 2 }, { c: 3 }, { b: 2, c: 3 }]);
    expect(places).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });
  it('are one alone where it reads nothing', () => expect(runsOf([{ a: 1 }, { b: 2 }], new Set())).toEqual({ each: [{}], places: [0, 0, 0, 0] }));
});

describe('the jackknife', () => {
  const table = leaveOneOut(Float64Array.from([1, 5, 3, 5, 8, 5]), 2);
  it('leaves out one draw after the other', () => expect([...table.values]).toEqual([4, 5, 5.5, 5, 4.5, 5, 2, 5]));
  it('has no error where no draw changes anything', () => expect(estimates(table)[1]).toMatchObject({ value: 5, low: 5, high: 5, error: 0 }));
  it('is of a mean the usual standard error', () => expect(estimates(table)[0]!.error).toBeCloseTo(Math.sqrt(13 / 3), 12));
  it('adjusts p values step by step', () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
  });
  it('resolves what is clear of zero, and ranks what is clear of each other', () => {
    const runs = Float64Array.from(Array.from({ length: 12 }, (_, draw) => [9 + (draw % 3) / 10, 5 + (draw % 4) / 10, 5.02 + (draw % 5) / 10, (draw % 2) - 0.5]).flat());
    const clear = leaveOneOut(runs, 4);
    expect(beyondZero(clear)).toEqual([true, true, true, false]);
    expect(rankIntervals(clear)).toEqual([[1, 1], [2, 3], [2, 3], [4, 4]]);
  });
});

describe('Shapley values', () => {
  it('are those of a glove game', () => expect(shapley([0, 0, 0, 0, 0, 1, 1, 1]).map((one) => one.toFixed(6))).toEqual(['0.166667', '0.166667', '0.666667']));
  it('add up to the total, with nothing for who changes nothing', () => {
    const noise = (cell: number): number => ((cell * 7919) % 13) / 13;
    // the third of three switches changes nothing
    const games = Object.fromEntries(['none', 'G', 'S', 'G+S', 'GS'].map((name, arm) => [name, Float64Array.from({ length: 6 * 8 }, (_, cell) => arm * (5 + noise(Math.floor(cell / 8) + arm)) + noise(cell % 4))]));
    const account = accountOf({ numerator: ALONE.gain }, games, ['a', 'b', 'c'], -1)!;
    expect(account.entries.reduce((sum, { estimate }) => sum + estimate.value, 0)).toBeCloseTo(account.total.value, 10);
    expect(account.entries[2]!.estimate).toMatchObject({ value: 0, error: 0 });
    expect(account.entries[2]!.resolved).toBe(false);
    expect(account.neutral.value + account.total.value).toBeCloseTo(account.actual.value, 10);
    expect(ordered(account, -1).map(({ estimate }) => estimate.value)).toEqual([...account.entries.map(({ estimate }) => estimate.value)].sort((a, b) => a - b));
  });
  it('lie above two where the gain is more than rounding leaves', () => {
    const of = (value: number) => Float64Array.from({ length: 6 }, () => value);
    const games = (gs: number) => ({ none: of(0), G: of(0.1), S: of(0.2), 'G+S': of(0.2), GS: of(gs) });
    const dust = 0.1 + 0.2;
    expect(dust).toBeGreaterThan(0.3);
    expect([dust, 0.31, 0.29].map((gs) => drawsAbove({ ...ALONE, gain: { GS: 1, G: -3 } }, games(gs), 2, 1))).toEqual([0, 3, 0]);
  });
  it('are none where the denominator is not clear of zero', () => {
    const flat = Object.fromEntries(['none', 'G', 'S', 'G+S', 'GS'].map((name) => [name, new Float64Array(8).fill(1)]));
    expect(accountOf({ numerator: { GS: 2, none: -2 }, denominator: { G: 1, S: 1, none: -2 } }, flat, ['a'], 1)).toBeUndefined();
  });
});

it('labels are cut where their second part begins', () => {
  expect(['Burden and approvals', 'Time limit', '负担与审批', '时间限制'].map(brief)).toEqual(['Burden', 'Time limit', '负担', '时间限制']);
});

it('the way to two is that of levers where it arrives, else one that does, else the levers', () => {
  const way = (group: string, reached: boolean, moves = 1): Way => ({ benchmark: 'alone', group, reached, above: false, holds: true, price: 0, start: null, verified: null,
    moves: Array.from({ length: moves }, () => ({ parameter: 'a.b', kind: 'lever', before: 0, after: 1, assumed: false })) });
  const of = (...ways: Way[]) => wayOf({ draws: 1, held_out: 1, seeds: 1, ways }, 'alone')?.group;
  expect(of(way('levers', true), way('both', true))).toBe('levers');
  expect(of(way('levers', false), way('uncertain', true), way('both', true))).toBe('both');
  expect(of(way('levers', false), way('both', false))).toBe('levers');
  expect(of(way('levers', true, 0))).toBeUndefined();
  expect(wayOf({ draws: 1, held_out: 1, seeds: 1, ways: [way('levers', true)] }, 'side_by_side')).toBeUndefined();
});

describe.skipIf(!there)('with the real model', () => {
  const engine = there ? realEngine() : undefined!;
  const levers = there ? leversOf(engine.layout, engine.scenario, {}) : [];
  const known = there ? knownOf(engine.layout, engine.scenario, [
    { name: 'incentives.mission', low: 0.1, high: 0.6, assumed: true }, { name: 'turnover.pause', low: 0, high: 4, assumed: true },
    { name: 'kinds.group.hours', low: 1, high: 900, assumed: true }, { name: 'control.independence', low: 0, high: 1, assumed: true }, { name: 'needs.drift', low: 1, high: 1, assumed: true },
  ], levers) : [];

  it('what is uncertain is a lever between the ends of its prior, once', () => {
    expect(known.map(({ name }) => name)).toEqual(['incentives.mission', 'turnover.pause', 'kinds.group.hours']);
    expect(known[0]!.allows(0.6)).toBe(true);
    expect(known[0]!.allows(0.61)).toBe(false);
    expect(known[1]!.allows(1.5)).toBe(false);
    expect([settableIn(known[0]!, 0.2765432198), settableIn(known[1]!, 1.4), settableIn(known[0]!, 9)]).toEqual([0.276543, 1, 0.6]);
  });
  it('is written with the case under the same setting', () => {
    const copied = { scenario: 'x', settings: ['needs.drift=0'], levers: [...levers, ...known], changes: { 'contract.term': 12, 'incentives.mission': 0.2, 'kinds.group.hours': 9 }, worlds: 200, seed: 0 };
    expect(commandOf(copied)).toBe('oneplusone compare x x --set needs.drift=0 --set incentives.mission=0.2 --set kinds.group.hours=9 --set-b contract.term=12 --draws 200 --seeds 1 --seed 0 --full');
    expect(pythonOf(copied)).toContain('case = scenario("x", changes={"needs.drift": 0, "incentives.mission": 0.2, "kinds.group.hours": 9})');
    expect(tomlOf(copied, { en: 'Mine', zh: '我的' })).toContain('[kinds.group]\nhours = 9');
  });
  it('a setting changes what a draw has, and leaves out what it does not change', () => {
    const place = engine.scenario.priors.names.indexOf('incentives.mission');
    const drawn = engine.valuesOf(3)[place]!;
    const one = { name: 'x', settings: { 'incentives.mission': { times: 2 }, 'contract.term': { at_least: 24 }, 'contract.cycle': engine.scenario.values['contract.cycle']! } };
    expect(valuesIn(engine, one, 3)).toEqual({ 'incentives.mission': Math.min(2 * drawn, engine.layout.point.parameters['incentives.mission']!.most ?? Infinity), 'contract.term': 24 });
  });
  it('a world without one of a path\'s changes is that of all the others', () => {
    const value = engine.layout.measures.findIndex(({ name }) => name === 'value');
    const changes = { 'contract.term': 16, 'control.indicators': 0 };
    const without = withoutEach(engine, [4, 0], 6, value, 48, changes);
    expect(without['contract.term']).toEqual(differencesOn(engine, [4, 0], 6, value, 48, { 'control.indicators': 0 }));
    expect(without['control.indicators']).not.toEqual(without['contract.term']);
    expect(differencesOn(engine, [4, 0], 6, value, 48, {}).every((one) => one === 0)).toBe(true);
  });
});
