import { describe, expect, it } from 'vitest';
import { filled, speaker } from '../src/texts';

describe('texts', () => {
  it('fills placeholders, and says one and many as sim.texts does', () => {
    expect(filled('{count:house|houses} of {all}', { count: 1, all: 3 })).toBe('1 house of 3');
    expect(filled('{count:house|houses} of {all}', { count: '2', all: 3 })).toBe('2 houses of 3');
    expect(filled('a {{b}}')).toBe('a {b}');
  });
  it('refuses a field that is missing and a key that is not there', () => {
    expect(() => filled('{count}')).toThrow('count');
    expect(() => speaker({}, 'en')('a.b')).toThrow('a.b');
  });
  it('does not break a number from its measure word in Chinese', () => {
    const texts = { a: { en: '{n} months', zh: '{n} 个月' } };
    expect(speaker(texts, 'zh')('a', { n: 8 })).toBe('8\u00a0个月');
    expect(speaker(texts, 'en')('a', { n: 8 })).toBe('8 months');
  });
});
