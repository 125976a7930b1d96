// The state of the page: what is shown, in which language, in which world and month; and what runs.
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { known, type ScenarioLayout } from '../model/layout';
import { Pace, firstWorlds, runBatch, type Batch } from '../model/batches';
import type { Changes } from '../model/engine';
import { ARMS_NEEDED } from '../statistics/synergy';
import { districtOf, followWorld, type Frame } from '../model/frames';
import { kindsOf, rolesOf, type Kind } from '../model/kinds';
import { valuesIn } from '../model/settings';
import type { Model } from '../model/start';
import { eventsOf, type StreetEvent, type StreetOf } from '../street/events';
import type { Speaking } from '../street/sentences';
import { speaker, type Language, type Say } from '../texts';
import { Attributed } from './attribution';
import { Choices } from './choices';
import { SCENARIO, type PageData } from './data';
import { knownOf, leversOf, type Lever } from './levers';
import { Lessons } from '../lessons/state';
import { keptWhole } from '../lessons/storage';
import { keepHistory } from './history';
import { readChanges, readLink, writeLink, type LinkState } from './link';
import { place } from './place';
import { Sample } from './sample';

export const SCREENS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
export const LIMITS = 8;
export const SANDBOX = 9;
export const WORLDS = 200;
export const MANY = 1000;
export const CONTRACT = 'GS';
export const SIDE = 'G+S';
const YEAR = 12;

export interface Story {
  readonly frames: readonly Frame[];
  readonly events: readonly StreetEvent[];
  /** The month of the first panel, after which the bet is open. */
  readonly middle: number;
  /** The most need of the first year: what houses have room for from the start. */
  readonly mostNeed: number;
}

export interface Runs {
  readonly done: number;
  readonly values: Float64Array;
}

export class Store {
  readonly screen: Signal<number>;
  readonly language: Signal<Language>;
  readonly world: Signal<number>;
  readonly month: Signal<number>;
  readonly bet: Signal<number>;
  readonly revealed = signal(false);
  /** The month of the two streets. */
  readonly twin: Signal<number>;
  /** How many cards of the limits lie open. */
  readonly cards = signal(1);
  readonly changed: Signal<Changes>;
  /** What is chosen by name. */
  readonly chosen: Choices;
  /** What the link asked for that is not there, part by part. */
  readonly refused: Signal<readonly string[]>;
  readonly levers: readonly Lever[];
  /** Uncertain parameters, which may be set as if they were known. */
  readonly known: readonly Lever[];
  readonly lessons: Lessons;
  readonly coverage = signal<Runs>({ done: 0, values: new Float64Array(0) });
  readonly say: ReadonlySignal<Say>;
  readonly speaking: ReadonlySignal<Speaking>;
  readonly story: ReadonlySignal<Story>;
  readonly scenario: ScenarioLayout;
  readonly kinds: readonly Kind[];
  readonly street: StreetOf;
  readonly pace = new Pace();
  readonly attributed = new Attributed(this);
  private readonly stories = new Map<string, Story>();
  private batch: Batch | null = null;
  private sample: Sample | null = null;
  private crowd: Sample | null = null;

  constructor(readonly data: PageData, readonly model: Model) {
    const scenario = (this.scenario = known(data.layout.scenarios[SCENARIO], SCENARIO));
    this.kinds = kindsOf(data.layout, scenario);
    this.street = { kinds: this.kinds, roles: rolesOf(this.kinds), office: 0 };
    const location = place;
    const link = readLink(location.hash);
    const own: Language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
    const within = (value: number | undefined, most: number, usual: number): number => (value !== undefined && value <= most ? value : usual);
    this.language = signal(link.lang ?? (data.lang || own));
    this.screen = signal(SCREENS.includes(link.screen ?? 0) ? (link.screen ?? 0) : 0);
    this.world = signal(within(link.world, data.worlds.found.length - 1, 0));
    this.month = signal(within(link.month, this.horizon, 0));
    this.bet = signal(within(link.bet ?? keptWhole(`bet.${data.scenario.fingerprint.slice(0, 8)}.street`), this.betTarget, Math.round(this.betTarget * 0.72)));
    this.twin = signal(within(link.twin, this.horizon, 0));
    this.levers = leversOf(data.layout, scenario, data.priced, data.helps);
    this.known = knownOf(data.layout, scenario, data.unknown, this.levers, data.helps);
    const allowed = (name: string, value: number): boolean => this.settable.some((lever) => lever.name === name && lever.allows(value));
    this.changed = signal(readChanges(location.hash, allowed));
    // whoever is sent rules alone sees what they come to
    if (link.screen === undefined && link.lesson === undefined && Object.keys(this.changed.value).length > 0) this.screen.value = SANDBOX;
    this.chosen = new Choices(location.hash, this.attributed, allowed, this.counting);
    const most = { screen: SCREENS.length - 1, world: data.worlds.found.length - 1, month: this.horizon, bet: this.betTarget, twin: this.horizon };
    const beyond = Object.entries(most).filter(([name, last]) => (link[name as keyof typeof most] ?? 0) > last).map(([name]) => `${name}=${link[name as keyof typeof most]}`);
    this.lessons = new Lessons(this, link);
    this.refused = signal([...new Set([...this.chosen.refused, ...beyond, ...this.lessons.refuses(link)])]);
    this.say = computed(() => speaker(data.texts, this.language.value));
    this.speaking = computed(() => ({ say: this.say.value, language: this.language.value, noun: this.noun }));
    this.story = computed(() => this.storyOf(this.world.value, CONTRACT));
    if (place.linked) keepHistory(() => [this.linkState(), this.changed.value], (state) => this.goTo(state));
  }

