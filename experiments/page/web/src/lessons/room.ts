// The bets of a room without a server: codes of two digits, read out or typed, counted by whoever teaches.
import { readKept, keep } from './storage';

/** How many chose each place. */
export type Tally = Readonly<Record<number, number>>;

/** The two digits of a place: the place itself on a slider, from 01 among choices. */
export function codeOf(place: number, first = 0): string {
  return String(place + first).padStart(2, '0');
}

/** Codes that were typed: their places, and what of it is no code. */
export interface Typed {
  readonly places: readonly number[];
  readonly wrong: readonly string[];
}

/** What may stand between codes; a dash only between digits, where it is no sign. */
const BETWEEN = /[\s,;.:、。/|·]+|(?<=\d)[-–—](?=\d)/;

/** The places that typed digits stand for, two digits each; wide digits and marks are read as narrow ones. */
export function readCodes(typed: string, places: number, first = 0): Typed {
  const found: number[] = [];
  const wrong: string[] = [];
  for (const part of typed.normalize('NFKC').split(BETWEEN).filter(Boolean)) {
    for (const code of /^(\d\d)+$/.test(part) ? part.match(/\d\d/g)! : [part]) {
      const place = /^\d\d$/.test(code) ? Number(code) - first : -1;
      if (place >= 0 && place < places) found.push(place);
      else wrong.push(code);
    }
  }
  return { places: found, wrong };
}

export function added(tally: Tally, places: readonly number[]): Tally {
  return places.reduce<Tally>((all, place) => ({ ...all, [place]: (all[place] ?? 0) + 1 }), tally);
}

export function taken(tally: Tally, place: number): Tally {
  return { ...tally, [place]: Math.max(0, (tally[place] ?? 0) - 1) };
}

export function totalOf(tally: Tally): number {
  return Object.values(tally).reduce((sum, one) => sum + one, 0);
}

/** How many in the room said more than a place. */
export function beyond(tally: Tally, place: number): number {
  return Object.entries(tally).reduce((sum, [at, count]) => sum + (Number(at) > place ? count : 0), 0);
}

/** What was kept of a room: whole numbers at places that there are; anything else is forgotten. */
export function keptTally(key: string, places: number): Tally {
  const kept = readKept(key);
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return {};
  const entries = Object.entries(kept as Record<string, unknown>);
  const sound = entries.every(([at, count]) => /^\d{1,2}$/.test(at) && Number(at) < places && Number.isInteger(count) && (count as number) >= 0 && (count as number) < 10000);
  return sound ? (Object.fromEntries(entries) as Tally) : {};
}

export function keepTally(key: string, tally: Tally): void {
  keep(key, tally);
}
