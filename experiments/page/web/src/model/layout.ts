// What the page knows of the module's memory and of the model: sim/engine/layout.py, explained in docs/module.md.
import type { Language } from '../texts';

/** A field of a record: its place in bytes, floats or whole numbers of 64 bits, and how many where it is a list. */
export interface Field {
  readonly at: number;
  readonly kind: 'float' | 'int';
  readonly count?: number;
}

export interface RecordLayout {
  readonly size: number;
  readonly fields: Readonly<Record<string, Field>>;
}

/** A table of the world; an axis is a parameter that counts, and the rows of one counted. */
export interface MemberLayout extends RecordLayout {
  readonly axes: readonly (readonly [counted: string, rows: number])[];
}

export type Labels = Readonly<Record<Language, string>>;

export interface Parameter extends Field {
  readonly unit: string;
  readonly role: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly least: number | null;
  readonly most: number | null;
  readonly labels: Labels;
  readonly options?: readonly string[];
  readonly structural?: boolean;
}

export interface Arm {
  readonly name: string;
  readonly labels: Labels;
  readonly set: readonly { readonly at: number; readonly value: number }[];
}

export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly labels: Labels;
  readonly better: number;
}

export interface ScenarioLayout {
  readonly titles: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, number>>;
  readonly priors: {
    readonly names: readonly string[];
    /** Rows of the tables that `draw` reads; whole numbers that a float would not hold stand as text. */
    readonly name: readonly (readonly (number | string)[])[];
    readonly part: readonly (readonly number[])[];
    readonly ends: readonly number[];
  };
  readonly random_numbers: { readonly used: number; readonly spans: Readonly<Record<string, readonly number[]>> };
}

export interface Layout {
  readonly format: number;
  readonly stamp: string;
  /** Where the stack begins, growing down; what lies above is laid out by the page. */
  readonly stack: number;
  readonly call: RecordLayout;
  readonly draw_call: RecordLayout;
  readonly members: Readonly<Record<string, MemberLayout>>;
  readonly random_numbers: RecordLayout;
  readonly point: { readonly size: number; readonly parameters: Readonly<Record<string, Parameter>> };
  readonly arms: readonly Arm[];
  readonly measures: readonly Measure[];
  readonly priors: { readonly name: RecordLayout; readonly part: RecordLayout };
  readonly rows: Readonly<Record<string, readonly { readonly name: string; readonly labels: Labels }[]>>;
  readonly scenarios: Readonly<Record<string, ScenarioLayout>>;
}

export const FORMAT = 1;

/** A value that must be there; says what is missing where it is not. */
export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`unknown: ${what}`);
  return value;
}

/** How many records a member of a scenario's world has. */
export function countOf(member: MemberLayout, scenario: ScenarioLayout): number {
  return member.axes.reduce((all, [counted, rows]) => all * known(scenario.values[counted], counted) * rows, 1);
}
