import { describe, expect, it } from 'vitest';
import { besides, pile } from '../src/screens/dots';
import { leftOut, readChanges, readLink, readNames, shortly, writeLink, type Named } from '../src/shell/link';
import { sizeOf } from '../src/shell/size';

describe('links', () => {
  it('restore what they were written from', () => {
    const state = { screen: 2, lang: 'zh' as const, world: 3, month: 8, bet: 18 };
    expect(readLink(writeLink(state))).toEqual(state);
  });
  it('leave out what they do not understand', () => {
    expect(readLink('#screen=99999&lang=<b>&world=-1&month=1e3&bet=8.5&onload=alert(1)')).toEqual({});
    expect(readLink(`#${'a'.repeat(5000)}&screen=1`)).toEqual({});
    expect(readLink('')).toEqual({});
  });
});

describe('two words side by side', () => {
  it.each([[[200, 210]], [[340, 346]], [[3, 9]], [[355, 358]]] as const)('at %s stay within the plot and apart', (ends) => {
    const [stops, begins] = besides(ends, [80, 90], 358);
    expect(stops).toBeGreaterThanOrEqual(80);
    expect(begins + 90).toBeLessThanOrEqual(358);
    expect(begins - stops).toBeGreaterThanOrEqual(8);
  });
  it('stay where they fit', () => expect(besides([150, 170], [80, 90], 358)).toEqual([150, 170]));
});

describe('what is chosen by name', () => {
  const there: Named = (field, name) => (field === 'against' ? name === 'alone' : field === 'counts' ? name === 'groups' : field === 'neutral' ? name === 'second' : ['burden', 'turnover', 'delegation', 'staff'].includes(name));
  const state = { against: 'alone', takes: ['turnover', 'burden'], doors: ['burden', 'staff'], first: 'staff', path: 'burden', counts: 'groups', neutral: 'second' };
  it('is restored by a link', () => {
    const hash = writeLink(state);
    expect(readNames(hash, there)).toEqual(state);
    expect(leftOut(hash, () => false, there)).toEqual([]);
    expect(readNames('#screen=6', there)).toEqual({});
  });
  it.each([
    'takes=nothing', 'takes=burden,burden', 'takes=burden,turnover,delegation,staff', 'gives=', 'doors=<img src=x onerror=alert(1)>', 'doors=__proto__',
    'first=burden,staff', 'path=constructor', 'against=both', 'against=alone,alone', 'ranking=-1', 'counts=value,groups', 'counts=__proto__', 'neutral=first', 'until=8.5', 'until=<b>',
  ])('refuses %s', (field) => {
    expect(readNames(`#${field}`, there)).toEqual({});
    expect(leftOut(`#${field}`, () => false, there)).not.toEqual([]);
  });
});

describe('what is wrong in a link', () => {
  const allowed = (name: string, value: number): boolean => name === 'contract.term' && value <= 36;
  const there: Named = (_, name) => ['burden', 'staff'].includes(name);
  it.each([
    ['set=contract.term:4,nonsense.x:3', { 'contract.term': 4 }, ['nonsense.x:3']],
    ['set=contract.term:9999', {}, ['contract.term:9999']],
    ['set=contract.term:4,contract.term:5', {}, ['contract.term:4', 'contract.term:5']],
    ['set=contract.term:4&nonsense', { 'contract.term': 4 }, ['nonsense']],
    ['set=contract.term:4&set=contract.term:5', { 'contract.term': 4 }, ['set=contract.term:5']],
  ])('is named, and what is good in %s is kept', (hash, changes, out) => {
    expect(readChanges(`#${hash}`, allowed)).toEqual(changes);
    expect(leftOut(`#${hash}`, allowed, there)).toEqual(out);
  });
  it('is named in lists too', () => {
    expect(readNames('#doors=burden,nothing,staff', there)).toEqual({ doors: ['burden', 'staff'] });
    expect(leftOut('#doors=burden,nothing,staff&takes=burden,', allowed, there)).toEqual(['doors=nothing', 'takes=']);
  });
  it('is shown in a few letters that can be seen', () => {
    expect(shortly(['nonsense', 'a'.repeat(40)])).toBe(`nonsense · ${'a'.repeat(32)}…`);
    expect(shortly(['1', '2', '3', '4', '5'])).toBe('1 · 2 · 3 · 4 …');
    expect(shortly(['a\u202eb\nc'])).toBe('a·b·c');
  });
});

describe('sizes', () => {
  it('grow and shrink slides with the screen and leave phones as they are', () => {
    expect(sizeOf(1920, 1080)).toEqual({ width: 1280, height: 720, zoom: 1.5, phone: false });
    expect(sizeOf(1280, 585)).toEqual({ width: 1280, height: 585, zoom: 1, phone: false });
    expect(sizeOf(1024, 768)).toEqual({ width: 1280, height: 960, zoom: 0.8, phone: false });
    expect(sizeOf(390, 844)).toEqual({ width: 390, height: 844, zoom: 1, phone: true });
  });
  it('leave a scroll bar its room where the page scrolls, and have room for something in a window that has none', () => {
    expect(sizeOf(360, 640, 348)).toEqual({ width: 348, height: 640, zoom: 1, phone: true });
    expect(sizeOf(1280, 720, 1268)).toEqual({ width: 1280, height: 720, zoom: 1, phone: false });
    expect(sizeOf(1, 844).width).toBe(240);
  });
});

describe('dots', () => {
  it('have one place for each world, none on another, all inside', () => {
    const values = Array.from({ length: 200 }, (_, world) => (world % 3 ? 25 : world % 26));
    const { dots, radius } = pile(values, 25, 1060, 200);
    expect(dots).toHaveLength(200);
    for (const dot of dots) {
      expect(dot.value).toBe(values[dot.world]);
      expect(dot.y - radius).toBeGreaterThanOrEqual(-200.001);
      expect(dot.x - radius).toBeGreaterThanOrEqual(0);
      expect(dot.x + radius).toBeLessThanOrEqual(1060);
    }
    for (const a of dots) for (const b of dots) if (a.world < b.world) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(2 * radius - 1e-6);
  });
});
