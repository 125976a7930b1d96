// Levers, links that restore them, and what is copied.
import { describe, expect, it } from 'vitest';
import { commandOf, pythonOf, tomlOf } from '../src/shell/copies';
import { leversOf, moved, yearlyPrice } from '../src/shell/levers';
import { leftOut, readChanges, writeLink } from '../src/shell/link';
import { realEngine, there } from './support/model';

describe.skipIf(!there)('the sandbox', () => {
  const engine = there ? realEngine() : undefined!;
  const levers = there ? leversOf(engine.layout, engine.scenario, { 'control.depth': 'costs.evaluation' }) : [];
  const allowed = (name: string, value: number): boolean => levers.some((lever) => lever.name === name && lever.allows(value));
  const changes = { 'contract.term': 12, 'control.depth': 0.4, 'policy.rule': 2 };

  it('has every lever by its role, and the sum; the first four first', () => {
    const roles = Object.entries(engine.layout.point.parameters).filter(([name, { role, structural }]) => role === 'lever' && !structural && !name.startsWith('run.'));
    expect(levers.map(({ name }) => name).sort()).toEqual([...roles.map(([name]) => name), 'contract.sum'].sort());
    expect(levers.slice(0, 4).map(({ first }) => first)).toEqual([true, true, true, true]);
  });
  it('moves levers by steps within their range', () => {
    const [term, sum] = [levers[0]!, levers[1]!];
    expect(moved(term, 8, 1)).toBe(9);
    expect(moved(term, term.high, 1)).toBe(term.high);
    expect(moved(sum, sum.low, -1)).toBe(sum.low);
    expect(moved(levers[2]!, 1, -1)).toBe(0.8);
  });
  it('adds up what levers cost', () => {
    expect(yearlyPrice(levers, (lever) => (lever.name === 'control.depth' ? 0.5 : 0))).toBe(5000);
  });
  it('is restored by a link', () => {
    const hash = writeLink({ screen: 9 }, changes);
    expect(readChanges(hash, allowed)).toEqual(changes);
    expect(leftOut(hash, allowed)).toEqual([]);
    expect(leftOut('', allowed)).toEqual([]);
  });
  it.each([
    'set=contract.term:1e9', 'set=contract.term:8.5', 'set=contract.term:999', 'set=contract.term', 'set=contract.term:8:9', 'set=contract.term:8,contract.term:9',
    'set=resources.wage:1', 'set=__proto__:1', 'set=constructor:1', 'set=<img src=x onerror=alert(1)>:1', 'set=control.depth:NaN', 'set=control.depth:Infinity',
    'onload=alert(1)', 'screen=-1', 'screen=1e3', 'lang=<b>', 'twin=1.5', `set=${'a'.repeat(5000)}`,
  ])('refuses %s', (field) => {
    expect(readChanges(`#${field}`, allowed)).toEqual({});
    expect(leftOut(`#${field}`, allowed)).not.toEqual([]);
  });
  it('writes what others run', () => {
    const copied = { scenario: 's_association', settings: ['contract.term=10', 'needs.drift=0'], levers, changes, worlds: 200, seed: 0 };
    expect(commandOf(copied)).toBe('oneplusone run s_association --set needs.drift=0 --set contract.term=12 --set control.depth=0.4 --set policy.rule=learning --draws 200 --seeds 1 --seed 0 --full');
    expect(commandOf({ ...copied, scenario: "my case's.toml" })).toContain("'my case'\\''s.toml'");
    expect(pythonOf(copied)).toContain('changes={"needs.drift": 0, "contract.term": 12, "control.depth": 0.4, "policy.rule": "learning"}');
    expect(pythonOf(copied)).toContain('synergy.added_value.');
    expect(pythonOf({ ...copied, against: 'alone' })).toContain('synergy.one_plus_one.');
    expect(tomlOf(copied, { en: 'Mine', zh: '我的' })).toContain('[policy]\nrule = "learning"');
  });
});
