// What the page was given: read once from the two blocks that stand in the file.
import type { Labels, Layout } from '../model/layout';
import type { Language, Texts } from '../texts';

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
    readonly facts: readonly string[];
  };
  readonly texts: Texts;
  readonly lang: Language | '';
  readonly seed: number;
  readonly version: string;
}

/** What the layout calls the scenario. */
export const SCENARIO = 'it';

async function unpacked(id: string): Promise<ArrayBuffer> {
  const packed = Uint8Array.from(atob(document.getElementById(id)?.textContent ?? ''), (sign) => sign.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

export async function readData(): Promise<PageData> {
  return JSON.parse(new TextDecoder().decode(await unpacked('data'))) as PageData;
}

export function readModule(): Promise<ArrayBuffer> {
  return unpacked('module');
}
