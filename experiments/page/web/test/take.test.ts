// What is taken away from a figure: tables, lines of a caption, the fonts that a text needs, what a code carries.
import { describe, expect, it } from 'vitest';
import { carried } from '../src/screens/copy-box';
import { rangesOf, wrapped } from '../src/shell/drawing';
import { marksOf } from '../src/screens/waterfall';
import { column, csvOf } from '../src/shell/table';

describe('a table', () => {
  it('has its mark, heads in both languages, every digit, and nothing where there is no number', () => {
    const table = csvOf([column({ en: 'world', zh: '世界' }, [0, 1]), column({ en: 'value, all', zh: '全部' }, [0.1 + 0.2, NaN])]);
    expect(table).toBe('\ufeffworld / 世界,"value, all / 全部"\r\n0,0.30000000000000004\r\n1,\r\n');
  });
  it('has no formula and no broken row', () => {
    const table = csvOf([column({ en: '=SUM(A1)', zh: '=SUM(A1)' }, ['-1+1', 'two\nlines', 'a "b"', -1])]);
    expect(table).toBe('\ufeff\'=SUM(A1)\r\n\'-1+1\r\n"two\nlines"\r\n"a ""b"""\r\n-1\r\n');
  });
  it('is as long as its longest column', () => {
    expect(csvOf([column({ en: 'a', zh: 'a' }, [1]), column({ en: 'b', zh: 'b' }, [1, 2])])).toBe('\ufeffa,b\r\n1,1\r\n,2\r\n');
    expect(csvOf([])).toBe('\ufeff\r\n');
  });
});

describe('an axis', () => {
  it('has a few round numbers within its ends', () => {
    expect(marksOf(1.83, 2.14)).toEqual([1.9, 2, 2.1]);
    expect(marksOf(-1520, 310)).toEqual([-1500, -1000, -500, 0]);
    expect(marksOf(0.41, 0.47)).toEqual([0.42, 0.44, 0.46]);
  });
});

describe('a caption', () => {
  const measure = (text: string): number => text.length;
  it('breaks between words, and between the signs of Chinese', () => {
    expect(wrapped('one two three', 8, measure)).toEqual(['one two', 'three']);
    expect(wrapped('数据抽样 200 次', 5, measure)).toEqual(['数据抽样', '200 次']);
    expect(wrapped('unbreakable', 3, measure)).toEqual(['unbreakable']);
    expect(wrapped('', 3, measure)).toEqual([]);
  });
  it('begins no line with a stop or a dot, and ends none with an open bracket', () => {
    expect(wrapped('按自身；虚线：持平', 6, measure)).toEqual(['按自身；虚', '线：持平']);
    expect(wrapped('均值（甲）', 3, measure)).toEqual(['均值', '（甲）']);
    expect(wrapped('one · two', 5, measure)).toEqual(['one ·', 'two']);
    expect(wrapped('让“过”最少', 3, measure)).toEqual(['让', '“过”', '最少']);
    expect(wrapped('“one two”, three', 9, measure)).toEqual(['“one', 'two”,', 'three']);
  });
  it('knows which fonts have its signs', () => {
    expect(rangesOf('U+20-7E, U+4E00')).toEqual([[0x20, 0x7e], [0x4e00, 0x4e00]]);
  });
});

it('a code carries the address, or of a file what follows its name', () => {
  const at = { href: 'https://example.org/a.html#screen=9', hash: '#screen=9' };
  expect(carried({ ...at, protocol: 'https:' })).toBe(at.href);
  expect(carried({ ...at, protocol: 'file:' })).toBe('#screen=9');
});