  /** All that may be set: the levers, and what is uncertain. */
  get settable(): readonly Lever[] {
    return [...this.levers, ...this.known];
  }

  get horizon(): number {
    return this.value('run.horizon');
  }

  /** The months to which may be counted: the term, a year, two, and the last. */
  get counting(): readonly number[] {
    return [...new Set([this.term, YEAR, 2 * YEAR, this.horizon])].filter((month) => month <= this.horizon).sort((a, b) => a - b);
  }

  get term(): number {
    return this.value('contract.term');
  }

  /** How many doors the contract promises, as the scenario states it. */
  get target(): number {
    return Math.round(this.kinds[this.street.roles.light]?.target ?? 0);
  }

  /** What is bet on: the doors of all offices' contracts. */
  get betTarget(): number {
    return this.target * this.value('population.offices');
  }

  value(name: string): number {
    return known(this.scenario.values[name], name);
  }

  arm(name: string): number {
    return this.data.layout.arms.findIndex((one) => one.name === name);
  }

  measure(name: string): number {
    return this.data.layout.measures.findIndex((one) => one.name === name);
  }

  /** A fact of the case as a number, where there is one. */
  fact(name: string): number | undefined {
    const value = this.data.scenario.facts[name]?.value;
    return typeof value === 'number' ? value : undefined;
  }

  /** What opens in this street, for so many of them. */
  readonly noun = (count: number): string => {
    const kind = this.kinds[this.street.roles.light]?.name ?? '';
    const form = count === 1 ? 'one' : 'many';
    const own = `noun.${kind}.${form}`;
    return this.say.value(own in this.data.texts ? own : `noun.any.${form}`);
  };

  /** The changes of a reform path in a world, each as its draw has it; none for the case itself. */
  pathIn(place: number, path: string): Changes {
    const found = this.data.attribution.paths.find(({ name }) => name === path);
    const [draw] = known(this.data.worlds.found[place], `world ${place}`);
    return found ? valuesIn(this.model.engine, { name: path, settings: found.settings[0]! }, draw) : {};
  }

  storyOf(place: number, arm: string, path = ''): Story {
    const key = `${place}/${arm}/${path}`;
    const had = this.stories.get(key);
    if (had) return had;
    const world = known(this.data.worlds.found[place], `world ${place}`);
    const frames = followWorld(this.model.engine, world, this.arm(arm), this.horizon, this.pathIn(place, path));
    const events = eventsOf(frames, this.street);
    const reviewed = events.find(({ kind }) => kind === 'midterm')?.month ?? Math.ceil(this.term / 2);
    const light = this.street.roles.light;
    const mostNeed = Math.max(...frames.slice(0, YEAR + 1).flatMap((frame) => districtOf(frame, this.street.office).map((one) => one.need[light] ?? 0)));
    const story = { frames, events, middle: Math.max(1, Math.min(reviewed, this.term - 1)), mostNeed };
    this.stories.set(key, story);
    return story;
  }

  /** Run the worlds of the bet, once. */
  runCoverage(): void {
    if (this.batch || this.measure('coverage') < 0) return;
    const request = { worlds: firstWorlds(WORLDS), arms: [this.arm(CONTRACT)], measures: [this.measure('coverage')] };
    this.batch = runBatch(this.model.pool, this.pace, request, ({ done, values }) => {
      this.coverage.value = { done, values: values.slice() };
    });
  }

  /** The case in the two hundred worlds: all components of value, month by month. */
  get cases(): Sample {
    return (this.sample ??= new Sample(this, { worlds: WORLDS, measures: ['value', 'services', 'groups'], months: this.horizon }));
  }

  /** The case in many more worlds, at the horizon alone. */
  get many(): Sample {
    return (this.crowd ??= new Sample(this, { worlds: MANY, measures: ['value'] }));
  }

  armsNeeded(): readonly number[] {
    return ARMS_NEEDED.map((name) => this.arm(name));
  }

  newWorld(): void {
    this.world.value = (this.world.value + 1) % this.data.worlds.found.length;
    this.month.value = 0;
    this.revealed.value = !place.linked;
  }

  turn(by: number): void {
    if (this.lessons.open.value !== null) return this.lessons.turn(by);
    const cards = this.data.limits.length;
    if (by > 0 && this.screen.value === LIMITS && this.cards.value < cards) {
      this.cards.value += 1;
      return;
    }
    const to = SCREENS[SCREENS.indexOf(this.screen.value) + by];
    if (to !== undefined) this.screen.value = to;
  }

  /** Go where a link's state says, and leave all else as it is. */
  goTo(state: LinkState): void {
    this.screen.value = SCREENS.includes(state.screen ?? 0) ? (state.screen ?? 0) : 0;
    this.lessons.goTo(state);
  }

  /** What follows the page's address to restore what it shows. */
  get link(): string {
    return writeLink(this.linkState(), this.changed.value);
  }

  private linkState(): LinkState {
    return { screen: this.screen.value, lang: this.language.value, world: this.world.value, month: this.month.value, bet: this.bet.value, twin: this.twin.value, ...this.chosen.link(), ...this.lessons.link() };
  }
}
