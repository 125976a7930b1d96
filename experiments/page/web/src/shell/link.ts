// The state that a link restores: #screen=1&lang=en&world=3&month=8&bet=18. What is not understood is left out.
import { LANGUAGES, type Language } from '../texts';

export interface LinkState {
  readonly screen?: number;
  readonly lang?: Language;
  readonly world?: number;
  readonly month?: number;
  readonly bet?: number;
}

const LONGEST = 2000;

/** A whole number of at most four digits, or nothing. */
function whole(text: string | null): number | undefined {
  return text !== null && /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

export function readLink(hash: string): LinkState {
  const fields = new URLSearchParams(hash.slice(1, LONGEST));
  const numbers = (['screen', 'world', 'month', 'bet'] as const).map((name) => [name, whole(fields.get(name))] as const);
  const lang = LANGUAGES.find((one) => one === fields.get('lang'));
  return {
    ...Object.fromEntries(numbers.filter(([, value]) => value !== undefined)),
    ...(lang ? { lang } : {}),
  };
}

export function writeLink(state: LinkState): string {
  return `#${Object.entries(state).map(([name, value]) => `${name}=${value}`).join('&')}`;
}
