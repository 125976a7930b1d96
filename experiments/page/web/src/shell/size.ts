// Slides of 1280 × 720 grow and shrink with the screen; on narrow ones the page is laid out anew.
import { signal } from '@preact/signals';

export interface Size {
  readonly width: number;
  readonly height: number;
  /** How much larger than a slide everything is; smaller where the window is not as wide as one. */
  readonly zoom: number;
  readonly phone: boolean;
}

export const NARROW = 860;
const [WIDE, TALL] = [1280, 720];
/** What a projector's browser leaves is lower than this. */
export const LOW = 640;

/** A window that is not shown may have no width: nothing is laid out for less than this. */
const LEAST = 240;

/** Of a window, and of the room in it: what its scroll bar takes is not there for a page that scrolls. */
export function sizeOf(window: number, height: number, room = window): Size {
  const phone = window < NARROW;
  const width = Math.max(LEAST, phone ? room : window);
  const zoom = phone ? 1 : width < WIDE ? width / WIDE : Math.max(1, Math.min(width / WIDE, height / TALL));
  return { width: Math.floor(width / zoom), height: Math.floor(height / zoom), zoom, phone };
}

export const size = signal<Size>(sizeOf(WIDE, TALL));

export function watchSize(): void {
  const measure = (): void => {
    const found = sizeOf(innerWidth, innerHeight, document.documentElement.getBoundingClientRect().width);
    if (JSON.stringify(found) !== JSON.stringify(size.value)) size.value = found;
    document.body.style.zoom = String(size.value.zoom);
    document.documentElement.style.setProperty('--page-height', `${size.value.height}px`);
  };
  measure();
  addEventListener('resize', measure);
  new ResizeObserver(measure).observe(document.documentElement); // a scroll bar comes and goes with what is shown
}

/** Pixels of a canvas for one of the page. */
export function density(): number {
  return Math.min(2, (globalThis.devicePixelRatio || 1) * size.value.zoom);
}
