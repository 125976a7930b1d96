// Where one is in the lessons, what was bet, and the runs that answer.
import { signal, type Signal } from '@preact/signals';
import type { Term } from '../screens/meanings';
import type { PageData } from '../shell/data';
import type { LinkState, Paper } from '../shell/link';
import { Sample, type Runs } from '../shell/sample';
import { ARMS_NEEDED } from '../statistics/synergy';
import { BENCHMARK, choiceCount, type Found } from './answer';
import { forget, keep, readKept } from './storage';
import { placesOf, type Bet, type Lesson, type Setting } from './types';

/** Worlds that answer a bet: as many as the commands under the reveals run. */
const WORLDS = 200;
/** The arm that measures are of. */
const CONTRACT = ['GS'] as const;
/** The same beside nobody acting. */
const NET = ['none', 'GS'] as const;

interface Page extends Runs {
  readonly data: PageData;
}

export class Lessons {
  /** The lesson's name, '' for the list of all, or nothing where one is elsewhere in the page. */
  readonly open: Signal<string | null>;
  /** 0 is the cover, 1 the question; then the scenes, and the question again. */
  readonly scene: Signal<number>;
  readonly paper = signal<Paper | null>(null);
  /** Whether somebody went on without a bet. */
  readonly hurried = signal(false);
  /** Places of bets by lesson and scene; those of the last scene are the question's second bets. */
  private readonly bets = new Map<string, Signal<number | null>>();
  /** Whether what comes of a bet is shown: on each device when its reader asks for it, after the room is counted. */
  private readonly reveals = new Map<string, Signal<boolean>>();
  private readonly samples = new Map<string, Sample>();

  constructor(private readonly page: Page, link: LinkState) {
    this.open = signal(this.named(link));
    const lesson = this.lesson;
    this.scene = signal(lesson ? this.sceneOf(lesson, link) : 0);
    this.paper.value = lesson ? (link.paper ?? null) : null;
    this.hurried.value = (link.scene ?? 0) > this.scene.value;
  }

  /** What a link asks for that is not in this file: a lesson, a scene, a paper, as the link has it. */
  refuses(link: LinkState): readonly string[] {
    const { lessons, alone } = this.page.data;
    const named = link.lesson;
    const there = named === undefined || (alone ? named === alone : lessons.length > 0 && (named === '' || lessons.some(({ name }) => name === named)));
    const lesson = lessons.find(({ name }) => name === (alone || named));
    const beyond = lesson ? (link.scene ?? 0) > lastOf(lesson) : link.scene !== undefined || link.paper !== undefined;
    const fields = [...(there ? [] : ['lesson'] as const), ...(beyond ? ['scene', 'paper'] as const : []), ...(alone !== '' && (link.screen ?? 0) > 0 ? ['screen'] as const : [])];
    return fields.filter((field) => link[field] !== undefined && !(field === 'paper' && lesson)).map((field) => `${field}=${link[field]}`);
  }

  /** Go where a link says: to a lesson, the list of them, or out of both. */
  goTo(link: LinkState): void {
    this.open.value = this.named(link);
    const lesson = this.lesson;
    this.scene.value = lesson ? this.sceneOf(lesson, link) : 0;
    this.paper.value = lesson ? (link.paper ?? null) : null;
    this.hurried.value = false;
  }

  private named({ lesson }: LinkState): string | null {
    const { lessons, alone } = this.page.data;
    if (alone || lessons.length === 0) return alone || null;
    return lesson === '' || lessons.some(({ name }) => name === lesson) ? lesson! : null;
  }

  /** The scene that a link asks for, as far as bets are placed before it. */
  private sceneOf(lesson: Lesson, { scene }: LinkState): number {
    return Math.min(scene ?? 0, this.furthest(lesson));
  }

  get all(): readonly Lesson[] {
    return this.page.data.lessons;
  }

  get alone(): boolean {
    return this.page.data.alone !== '';
  }

  get lesson(): Lesson | undefined {
    return this.all.find(({ name }) => name === this.open.value);
  }

  enter(name: string): void {
    this.open.value = name;
    this.scene.value = 0;
    this.paper.value = null;
    this.hurried.value = false;
  }

  leave(): void {
    if (this.alone) this.enter(this.page.data.alone);
    else this.open.value = null;
  }

  /** The bet of a scene; the question has two, the first and the last. */
  betAt(lesson: Lesson, scene: number): Bet | undefined {
    return scene === 1 || scene === lastOf(lesson) ? lesson.question : lesson.scenes[scene - 2];
  }

  placed(lesson: Lesson, scene: number): Signal<number | null> {
    const key = this.key(lesson, scene);
    let found = this.bets.get(key);
    if (!found) {
      const kept = readKept(key);
      const bet = this.betAt(lesson, scene);
      const most = bet ? (bet.slider ? placesOf(bet.slider) : choiceCount(bet)) : 0;
      this.bets.set(key, (found = signal(Number.isInteger(kept) && (kept as number) >= 0 && (kept as number) < most ? (kept as number) : null)));
    }
    return found;
  }

