// The numbers behind a figure as a file that spreadsheets of both languages open: UTF-8 with its mark, heads in both.
import type { Labels } from '../model/layout';

export interface Column {
  readonly head: Labels;
  readonly values: ArrayLike<number | string>;
}

export function column(head: Labels, values: ArrayLike<number | string>): Column {
  return { head, values };
}

/** What no spreadsheet takes for a formula, between quotes where it needs them. */
function cell(value: number | string): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export function csvOf(columns: readonly Column[]): string {
  const long = Math.max(0, ...columns.map(({ values }) => values.length));
  const rows = Array.from({ length: long }, (_, row) => columns.map(({ values }) => cell(values[row] ?? '')).join(','));
  const head = columns.map(({ head: { en, zh } }) => cell(en === zh ? en : `${en} / ${zh}`)).join(',');
  return `\ufeff${[head, ...rows].join('\r\n')}\r\n`;
}
