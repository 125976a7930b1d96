// The real model for tests: the folder PAGE_FIXTURE has the module, its layout and the texts (tests/experiments/page).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from '../../src/model/engine';
import { kindsOf, rolesOf } from '../../src/model/kinds';
import type { StreetOf } from '../../src/street/events';
import type { Texts } from '../../src/texts';

const folder = process.env.PAGE_FIXTURE;
export const there = folder !== undefined;

function read(name: string): Buffer {
  return readFileSync(join(folder!, name));
}

export function realEngine(): Engine {
  return new Engine(JSON.parse(read('layout.json').toString()), new WebAssembly.Module(new Uint8Array(read('module.wasm'))), 'it');
}

export function realTexts(): Texts {
  return JSON.parse(read('texts.json').toString()) as Texts;
}

export function streetOf(engine: Engine): StreetOf {
  const kinds = kindsOf(engine.layout, engine.scenario);
  return { kinds, roles: rolesOf(kinds), office: 0 };
}

/** The causes of experiments/page/causes.py. */
export function realCauses(): Readonly<Record<string, Readonly<Record<string, number>>>> {
  return JSON.parse(read('causes.json').toString()) as Readonly<Record<string, Readonly<Record<string, number>>>>;
}
