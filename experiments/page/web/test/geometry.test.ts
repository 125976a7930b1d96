import { describe, expect, it } from 'vitest';
import { communityAt, layOut, MOST_COLUMNS, rowLengths, SKYLINE_FROM, windowsOf, type Houses, type Skyline } from '../src/street/geometry';

const box = { left: 36, top: 100, width: 1208, height: 330 };
const needs = (count: number): number[] => Array.from({ length: count }, (_, place) => 2 + (place % 7) * 0.6);

describe('rows', () => {
  it('is one row while a house gets its width, and even rows after that', () => {
    expect(rowLengths(41, 1208, 25)).toEqual([41]);
    expect(rowLengths(41, 366, 25)).toEqual([14, 14, 13]);
    expect(rowLengths(41, 366, 16)).toEqual([21, 20]);
    expect(rowLengths(1, 10, 25)).toEqual([1]);
    expect(rowLengths(0, 100, 25)).toEqual([]);
  });
});

describe('houses', () => {
  it.each([1, 2, 41, 119])('of %i communities stand inside their box, each with a window for each quarter of a unit', (count) => {
    for (const width of [1208, 366]) {
      const found = layOut(needs(count), { ...box, width }) as Houses;
      expect(found.houses).toHaveLength(count);
      found.houses.forEach((house, place) => {
        expect(house.windows.length / 2).toBe(windowsOf(needs(count)[place]!));
        expect(house.x - house.width / 2).toBeGreaterThanOrEqual(box.left - 0.5);
        expect(house.x + house.width / 2).toBeLessThanOrEqual(box.left + width + 0.5);
        expect(house.y).toBeLessThanOrEqual(box.top + box.height);
        for (let k = 1; k < house.windows.length; k += 2) expect(house.windows[k]).toBeGreaterThanOrEqual(house.y - house.height);
      });
    }
  });
  it('are as high as their need, at one scale', () => {
    const found = layOut([1, 4, 8], box) as Houses;
    const [low, middle, high] = found.houses.map((house) => house.height);
    expect(low).toBeLessThan(middle!);
    expect(middle).toBeLessThan(high!);
    const scaled = layOut([1, 4, 8], box, { most: 40 }) as Houses;
    expect(scaled.houses[2]!.height).toBeLessThan(high!);
  });
  it('are found by a point in them, and nothing above them', () => {
    const found = layOut(needs(41), { ...box, width: 366 }) as Houses;
    found.houses.forEach((house, place) => expect(communityAt(found, house.x, house.y - 5)).toBe(place));
    expect(communityAt(found, 60, 10)).toBe(-1);
  });
});

describe('the skyline', () => {
  it('takes over from many communities on, sorted by need, each in one column', () => {
    const many = needs(SKYLINE_FROM);
    const found = layOut(many, box) as Skyline;
    expect(found.kind).toBe('skyline');
    const shown = found.columns.flatMap(({ members }) => members);
    expect(new Set(shown).size).toBe(many.length);
    shown.slice(1).forEach((place, k) => expect(many[place]).toBeLessThanOrEqual(many[shown[k]!]!));
    expect(found.base - Math.max(...many) * found.unit).toBeGreaterThanOrEqual(box.top);
    expect(communityAt(found, box.left + 1, box.top + 10)).toBe(shown[0]);
  });
  it('shares columns when there are more communities than room', () => {
    const found = layOut(needs(5000), box) as Skyline;
    expect(found.columns).toHaveLength(MOST_COLUMNS);
    expect(found.columns.flatMap(({ members }) => members)).toHaveLength(5000);
  });
});
