// The state that a link restores: #screen=1&lang=en&world=3&month=8&bet=18&twin=12&takes=burden,time_limit&set=contract.term:12,control.depth:0.5
// What is not understood is left out part by part, and it is said what was.
import type { Changes } from '../model/engine';
import { LANGUAGES, type Language } from '../texts';

export const PAPERS = ['teacher', 'worksheet'] as const;
export type Paper = (typeof PAPERS)[number];

export interface LinkState {
  readonly screen?: number;
  readonly lang?: Language;
  readonly world?: number;
  readonly month?: number;
  readonly bet?: number;
  readonly twin?: number;
  /** A lesson's name, and its scene. */
  readonly lesson?: string;
  readonly scene?: number;
  /** How far the ranking is: dilemmas, sources, revealed. */
  readonly ranking?: number;
  /** What 1+1 is compared with. */
  readonly against?: string;
  /** The dilemmas and the sources that were ranked, the first first. */
  readonly takes?: readonly string[];
  readonly gives?: readonly string[];
  /** The doors that are open, and the one that was opened first of all. */
  readonly doors?: readonly string[];
  readonly first?: string;
  /** To which month the jars count, and what. */
  readonly until?: number;
  readonly counts?: string;
  /** The neutral setting of the losses, where it is not the first. */
  readonly neutral?: string;
  /** The path that the street is compared with. */
  readonly path?: string;
  /** What is printed of the lesson. */
  readonly paper?: Paper;
}

export type Listed = (typeof LISTS)[number] | (typeof SINGLE)[number];

/** Whether there is something of that name. */
export type Named = (field: Listed, name: string) => boolean;

/** Whether a value may be set under a name. */
export type Allowed = (name: string, value: number) => boolean;

const LONGEST = 2000;
const WHOLE = ['screen', 'world', 'month', 'bet', 'twin', 'scene', 'ranking', 'until'] as const;
const LISTS = ['takes', 'gives', 'doors'] as const;
const SINGLE = ['against', 'first', 'path', 'counts', 'neutral'] as const;
/** How many of a list at most; as many as there are where nothing is said. */
const MOST: Readonly<Partial<Record<Listed, number>>> = { takes: 3, gives: 3 };
const NUMBER = /^-?\d{1,9}(\.\d{1,9})?$/;

/** A whole number of at most four digits, or nothing. */
function whole(text: string | null): number | undefined {
  return text !== null && /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

function fieldsOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.slice(1, LONGEST));
}

export function readLink(hash: string): LinkState {
  const fields = fieldsOf(hash);
  const numbers = WHOLE.map((name) => [name, whole(fields.get(name))] as const);
  const lang = LANGUAGES.find((one) => one === fields.get('lang'));
  const paper = PAPERS.find((one) => one === fields.get('paper'));
  const lesson = /^[a-z]{0,20}$/.exec(fields.get('lesson') ?? '-')?.[0];
  return {
    ...Object.fromEntries(numbers.filter(([, value]) => value !== undefined)),
    ...(lang ? { lang } : {}),
    ...(lesson !== undefined ? { lesson } : {}),
    ...(paper ? { paper } : {}),
  };
}

/** The names in a list that are there, each named once; of one that is too long none, as it does not say which are meant. */
function namesIn(fields: URLSearchParams, field: Listed, there: Named): readonly string[] {
  const names = fields.get(field)?.split(',') ?? [];
  const most = SINGLE.some((one) => one === field) ? 1 : (MOST[field] ?? Infinity);
  return names.length <= most ? names.filter((name) => there(field, name) && once(names, name)) : [];
}

const once = (names: readonly string[], name: string): boolean => names.indexOf(name) === names.lastIndexOf(name);

/** What a link says by names: rankings, doors, what is compared with what. */
export function readNames(hash: string, there: Named): LinkState {
  const fields = fieldsOf(hash);
  const found = [...LISTS, ...SINGLE].map((field) => [field, namesIn(fields, field, there)] as const);
  return Object.fromEntries(found.filter(([, names]) => names.length).map(([field, names]) => [field, LISTS.some((one) => one === field) ? names : names[0]]));
}

/** What a link changes of the rules, as far as it is allowed. */
export function readChanges(hash: string, allowed: Allowed): Changes {
  return Object.fromEntries(settingsIn(fieldsOf(hash)).filter((one) => isSet(one, allowed)).map(({ name, value }) => [name, Number(value)]));
}

interface Setting {
  readonly part: string;
  readonly name: string;
  readonly value: string;
  /** Whether it is the only one of its name. */
  readonly only: boolean;
}

function settingsIn(fields: URLSearchParams): readonly Setting[] {
  const parts = (fields.get('set') || undefined)?.split(',') ?? [];
  const names = parts.map((part) => part.split(':')[0]!);
  return parts.map((part, place) => ({ part, name: names[place]!, value: part.slice(names[place]!.length + 1), only: once(names, names[place]!) }));
}

function isSet({ name, value, only }: Setting, allowed: Allowed): boolean {
  return only && NUMBER.test(value) && allowed(name, Number(value));
}

/** What a link asks for and is left out, part by part, as it stands there. */
export function leftOut(hash: string, allowed: Allowed, there: Named = () => false): readonly string[] {
  const fields = fieldsOf(hash);
  const words = ['lang', 'lesson', 'paper'];
  const lists: readonly string[] = [...LISTS, ...SINGLE];
  const state: Readonly<Record<string, unknown>> = { ...readLink(hash) };
  const found = [...fields].flatMap(([field, value], place, all): readonly string[] => {
    if (all.findIndex(([name]) => name === field) < place) return [`${field}=${value}`];
    if (field === 'set') return settingsIn(fields).filter((one) => !isSet(one, allowed)).map(({ part }) => part);
    if (lists.includes(field)) {
      const kept = namesIn(fields, field as Listed, there);
      const lost = value.split(',').filter((name) => !kept.includes(name));
      return lost.length ? [`${field}=${lost.join(',')}`] : [];
    }
    const known = [...WHOLE, ...words].some((name) => name === field) && state[field] !== undefined;
    return known ? [] : [value ? `${field}=${value}` : field];
  });
  return [...new Set([...found, ...(hash.length > LONGEST ? [hash.slice(LONGEST)] : [])])];
}

/** So much of each part that was left out is shown, and so many of them. */
const [LETTERS, PARTS] = [32, 4];

/** What was left out, short enough for a line and without signs that are not seen. */
export function shortly(parts: readonly string[]): string {
  const seen = parts.map((part) => Array.from(part.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '·')));
  const short = seen.map((signs) => (signs.length > LETTERS ? `${signs.slice(0, LETTERS).join('')}…` : signs.join('')));
  return `${[...new Set(short)].slice(0, PARTS).join(' · ')}${short.length > PARTS ? ' …' : ''}`;
}

export function writeLink(state: LinkState, changes: Changes = {}): string {
  const set = Object.entries(changes).map(([name, value]) => `${name}:${value}`).join(',');
  const fields = Object.entries(state).map(([name, value]) => `${name}=${value}`);
  return `#${[...fields, ...(set ? [`set=${set}`] : [])].join('&')}`;
}
