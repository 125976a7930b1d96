// A command on the screen: one line to whoever copies it, broken between its options alone where it does not fit.
import type { ComponentChildren } from 'preact';

/** Where an option begins. */
const OPTION = / (?=--)/;
/** An option with its value, within a sentence. */
const WITHIN = /(--[\w-]+(?: (?!--)[^\s，。；·]+)?)/;

const whole = (part: string, place: number): ComponentChildren => <span key={place} class="option">{part}</span>;

/** The command, and each of its options with its value, in one piece. */
export function Command({ text }: { text: string }) {
  return <>{text.split(OPTION).flatMap((part, place) => (place === 0 ? [whole(part, place)] : [' ', whole(part, place)]))}</>;
}

/** A sentence in which commands stand: their options are not torn apart. */
export function Said({ text }: { text: string }) {
  return <>{text.split(WITHIN).map((part, place) => (place % 2 === 1 ? whole(part, place) : part))}</>;
}