  place(lesson: Lesson, scene: number, at: number): void {
    this.placed(lesson, scene).value = at;
    this.hurried.value = false;
    keep(this.key(lesson, scene), at);
  }

  revealed(lesson: Lesson, scene: number): Signal<boolean> {
    const key = this.key(lesson, scene);
    let found = this.reveals.get(key);
    if (!found) this.reveals.set(key, (found = signal(false)));
    return found;
  }

  /** Whether a bet is placed and what comes of it still covered; the first answer to the question is kept to the end. */
  covered(lesson: Lesson, scene: number): boolean {
    return scene > 1 && !this.waits(lesson, scene) && !this.revealed(lesson, scene).value;
  }

  /** Forget all bets of a lesson and begin it again. */
  again(lesson: Lesson): void {
    for (let scene = 1; scene <= lastOf(lesson); scene++) {
      this.placed(lesson, scene).value = null;
      this.revealed(lesson, scene).value = false;
      forget(this.key(lesson, scene));
    }
    this.enter(lesson.name);
  }

  /** Under what a bet, and the room's bets on the same question, are kept. */
  key(lesson: Lesson, scene: number): string {
    return `bet.${this.page.data.scenario.fingerprint.slice(0, 8)}.${lesson.name}.${scene}`;
  }

  /** On and back; on only where the bet is placed, and first to what comes of it. */
  turn(by: number): void {
    const lesson = this.lesson;
    if (!lesson) return;
    if (this.paper.value) {
      if (by < 0) this.paper.value = null;
      return;
    }
    if (by > 0 && this.covered(lesson, this.scene.value)) {
      this.revealed(lesson, this.scene.value).value = true;
      return;
    }
    const to = this.scene.value + by;
    this.hurried.value = by > 0 && this.waits(lesson, this.scene.value);
    if (this.hurried.value || to < 0 || to > lastOf(lesson)) return;
    this.scene.value = to;
  }

  /** Whether a scene waits for its bet. */
  waits(lesson: Lesson, scene: number): boolean {
    return scene > 0 && this.placed(lesson, scene).value === null;
  }

  /** The scene up to which all bets are placed. */
  furthest(lesson: Lesson): number {
    let scene = 0;
    while (scene < lastOf(lesson) && !this.waits(lesson, scene)) scene++;
    return scene;
  }

  /** The runs of each setting of a bet, started where they are not. */
  samplesOf(bet: Bet): readonly Sample[] {
    const measures = [...new Set([...(BENCHMARK[bet.quantity] ? ['value'] : []), ...(this.page.measure(bet.quantity) >= 0 ? [bet.quantity] : []), ...bet.beside])];
    const arms = BENCHMARK[bet.quantity] ? ARMS_NEEDED : measures.some(createdName) ? NET : CONTRACT;
    return bet.settings.map((setting) => this.sampleOf(setting, measures, arms));
  }

  private sampleOf(setting: Setting, measures: readonly string[], arms: typeof ARMS_NEEDED | typeof NET | typeof CONTRACT): Sample {
    const key = [setting.set, measures, arms].map((one) => one.join()).join('|');
    let found = this.samples.get(key);
    if (!found) this.samples.set(key, (found = new Sample(this.page, { worlds: WORLDS, measures, arms, changes: setting.values })));
    found.start();
    return found;
  }

  link(): Pick<LinkState, 'lesson' | 'scene' | 'paper'> {
    const open = this.open.value;
    if (open === null) return {};
    const paper = this.paper.value;
    return { ...(this.alone ? {} : { lesson: open }), scene: this.scene.value, ...(paper ? { paper } : {}) };
  }
}

/** The last scene: the question again, with its answer. */
export function lastOf(lesson: Lesson): number {
  return lesson.scenes.length + 2;
}

/** Whether a measure is value or a part of it: what is created, everywhere in the page counted net of nobody acting. */
export function createdName(name: string): boolean {
  return ['value', 'services', 'groups', 'capital'].includes(name);
}

/** The terms that the amounts of a bet need explained. */
export function termsOf({ quantity, beside }: Pick<Bet, 'quantity' | 'beside'>): Term[] {
  const names = [quantity, ...beside];
  const compared = (['side_by_side', 'alone'] as const).filter((name) => names.includes(name));
  return names.some(createdName) ? ['service_month', 'net', ...compared] : compared;
}

/** What a sample has found, for answers. */
export function foundIn(sample: Sample): Found {
  const { measures } = sample.wanted;
  return {
    value: measures.includes('value') ? sample.of('value') : {},
    measure: (name) => {
      const under = sample.alone(name, 'GS');
      if (!createdName(name)) return under;
      const without = sample.alone(name, 'none');
      return under.map((one, world) => one - without[world]!);
    },
  };
}
