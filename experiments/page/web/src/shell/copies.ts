// The sandbox's state as others run it: a command, a few lines of Python, an overlay; all give the number on the screen.
import type { Changes } from '../model/engine';
import type { BenchmarkName } from '../statistics/synergy';
import type { Lever } from './levers';

export interface Copied {
  readonly scenario: string;
  /** What was set in the page's own scenario, each as NAME=VALUE. */
  readonly settings: readonly string[];
  readonly levers: readonly Lever[];
  readonly changes: Changes;
  readonly worlds: number;
  readonly seed: number;
  /** What 1+1 is compared with in the number that is printed. */
  readonly against?: BenchmarkName;
}

/** What Python calls 1+1 by a benchmark. */
const RATIO: Readonly<Record<BenchmarkName, string>> = { side_by_side: 'added_value', alone: 'one_plus_one' };

/** Changes as they are written down: choices by their names. */
export function named(levers: readonly Lever[], changes: Changes): [name: string, value: string | number][] {
  return Object.entries(changes).map(([name, value]) => {
    const option = levers.find((lever) => lever.name === name)?.options[value];
    return [name, option ?? value];
  });
}

function quoted(word: string): string {
  return /^[\w.+=/:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function written({ levers, changes }: Copied): [name: string, value: string | number][] {
  return named(levers, changes);
}

/** A scenario as a command asks for it. */
export function subjectOf({ scenario, settings }: Pick<Copied, 'scenario' | 'settings'>): string {
  return [quoted(scenario), ...settings.map((one) => `--set ${quoted(one)}`)].join(' ');
}

/** What is set of the uncertain, and what is set of the rules. */
function parted(copied: Copied): { known: Changes; rules: Changes } {
  const knows = new Set(copied.levers.filter(({ known }) => known).map(({ name }) => name));
  const entries = Object.entries(copied.changes);
  return { known: Object.fromEntries(entries.filter(([name]) => knows.has(name))), rules: Object.fromEntries(entries.filter(([name]) => !knows.has(name))) };
}

/** The case and the reader's own rules, both under what is set as known. */
function comparing(copied: Copied): string {
  const { known, rules } = parted(copied);
  const own = new Set(Object.keys(copied.changes));
  const options = (name: string, changes: Changes): string => written({ ...copied, changes }).map(([one, value]) => ` ${name} ${quoted(`${one}=${value}`)}`).join('');
  const kept = copied.settings.filter((one) => !own.has(one.split('=')[0]!)).map((one) => ` --set ${quoted(one)}`).join('');
  const both = `${quoted(copied.scenario)} ${quoted(copied.scenario)}${kept}${options('--set', known)}${options('--set-b', rules)}`;
  return `oneplusone compare ${both} --draws ${copied.worlds} --seeds 1 --seed ${copied.seed} --full`;
}

/** The master seed as a command is given it: nothing where it is the usual one. */
export function seedOf(seed: number): string {
  return seed === 0 ? '' : ` --seed ${seed}`;
}

/** What counts the worlds in which a measure reaches a number, or 1+1 exceeds one. */
export function countingOf({ asked, seed }: { readonly asked: Pick<Copied, 'scenario' | 'settings'>; readonly seed: number }, worlds: number, name: string, number: number): string {
  return `oneplusone run ${subjectOf(asked)} --draws ${worlds} --seeds 1${seedOf(seed)} --reach ${name}=${number}`;
}

/** What counts the runs that agree with all facts, of which the worlds shown one by one are some. */
export function agreeingOf({ asked, seed, worlds }: { readonly asked: Pick<Copied, 'scenario' | 'settings'>; readonly seed: number; readonly worlds: { readonly draws: number; readonly seeds: number } }): string {
  return `oneplusone run ${subjectOf(asked)} --draws ${worlds.draws} --seeds ${worlds.seeds}${seedOf(seed)} --full`;
}

/** What Python and a command call 1+1 by a benchmark. */
export const ratioName = (against: BenchmarkName): string => RATIO[against];

export function commandOf(copied: Copied): string {
  if (Object.keys(parted(copied).known).length > 0) return comparing(copied);
  const own = new Set(Object.keys(copied.changes));
  const kept = copied.settings.filter((one) => !own.has(one.split('=')[0]!));
  const settings = [...kept, ...written(copied).map(([name, value]) => `${name}=${value}`)];
  const set = settings.map((one) => ` --set ${quoted(one)}`).join('');
  return `oneplusone run ${quoted(copied.scenario)}${set} --draws ${copied.worlds} --seeds 1 --seed ${copied.seed} --full`;
}

export function pythonOf(copied: Copied): string {
  const own = new Set(Object.keys(copied.changes));
  const kept = copied.settings.map((one) => one.split('=') as [string, string]).filter(([name]) => !own.has(name));
  const literal = (value: string | number): string =>
    typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(value) ? String(value) : JSON.stringify(value);
  const dictionary = (entries: readonly (readonly [string, string | number])[]): string =>
    `{${entries.map(([name, value]) => `${JSON.stringify(name)}: ${literal(value)}`).join(', ')}}`;
  const changes = dictionary([...kept, ...written(copied)]);
  const { known } = parted(copied);
  const ratio = RATIO[copied.against ?? 'side_by_side'];
  if (Object.keys(known).length > 0) {
    return [
      'from oneplusone import compare, scenario',
      '',
      `case = scenario(${JSON.stringify(copied.scenario)}, changes=${dictionary([...kept, ...written({ ...copied, changes: known })])})`,
      `mine = scenario(${JSON.stringify(copied.scenario)}, changes=${changes})`,
      `found = compare(case, mine, draws=${copied.worlds}, seeds=1, seed=${copied.seed}, progress=False)`,
      `print(f"{found.synergy_b.${ratio}.estimate.value:.2f}")`,
    ].join('\n');
  }
  return [
    'from oneplusone import simulate',
    '',
    `found = simulate(${JSON.stringify(copied.scenario)}, changes=${changes}, draws=${copied.worlds}, seeds=1, seed=${copied.seed}, progress=False)`,
    `print(f"{found.headline.synergy.${ratio}.estimate.value:.2f}")`,
  ].join('\n');
}

export function tomlOf(copied: Copied, title: Readonly<Record<'en' | 'zh', string>>): string {
  const groups = new Map<string, string[]>();
  for (const [name, value] of written(copied)) {
    const cut = name.lastIndexOf('.');
    const [group, field] = [name.slice(0, cut), name.slice(cut + 1)];
    groups.set(group, [...(groups.get(group) ?? []), `${field} = ${typeof value === 'string' ? JSON.stringify(value) : value}`]);
  }
  const text = (name: string): string[] => (['en', 'zh'] as const).map((lang) => `${name}.${lang} = ${JSON.stringify(title[lang])}`);
  const head = ['schema = 1', 'name = "mine"', 'purpose = "overlay"', ...text('title'), ...text('description'), ...text('question')];
  return [...head, ...[...groups].flatMap(([group, lines]) => ['', `[${group}]`, ...lines])].join('\n');
}
