// For the tests in Python: node driver.mjs FOLDER runs what FOLDER/request.json asks for and writes FOLDER/answer.bin.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, type RunRequest } from '../../src/model/engine';
import { Factorial } from '../../src/model/factorial';
import type { Switch } from '../../src/model/settings';
import type { Model } from '../../src/model/start';
import * as attribution from '../../src/statistics/attribution';
import * as synergy from '../../src/statistics/synergy';

interface Asked {
  readonly scenario: string;
  readonly master: number;
  readonly run?: RunRequest;
  readonly draw?: { readonly first: number; readonly count: number };
  readonly follow?: { readonly world: readonly [number, number]; readonly arm: number; readonly months: number; readonly states: readonly (readonly [string, string])[] };
  readonly factorial?: {
    readonly switches: readonly Switch[]; readonly draws: number; readonly measures: readonly number[];
    readonly reads: Readonly<Record<string, readonly string[]>>; readonly sign: 1 | -1; readonly paths: boolean;
  };
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
if (asked.factorial) {
  const { switches, draws, measures, reads, sign, paths } = asked.factorial;
  let runs = 0;
  const model = { engine, pool: { lanes: 2, run: async (request: RunRequest) => ((runs += request.worlds.length), engine.run(request)) } } as unknown as Model;
  const arms = synergy.ARMS_NEEDED.map((name) => engine.layout.arms.findIndex((one) => one.name === name));
  const factorial = new Factorial(model, { switches, draws, arms, measures, reads: synergy.ARMS_NEEDED.map((name) => new Set(reads[name])) });
  let asks = 0;
  await factorial.run(() => asks++ < 2); // stops, and goes on where it stopped
  await factorial.run(() => true);
  writeFileSync(join(folder, 'factorial.bin'), factorial.values);
  const games = Object.fromEntries(synergy.ARMS_NEEDED.map((name, column) => [name, factorial.of(column)]));
  const outcomes = { added_value: attribution.ratioOf(synergy.SIDE_BY_SIDE), one_plus_one: attribution.ratioOf(synergy.ALONE), delta: { numerator: synergy.ALONE.gain }, value_gs: attribution.CREATED };
  const of = (outcome: attribution.Outcome) => (paths
    ? attribution.gainsOf(outcome, games, factorial.combinations)
    : attribution.accountOf(outcome, games, switches.map(({ name }) => name), sign));
  const above = (benchmark: synergy.Benchmark) => Array.from({ length: factorial.combinations }, (_, one) => attribution.drawsAbove(benchmark, games, factorial.combinations, one));
  writeFileSync(join(folder, 'factorial.json'), JSON.stringify({
    runs, above: { side_by_side: above(synergy.SIDE_BY_SIDE), alone: above(synergy.ALONE) },
    found: Object.fromEntries(Object.entries(outcomes).map(([name, outcome]) => [name, of(outcome)])),
  }));
}
