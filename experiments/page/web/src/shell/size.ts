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

export function sizeOf(width: number, height: number): Size {
  const phone = width < NARROW;
  const zoom = phone ? 1 : width < WIDE ? width / WIDE : Math.max(1, Math.min(width / WIDE, height / TALL));
  return { width: Math.floor(width / zoom), height: Math.floor(height / zoom), zoom, phone };
}

export const size = signal<Size>(sizeOf(WIDE, TALL));

export function watchSize(): void {
  const measure = (): void => {
    size.value = sizeOf(innerWidth, innerHeight);
    document.body.style.zoom = String(size.value.zoom);
    document.documentElement.style.setProperty('--page-height', `${size.value.height}px`);
  };
  measure();
  addEventListener('resize', measure);
}

/** Pixels of a canvas for one of the page. */
export function density(): number {
  return Math.min(2, (globalThis.devicePixelRatio || 1) * size.value.zoom);
}
