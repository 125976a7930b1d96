// What stands at a mouse over a house: over its roof, or beside it; never upon the house, nor upon the words of the picture.
import { useLayoutEffect, useRef } from 'preact/hooks';

export interface Pointed {
  readonly house: number;
  /** The middle of the house, and half its width. */
  readonly x: number;
  readonly half: number;
  readonly roof: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly wide: number;
  readonly high: number;
}

/** From what it stands beside, and from the edge of the picture. */
const [AIR, EDGE] = [8, 4];
/** What a picture says, besides its houses. */
const WORDS = '.street-name, .street-seal, .sky-words p, .month-on';

function apart(a: Box, b: Box): boolean {
  return a.left + a.wide <= b.left || b.left + b.wide <= a.left || a.top + a.high <= b.top || b.top + b.high <= a.top;
}

/** The first place that is free: over the roof, then to a side of the house, over the mouse, beside it, at the ground. */
export function placed({ x, half, roof, y }: Pointed, [wide, high]: readonly [number, number], [width, height]: readonly [number, number], words: readonly Box[]): Box {
  const early = x < width / 2;
  const [after, before] = [x + half + AIR, x - half - AIR - wide];
  const sides = early ? [after, before] : [before, after];
  const within = (top: number): number => Math.max(EDGE, Math.min(height - high - EDGE, top));
  const places = [
    { left: early ? x - half : x + half - wide, top: roof - AIR - high },
    ...[y - AIR - high, y - high / 2, height].flatMap((top) => sides.map((left) => ({ left, top: within(top) }))),
  ].map((place) => ({ ...place, wide, high }));
  const free = (box: Box): boolean => box.top >= 0 && box.left >= 0 && box.left + wide <= width && words.every((one) => apart(one, box));
  return places.find(free) ?? places[1]!;
}

export function HouseLabel({ over, lines, width, height }: { over: Pointed; lines: readonly string[]; width: number; height: number }) {
  const label = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const own = label.current!;
    const around = own.parentElement!;
    const picture = around.querySelector('canvas')!.getBoundingClientRect();
    const scale = width / picture.width;
    const words = [...around.querySelectorAll(WORDS)].map((one) => {
      const { left, top, width: wide, height: high } = one.getBoundingClientRect();
      return { left: (left - picture.left) * scale, top: (top - picture.top) * scale, wide: wide * scale, high: high * scale };
    });
    const { left, top } = placed(over, [own.offsetWidth, own.offsetHeight], [width, height], words);
    own.style.left = `${left}px`;
    own.style.top = `${top}px`;
  });
  return (
    <span ref={label} class="house-label" aria-hidden="true">
      {lines.map((line, place) => (place === 0 ? <b key={place}>{line}</b> : <span key={place}>{line}</span>))}
    </span>
  );
}
