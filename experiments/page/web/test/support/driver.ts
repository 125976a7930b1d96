// For the tests in Python: node driver.mjs FOLDER runs what FOLDER/request.json asks for and writes FOLDER/answer.bin.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, type RunRequest } from '../../src/model/engine';
import * as synergy from '../../src/statistics/synergy';

interface Asked {
  readonly scenario: string;
  readonly master: number;
  readonly run?: RunRequest;
  readonly draw?: { readonly first: number; readonly count: number };
  readonly follow?: { readonly world: readonly [number, number]; readonly arm: number; readonly months: number; readonly states: readonly (readonly [string, string])[] };
  readonly statistics?: { readonly before: synergy.ArmValues; readonly after: synergy.ArmValues };
}

const folder = process.argv[2]!;
const read = (name: string) => readFileSync(join(folder, name));
const asked = JSON.parse(read('request.json').toString()) as Asked;
const engine = new Engine(JSON.parse(read('layout.json').toString()), new WebAssembly.Module(read('module.wasm')), asked.scenario, asked.master);

if (asked.run) writeFileSync(join(folder, 'run.bin'), engine.run(asked.run));
if (asked.draw) writeFileSync(join(folder, 'draw.bin'), engine.draw(asked.draw.first, asked.draw.count));
if (asked.follow) {
  const { world, arm, months, states } = asked.follow;
  const measures: number[] = [];
  const read: number[] = [];
  engine.follow(world, arm, {}, months, (_, taken) => {
    measures.push(...taken);
    for (const [member, field] of states) {
      for (let row = 0; row < engine.reader.count(member); row++) read.push(...engine.reader.all(member, row, field));
    }
  });
  writeFileSync(join(folder, 'measures.bin'), Float64Array.from(measures));
  writeFileSync(join(folder, 'states.bin'), Float64Array.from(read));
}
if (asked.statistics) {
  const { before, after } = asked.statistics;
  const found = {
    alone: synergy.onePlusOne(before, synergy.ALONE), side_by_side: synergy.onePlusOne(before, synergy.SIDE_BY_SIDE),
    alone_change: synergy.ratioChange(before, after, synergy.ALONE),
    side_by_side_change: synergy.ratioChange(before, after, synergy.SIDE_BY_SIDE),
    together: synergy.together(before), together_change: synergy.togetherChange(before, after),
    alone_gain: synergy.gain(before, synergy.ALONE), side_by_side_gain: synergy.gain(before, synergy.SIDE_BY_SIDE),
  };
  writeFileSync(join(folder, 'statistics.json'), JSON.stringify(found));
}
