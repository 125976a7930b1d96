// What the page was given: read once from the two blocks that stand in the file.
import type { Labels, Layout } from '../model/layout';
import type { Lesson } from '../lessons/types';
import type { Language, Texts } from '../texts';
import type { Attribution } from './attribution';
import type { Nearest } from './ways';
import type { Helps, Unknown } from './levers';

export interface Fact {
  readonly value: number | boolean | string | readonly number[];
  readonly of?: number;
  readonly month?: number;
  readonly use: string;
}

export interface PageData {
  readonly layout: Layout;
  readonly scenario: {
    readonly name: string;
    readonly titles: Labels;
    readonly descriptions: Labels;
    readonly questions: Labels;
    readonly fingerprint: string;
    readonly facts: Readonly<Record<string, Fact>>;
  };
  readonly worlds: {
    readonly found: readonly (readonly [draw: number, replication: number])[];
    readonly agreeing: number;
    readonly runs: number;
    /** What was looked at: so many draws, each with so many seeds. */
    readonly draws: number;
    readonly seeds: number;
    readonly facts: readonly string[];
  };
  /** How a command asks for the scenario. */
  readonly asked: { readonly scenario: string; readonly settings: readonly string[] };
  readonly limits: readonly { readonly name: string; readonly sentences: readonly Labels[] }[];
  /** Why two streets part: what takes each cause away. */
  readonly causes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Levers that cost money, and the parameter that says how much at level 1, in yuan a year. */
  readonly priced: Readonly<Record<string, string>>;
  readonly attribution: Attribution;
  /** The nearest ways to two; nothing where the build did not look for them. */
  readonly nearest: Nearest | null;
  readonly unknown: readonly Unknown[];
  /** What may be set, in a sentence or two each. */
  readonly helps: Helps;
  readonly lessons: readonly Lesson[];
  /** The one lesson that the file opens in and is; none where it is the whole page. */
  readonly alone: string;
  readonly texts: Texts;
  /** The units of parameters, as the model names them. */
  readonly units: Readonly<Record<string, Labels>>;
  readonly lang: Language | '';
  readonly seed: number;
  /** Within this relative distance 1 + 1 counts as two. */
  readonly equivalence: number;
  readonly version: string;
}

/** What the layout calls the scenario. */
export const SCENARIO = 'it';

function block(id: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(document.getElementById(id)?.textContent ?? ''), (sign) => sign.charCodeAt(0));
}

/** What was packed with gzip. */
export async function unpacked(packed: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

export async function readData(packed = block('data')): Promise<PageData> {
  return JSON.parse(new TextDecoder().decode(await unpacked(packed))) as PageData;
}

export function readModule(): Promise<ArrayBuffer> {
  return unpacked(block('module'));
}
