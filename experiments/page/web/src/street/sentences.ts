// Events, houses and counts as sentences of the table of texts.
import type { Language, Say } from '../texts';
import type { StreetEvent } from './events';

export interface Speaking {
  readonly say: Say;
  readonly language: Language;
  /** What opens here: "studio" and "studios", or the measure word and the noun. */
  readonly noun: (count: number) => string;
}

/** A number with the sign of print; what rounds to zero has none. */
export function signed(text: string): string {
  return text.replace(/^-(?=0\.?0*$)/, '').replace('-', '−');
}

export function ratio(value: number): string {
  return Number.isFinite(value) ? signed(value.toFixed(2)) : '–';
}

/** A whole number with its thousands apart. */
export function grouped(value: number): string {
  return Math.round(value).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',').replace('-', '−');
}

/** A number with so many decimals, its thousands apart. */
export function decimals(value: number, digits: number): string {
  const [whole, rest] = signed(value.toFixed(digits)).split('.') as [string, string?];
  return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}${rest ? `.${rest}` : ''}`;
}

/** Small whole numbers as words where the language does so: "three", and digits in Chinese. */
export function inWords(count: number, { say, language }: Pick<Speaking, 'say' | 'language'>, capital = false): string {
  if (language !== 'en' || !Number.isInteger(count) || count < 0 || count > 12) return grouped(count);
  const word = say(`number.${count}`);
  return capital ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

/** A contract's months: "eight months". */
export function termInWords(months: number, speaking: Pick<Speaking, 'say' | 'language'>, capital = false): string {
  return speaking.say(`term.${manner(months)}`, { months: inWords(months, speaking, capital) });
}

/** Which of two sentences holds: of one thing, or of any other number of them. */
export function manner(count: number): 'one' | 'many' {
  return count === 1 ? 'one' : 'many';
}

export function sentenceOf(event: StreetEvent, speaking: Speaking): string {
  const { say, noun } = speaking;
  const { kind, variant, numbers } = event;
  const key = `event.${kind}${variant ? `.${variant}` : ''}`;
  const number = (name: string): number => numbers[name] ?? 0;
  switch (kind) {
    case 'opened_office':
    case 'opened_mission':
      return say(key, { count: inWords(number('count'), speaking), noun: noun(number('count')) });
    case 'opened_contract':
      return say(`${key}.${manner(number('count'))}`, {
        count: inWords(number('count'), speaking, true), noun: noun(number('count')), all: number('all'), of: number('of'),
      });
    case 'short':
    case 'reached':
    case 'closed':
      return say(key, {
        done: number('done'), target: number('target'), noun: noun(number('target')), score: number('score'),
        groups: say(`event.groups.${number('groups') === 0 ? 'none' : manner(number('groups'))}`, { count: inWords(number('groups'), speaking) }),
      });
    case 'matured':
    case 'died':
      return say(`${key}.${manner(number('count'))}`, { count: inWords(number('count'), speaking, true) });
    case 'paid':
      return say(key, { number: number('number'), yuan: grouped(number('yuan')) });
    case 'again':
      return say(key, { yuan: grouped(number('yuan')) });
    case 'quit':
      return say(key, { posts: number('posts').toFixed(1) });
    case 'office_leader':
    case 'association_leader':
      return say(key, { from: ratio(number('from')), to: ratio(number('to')), months: number('months') });
    case 'granted':
      return say(`${key}.${manner(number('months'))}`, { months: inWords(number('months'), speaking, true) });
    default:
      return say(key, numbers);
  }
}
