// The contract as a ribbon: what was agreed as an outline, and filled only what has happened.
import { AWAITING, RUNNING, type Frame } from '../model/frames';

export interface Span {
  readonly kind: 'agreed' | 'waiting' | 'work' | 'extension';
  readonly from: number;
  readonly to: number;
}

interface Bound {
  readonly row: number;
  readonly signed: number;
  readonly start: number;
  readonly originalEnd: number;
  until: number;
  open: boolean;
}

/** The spans of all contracts of an office up to a month, in the order of their signing. */
export function ribbonOf(frames: readonly Frame[], month: number, office: number): Span[] {
  const bound: Bound[] = [];
  for (const frame of frames.slice(1, month + 1)) {
    frame.contracts.forEach((contract, row) => {
      const mine = contract.office === office && contract.conditional === 1;
      const open = mine && (contract.state === AWAITING || contract.state === RUNNING);
      const had = bound.find((one) => one.row === row && one.open);
      if (had && had.signed === contract.signed) {
        had.until = frame.month;
        had.open = open;
      } else {
        if (had) had.open = false;
        const { signed, start, originalEnd } = contract;
        if (open) bound.push({ row, signed, start, originalEnd, until: frame.month, open: true });
      }
    });
  }
  return bound.flatMap(({ signed, start, originalEnd, until }) => [
    { kind: 'agreed' as const, from: signed, to: originalEnd },
    { kind: 'waiting' as const, from: signed, to: Math.min(start, until) },
    { kind: 'work' as const, from: start, to: Math.min(originalEnd, until) },
    { kind: 'extension' as const, from: originalEnd, to: until },
  ]).filter(({ from, to }) => to > from);
}
