import { describe, expect, it } from 'vitest';
import { placed, type Pointed } from '../src/screens/house-label';
import { depthOf, linesOf } from '../src/screens/room-marks';

const at = (x: number, count: number): { x: number; name: string; count: number } => ({ x, name: String(x), count });

describe('the marks of a room', () => {
  it('stand in one line where they have room, and in as few as they need where they have none', () => {
    expect(linesOf([at(20, 1), at(60, 12), at(100, 3)]).map(({ line }) => line)).toEqual([0, 0, 0]);
    expect(linesOf([at(0, 11), at(9, 12), at(18, 13), at(27, 14), at(36, 15)]).map(({ line }) => line)).toEqual([0, 1, 2, 3, 0]);
    expect(linesOf([at(30, 2), at(10, 0), at(0, 1)]).map(({ mark }) => mark.x)).toEqual([0, 30]);
  });
  it('take no room where nobody bet', () => {
    expect(depthOf([])).toBe(0);
    expect(depthOf([at(4, 0)])).toBe(0);
    expect(depthOf([at(0, 11), at(9, 12)])).toBe(2 * depthOf([at(4, 1)]));
  });
});

describe('the label of a house', () => {
  const house: Pointed = { house: 3, x: 200, half: 14, roof: 100, y: 150 };
  const [label, picture] = [[240, 54], [1280, 200]] as const;
  it('stands over the roof, and to the side of it where words or no sky are there', () => {
    expect(placed(house, label, picture, [])).toMatchObject({ left: 186, top: 38 });
    expect(placed(house, label, picture, [{ left: 36, top: 10, wide: 400, high: 30 }])).toMatchObject({ left: 222, top: 88 });
    expect(placed({ ...house, roof: 40 }, label, picture, [])).toMatchObject({ left: 222, top: 88 });
  });
  it('ends at a house of the right half, and leaves words alone there too', () => {
    const right = { ...house, x: 1100 };
    expect(placed(right, label, picture, [])).toMatchObject({ left: 874, top: 38 });
    expect(placed(right, label, picture, [{ left: 1000, top: 10, wide: 240, high: 40 }])).toMatchObject({ left: 838, top: 88 });
  });
  it('leaves the picture nowhere', () => {
    for (let x = 14; x < 1280; x += 29) {
      for (const y of [20, 100, 190]) {
        const { left, top } = placed({ ...house, x, y, roof: 30 }, label, picture, [{ left: 36, top: 10, wide: 500, high: 30 }]);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left + label[0]).toBeLessThanOrEqual(1280);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(top + label[1]).toBeLessThanOrEqual(200);
      }
    }
  });
});
