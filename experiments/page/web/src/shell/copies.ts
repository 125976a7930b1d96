// The sandbox's state as others run it: a command, a few lines of Python, an overlay; all give the number on the screen.
import type { Changes } from '../model/engine';
import type { Lever } from './levers';

export interface Copied {
  readonly scenario: string;
  /** What was set in the page's own scenario, each as NAME=VALUE. */
  readonly settings: readonly string[];
  readonly levers: readonly Lever[];
  readonly changes: Changes;
  readonly worlds: number;
  readonly seed: number;
}

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

export function commandOf(copied: Copied): string {
  const own = new Set(Object.keys(copied.changes));
  const kept = copied.settings.filter((one) => !own.has(one.split('=')[0]!));
  const settings = [...kept, ...written(copied).map(([name, value]) => `${name}=${value}`)];
  const set = settings.map((one) => ` --set ${quoted(one)}`).join('');
  return `oneplusone run ${quoted(copied.scenario)}${set} --draws ${copied.worlds} --seeds 1 --seed ${copied.seed}`;
}

export function pythonOf(copied: Copied): string {
  const own = new Set(Object.keys(copied.changes));
  const kept = copied.settings.map((one) => one.split('=') as [string, string]).filter(([name]) => !own.has(name));
  const literal = (value: string | number): string =>
    typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(value) ? String(value) : JSON.stringify(value);
  const changes = [...kept, ...written(copied)].map(([name, value]) => `${JSON.stringify(name)}: ${literal(value)}`).join(', ');
  return [
    'from oneplusone import simulate',
    '',
    `found = simulate(${JSON.stringify(copied.scenario)}, changes={${changes}}, draws=${copied.worlds}, seeds=1, seed=${copied.seed}, progress=False)`,
    'print(f"{found.headline.synergy.added_value.estimate.value:.2f}")',
  ].join('\n');
}

export function tomlOf(copied: Copied, title: Readonly<Record<'en' | 'zh', string>>): string {
  const groups = new Map<string, string[]>();
  for (const [name, value] of written(copied)) {
    const [group, field] = name.split('.') as [string, string];
    groups.set(group, [...(groups.get(group) ?? []), `${field} = ${typeof value === 'string' ? JSON.stringify(value) : value}`]);
  }
  const text = (name: string): string[] => (['en', 'zh'] as const).map((lang) => `${name}.${lang} = ${JSON.stringify(title[lang])}`);
  const head = ['schema = 1', 'name = "mine"', 'purpose = "overlay"', ...text('title'), ...text('description'), ...text('question')];
  return [...head, ...[...groups].flatMap(([group, lines]) => ['', `[${group}]`, ...lines])].join('\n');
}
