// The state that a link restores: #screen=1&lang=en&world=3&month=8&bet=18&twin=12&takes=burden,time_limit&set=contract.term:12,control.depth:0.5
// What is not understood is left out, and it is said that something was.
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

/** The names in a list, each once and of what is there: all of it, or nothing where a part of it is not allowed. */
function namesIn(fields: URLSearchParams, field: Listed, there: Named): readonly string[] | undefined {
  const text = fields.get(field);
  if (text === null) return [];
  const names = text.split(',');
  const most = SINGLE.some((one) => one === field) ? 1 : (MOST[field] ?? Infinity);
  return names.length <= most && new Set(names).size === names.length && names.every((name) => there(field, name)) ? names : undefined;
}

/** What a link says by names: rankings, doors, what is compared with what. */
export function readNames(hash: string, there: Named): LinkState {
  const fields = fieldsOf(hash);
  const found = [...LISTS, ...SINGLE].map((field) => [field, namesIn(fields, field, there) ?? []] as const);
  return Object.fromEntries(found.filter(([, names]) => names.length).map(([field, names]) => [field, LISTS.some((one) => one === field) ? names : names[0]]));
}

/** What a link changes of the rules: all of it, or nothing where a part of it is not allowed. */
export function readChanges(hash: string, allowed: Allowed): Changes {
  return changesIn(fieldsOf(hash), allowed) ?? {};
}

function changesIn(fields: URLSearchParams, allowed: Allowed): Changes | undefined {
  const text = fields.get('set');
  if (!text) return {};
  const changes: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [name = '', value = '', ...rest] = part.split(':');
    if (rest.length || !NUMBER.test(value) || !allowed(name, Number(value)) || Object.hasOwn(changes, name)) return undefined;
    changes[name] = Number(value);
  }
  return changes;
}

/** Whether everything in a link is understood. */
export function understood(hash: string, allowed: Allowed, there: Named = () => false): boolean {
  if (hash.length > LONGEST) return false;
  const fields = fieldsOf(hash);
  const words = ['lang', 'lesson', 'paper'];
  const names: readonly string[] = [...WHOLE, ...LISTS, ...SINGLE, ...words, 'set'];
  const known = [...fields.keys()].every((name) => names.includes(name));
  const state: Readonly<Record<string, unknown>> = { ...readLink(hash) };
  const read = [...WHOLE, ...words].every((name) => !fields.has(name) || state[name] !== undefined);
  const listed = [...LISTS, ...SINGLE].every((field) => namesIn(fields, field, there) !== undefined);
  return known && read && listed && changesIn(fields, allowed) !== undefined;
}

export function writeLink(state: LinkState, changes: Changes = {}): string {
  const set = Object.entries(changes).map(([name, value]) => `${name}:${value}`).join(',');
  const fields = Object.entries(state).map(([name, value]) => `${name}=${value}`);
  return `#${[...fields, ...(set ? [`set=${set}`] : [])].join('&')}`;
}
