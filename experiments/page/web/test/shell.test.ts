import { describe, expect, it } from 'vitest';
import { pile } from '../src/screens/dots';
import { readLink, writeLink } from '../src/shell/link';
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

describe('sizes', () => {
  it('grow slides with the screen and leave phones as they are', () => {
    expect(sizeOf(1920, 1080)).toEqual({ width: 1280, height: 720, zoom: 1.5, phone: false });
    expect(sizeOf(1280, 585)).toEqual({ width: 1280, height: 585, zoom: 1, phone: false });
    expect(sizeOf(390, 844)).toEqual({ width: 390, height: 844, zoom: 1, phone: true });
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
