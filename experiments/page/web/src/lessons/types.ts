// A lesson as experiments/page/lesson.py checks and gives it.
import type { Labels } from '../model/layout';

export type Outcome = 'more' | 'less' | 'open' | 'resolved';
export type Standing = 'right' | 'near' | 'wrong';

export interface Setting {
  readonly label: Labels;
  readonly values: Readonly<Record<string, number>>;
  /** The same as a command sets it, each as NAME=VALUE. */
  readonly set: readonly string[];
}

export interface Slider {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly start: number;
  readonly right: number;
  readonly near: number;
}

export interface Bet {
  readonly ask: Labels;
  readonly tell?: Labels;
  readonly kind: 'slider' | 'change' | 'two' | 'which';
  /** A measure under contract, or 1+1 by one of its benchmarks. */
  readonly quantity: string;
  readonly reveal: 'dots' | 'bars' | 'number';
  readonly settings: readonly Setting[];
  readonly right: Labels;
  readonly near: Labels;
  readonly wrong: Labels;
  readonly when: Readonly<Partial<Record<Outcome, Labels>>>;
  readonly beside: readonly string[];
  readonly of?: 'mean' | 'worlds';
  readonly reach?: number;
  readonly against?: number;
  readonly fact?: string;
  readonly slider?: Slider;
  readonly best?: 'most' | 'least';
  readonly options?: Readonly<Record<'more' | 'less' | 'open', Labels>>;
}

export interface Teacher {
  readonly aims: readonly Labels[];
  readonly prepare: readonly Labels[];
  readonly board: readonly Labels[];
  readonly cards: readonly Labels[];
  readonly homework: readonly Labels[];
  readonly wrong: readonly { readonly say: Labels; readonly reply: Labels }[];
  readonly rubric: readonly Readonly<Record<'aspect' | 'low' | 'middle' | 'high', Labels>>[];
  readonly minutes: readonly { readonly from: number; readonly to: number; readonly do: Labels }[];
}

export interface Lesson {
  readonly name: string;
  readonly title: Labels;
  readonly lead: Labels;
  readonly limit: Labels;
  /** Asked first and, with its answer, last. */
  readonly question: Bet;
  readonly scenes: readonly Bet[];
  readonly teacher: Teacher;
  readonly worksheet: { readonly tasks: readonly Labels[] };
}

/** A slider as its places from 0. */
export function placesOf(slider: Slider): number {
  return Math.round((slider.high - slider.low) / slider.step) + 1;
}

/** What stands at a place of a slider. */
export function valueAt(slider: Slider, place: number): number {
  return Number((slider.low + place * slider.step).toFixed(6));
}
