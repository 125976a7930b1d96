// Events against the model's own count of them, in worlds in which they happen and in which they do not.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Changes, Engine } from '../src/model/engine';
import { BY_CONTRACT, followWorld, type Frame } from '../src/model/frames';
import { eventsOf, toneOf, type EventKind, type StreetEvent, type StreetOf } from '../src/street/events';
import { ribbonOf } from '../src/street/ribbon';
import { decimals, ratio, sentenceOf } from '../src/street/sentences';
import { LANGUAGES, speaker } from '../src/texts';
import { realEngine, realTexts, streetOf, there } from './support/model';

interface Seen {
  readonly frames: readonly Frame[];
  readonly events: readonly StreetEvent[];
}

const WORLDS = 60;
/** Changes that make rare events common. */
const RULES: readonly Changes[] = [
  {},
  { 'contract.cycle': 12, 'contract.late_payment': 0.5, 'gestation.death': 0.05 },
  { 'evaluation.pass_mark': 0.9, 'contract.termination': 0.3, 'contract.extension_granted': 0.3 },
  { 'turnover.office_hazard': 0.08, 'turnover.organization_hazard': 0.08, 'turnover.bureau_hazard': 0.05, 'contract.approval': 0 },
];

describe('numbers', () => {
  it('have no sign where they round to zero', () => {
    expect([ratio(-0.001), ratio(-0), ratio(-0.5), decimals(-0.04, 1), decimals(-1234.5, 1)]).toEqual(['0.00', '0.00', '−0.50', '0.0', '−1,234.5']);
  });
});

describe.skipIf(!there)('events', () => {
  let engine: Engine;
  let street: StreetOf;
  const seen: Seen[] = [];

  beforeAll(() => {
    engine = realEngine();
    street = streetOf(engine);
    for (const changes of RULES) {
      for (let draw = 0; draw < WORLDS; draw++) {
        const frames = followWorld(engine, [draw, 0], 6, 48, changes);
        seen.push({ frames, events: eventsOf(frames, street) });
      }
    }
  });

  const count = ({ events }: Seen, kind: EventKind, variant?: string): number =>
    events.filter((event) => event.kind === kind && (variant === undefined || event.variant === variant)).length;
  const total = ({ events }: Seen, kind: EventKind): number =>
    events.filter((event) => event.kind === kind).reduce((sum, { numbers }) => sum + (numbers.count ?? 0), 0);
  const measured = ({ frames }: Seen, name: string): number => {
    const value = frames.at(-1)!.measures[engine.layout.measures.findIndex((one) => one.name === name)];
    return value ?? NaN;
  };

  const counted: [string, (world: Seen) => number][] = [
    ['opened_by_contract', (world) => total(world, 'opened_contract')],
    ['opened_by_office', (world) => total(world, 'opened_office')],
    ['opened_by_mission', (world) => total(world, 'opened_mission')],
    ['matured', (world) => total(world, 'matured')],
    ['passed', (world) => count(world, 'closed', 'passed')],
    ['failed', (world) => count(world, 'closed', 'failed')],
    ['terminated', (world) => count(world, 'midterm', 'ended')],
    ['requested', (world) => count(world, 'short')],
    ['extended', (world) => count(world, 'granted')],
    ['signed', (world) => count(world, 'approved') + (world.frames.at(-1)!.contracts.some((one) => one.state === 2) ? 1 : 0)],
    ['office_leaders', (world) => count(world, 'office_leader')],
    ['organization_leaders', (world) => count(world, 'association_leader')],
  ];

  it.each(counted)('are as many as the model counts: %s', (name, of) => {
    const wanted = seen.map((world) => measured(world, name));
    expect(seen.map(of)).toEqual(wanted);
    expect(Math.max(...wanted)).toBeGreaterThan(0);
    expect(Math.min(...wanted)).toBeLessThan(Math.max(...wanted));
  });

  it.each(['again', 'waiting', 'late', 'paid', 'quit', 'died', 'released', 'bureau', 'reached', 'refused'] as const)(
    'happen in some worlds and not in others: %s', (kind) => {
      const worlds = seen.filter((world) => count(world, kind) > 0).length;
      expect(worlds).toBeGreaterThan(0);
      expect(worlds).toBeLessThan(seen.length);
    });

  it('pay each tranche once, and together what the contract was paid by then', () => {
    for (const world of seen.slice(0, WORLDS)) {
      const paid = world.events.filter(({ kind }) => kind === 'paid').reduce((sum, { numbers }) => sum + numbers.yuan!, 0);
      const row = world.frames.at(-1)!.contracts.find((one) => one.conditional === 1);
      if (row && count(world, 'again') === 0) expect(paid).toBeLessThanOrEqual(row.paid / 100 + 0.01);
    }
  });

  it('have a pennant for each door that a contractor opened, and for no other', () => {
    for (const world of seen) {
      const light = street.roles.light;
      const pennants = world.frames.at(-1)!.communities.filter((one) => one.openedBy[light] === BY_CONTRACT).length;
      expect(pennants).toBe(total(world, 'opened_contract'));
    }
  });

  it('stop play at a dozen months at most in the first fourteen, in the case as it is', () => {
    for (const { events } of seen.slice(0, WORLDS)) {
      const stops = new Set(events.filter(({ stop, month }) => stop && month <= 14).map(({ month }) => month));
      expect(stops.size).toBeLessThanOrEqual(12);
    }
  });

  it('have a sentence and a colour each, in both languages, with nothing left open', () => {
    const texts = realTexts();
    const kinds = new Set<string>();
    for (const language of LANGUAGES) {
      const say = speaker(texts, language);
      const speaking = { say, language, noun: (many: number) => say(`noun.studio.${many === 1 ? 'one' : 'many'}`) };
      for (const event of seen.flatMap(({ events }) => events)) {
        const said = sentenceOf(event, speaking);
        expect(said).toMatch(language === 'en' ? /^[A-Z0-9].*\.$/ : /。$/);
        expect(said).not.toMatch(/[{}]|NaN|undefined/);
        expect(toneOf(event.kind)).toBeTruthy();
        kinds.add(`${event.kind}.${event.variant}`);
      }
    }
    expect(kinds.size).toBeGreaterThan(25);
  });

  it('leave nothing of the future on the ribbon', () => {
    for (const { frames } of seen.slice(0, 20)) {
      for (const month of [0, 3, 8, 12, 48]) {
        for (const { kind, from, to } of ribbonOf(frames, month, 0)) {
          expect(to).toBeGreaterThan(from);
          expect(from).toBeLessThanOrEqual(month);
          if (kind !== 'agreed') expect(to).toBeLessThanOrEqual(month);
        }
      }
      expect(ribbonOf(frames, 48, 0).length).toBeGreaterThan(0);
    }
  });
});
