// Why two streets part: in worlds in which a cause acts, and in which it does not.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Changes, Engine, World } from '../src/model/engine';
import { followWorld } from '../src/model/frames';
import { causesAt, differenceOf, differencesUnder, partOf } from '../src/street/causes';
import { LANGUAGES, speaker } from '../src/texts';
import { realCauses, realEngine, realTexts, there } from './support/model';

const [GS, SIDE] = [6, 3];
const MONTHS = 48;
const WORLDS: readonly World[] = Array.from({ length: 40 }, (_, draw) => [draw, 0] as const);
/** Rules under which a cause acts strongly. */
const STRONG: Readonly<Record<string, Changes>> = {
  approval: { 'contract.approval': 3 }, late: { 'contract.late_payment': 0.9 },
  control: { 'control.indicator_burden': 0.6, 'control.approval_burden': 0.1 },
  leaders: { 'turnover.office_hazard': 0.2, 'turnover.organization_hazard': 0.2 },
  hurry: { 'production.schedule_exponent': 2, 'production.natural_term': 14 }, counted: { 'incentives.power': 1.5 },
  bundled: { 'production.switching': 0.5 }, delegated: { 'production.delegation_loss': 0.4, 'production.delegation_depth': 2 },
  quits: { 'staffing.quit_hazard': 0.15 },
};

describe.skipIf(!there)('causes', () => {
  let engine: Engine;
  let causes: Readonly<Record<string, Changes>>;
  let value: number;
  beforeAll(() => {
    engine = realEngine();
    causes = realCauses();
    value = engine.layout.measures.findIndex(({ name }) => name === 'value');
  });
  const differences = (world: World, changes: Changes): number[] => [0, ...differencesUnder(engine, world, [GS, SIDE], value, MONTHS, changes)];

  it('are all there, each with a sentence in both languages', () => {
    expect(Object.keys(causes).sort()).toEqual(Object.keys(STRONG).sort());
    for (const language of LANGUAGES) for (const name of Object.keys(causes)) expect(speaker(realTexts(), language)(`cause.${name}`)).toBeTruthy();
  });

  it.each(Object.keys(STRONG))('%s is named where it acts, never where it does not', (name) => {
    const taken = causes[name]!;
    let named = 0;
    for (const world of WORLDS) {
      const strong = differences(world, STRONG[name]!);
      const without = { [name]: differences(world, { ...STRONG[name]!, ...taken }).slice(1) };
      const found = causesAt(MONTHS, strong, without);
      for (const cause of found) expect(Math.abs(cause.without)).toBeLessThan(Math.max(Math.abs(cause.with), Math.abs(2 * cause.with - cause.without)));
      named += found.length;
      const absent = differences(world, taken);
      expect(causesAt(MONTHS, absent, { [name]: differences(world, taken).slice(1) })).toEqual([]);
    }
    expect(named).toBeGreaterThan(0);
  });

  it('never tell what would drive the streets further apart', () => {
    expect(causesAt(1, [0, -10], { closer: [-2], further: [-20], nothing: [-10] }).map(({ name }) => name)).toEqual(['closer']);
    expect(causesAt(0, [0, -10], { closer: [-2] })).toEqual([]);
  });

  it('the running difference is that of the two streets followed month by month', () => {
    const world = WORLDS[3]!;
    const [own, other] = [followWorld(engine, world, GS, MONTHS), followWorld(engine, world, SIDE, MONTHS)];
    expect(differenceOf(own, other, value)).toEqual(differences(world, {}));
  });

  const parting = (world: World, changes: Changes) => {
    const own = followWorld(engine, world, GS, MONTHS, changes);
    return partOf(own, differenceOf(own, followWorld(engine, world, SIDE, MONTHS, changes), value), 0);
  };
  /** Nobody is replaced, and approval takes as long as it is said to. */
  const still: Changes = {
    'capability.approval_elasticity': 0, 'turnover.office_hazard': 0, 'turnover.office_election': -1, 'turnover.organization_hazard': 0,
    'turnover.organization_election': -1,
  };
  it('streets part in the wait for approval where there is one, and at work where there is none', () => {
    for (const world of WORLDS) {
      expect(parting(world, { ...still, 'contract.approval': 3 })).toEqual({ month: 1, parting: 'waiting' });
      expect(parting(world, { ...still, 'contract.approval': 0 })).toEqual({ month: 1, parting: 'begun' });
    }
  });
  it('part while the association has a new leader, and before a contract is signed where the office has one', () => {
    const ofAssociation = { ...still, 'contract.approval': 0, 'turnover.organization_hazard': 0.9, 'turnover.pause': 3, 'relations.memory': 0 };
    const ofOffice = { ...still, 'contract.approval': 0, 'turnover.office_hazard': 0.9, 'turnover.pause': 3, 'relations.memory': 0 };
    const kinds = (changes: Changes): string[] => [...new Set(WORLDS.map((world) => parting(world, changes)!.parting))].sort();
    expect(kinds(ofAssociation)).toEqual(['begun', 'settling']);
    expect(kinds(ofOffice)).toEqual(['begun', 'unsigned']);
  });
  it('streets without money do not part before they differ', () => {
    expect(partOf([], [0, 0, 0], 0)).toBeUndefined();
  });
});
